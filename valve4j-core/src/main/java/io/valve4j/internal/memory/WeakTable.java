package io.valve4j.internal.memory;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.valve4j.time.TimeSource;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One value for each key, for as long as anybody holds it: a map of weakly held values that gives back its room. The table of a
 * concurrent map grows and never shrinks, so that of a crowd that has gone would take several bytes for each of them for ever;
 * here, once most have gone ({@link Watch} says when), those who are left move into a new one.
 *
 * <p>Nobody waits for a move. While it goes on, the old table stands behind the new one: who misses something in the new one
 * takes it over from the old one, and only who finds it in neither makes it. Who has looked into a table, or put something into
 * it, looks afterwards whether it is still the current one, and else begins anew. So what comes too late into a table that was
 * exchanged is handed to nobody, and all that was ever handed out is there to be moved.
 *
 * <p>Thread-safe, lock-free but for the map itself and the first of a crowd. Looking up what is there costs two volatile reads
 * more than the map.
 */
public final class WeakTable<K, V> {

    private final Function<K, V> maker;
    private final Watch watch;
    private volatile Tables<K, V> tables = new Tables<>(empty(), null);

    /**
     * An empty table.
     *
     * @param maker makes the value of a key, perhaps in vain, where another thread does too; called with no lock held
     * @param time rings when it is time to look how many are left
     * @param executor on which to look, and to move them: O(values)
     */
    public WeakTable(Function<K, V> maker, TimeSource time, Executor executor) {
        this.maker = maker;
        this.watch = new Watch(time, executor, new Room());
    }

    /**
     * Where values are.
     *
     * @param current the table that decides
     * @param previous the one from which values are moved to it; null if none are
     */
    private record Tables<K, V>(
            Cache<K, V> current, @Nullable Cache<K, V> previous) {

        @Nullable
        V find(K key) {
            V value = current.getIfPresent(key);
            if (value != null || previous == null) {
                return value;
            }
            V left = previous.getIfPresent(key);
            return left == null ? null : add(key, left);
        }

        /** Returns what is there now: this value, or that of somebody who was first. */
        V add(K key, V value) {
            V present = current.asMap().putIfAbsent(key, value);
            return present == null ? value : present;
        }
    }

    private static <K, V> Cache<K, V> empty() {
        return Caffeine.newBuilder().weakValues().executor(Runnable::run).build();
    }

    /** The value of a key; made, if nobody holds one. */
    public V get(K key) {
        V made = null;
        while (true) {
            Tables<K, V> seen = tables;
            V value = seen.find(key);
            if (value == null) {
                made = made == null ? maker.apply(key) : made;
                value = seen.add(key, made);
                watch.added(seen.current().estimatedSize());
            }
            if (isCurrent(seen)) {
                return value;
            }
        }
    }

    /** The value of a key; null if nobody holds one. */
    public @Nullable V find(K key) {
        while (true) {
            Tables<K, V> seen = tables;
            V value = seen.find(key);
            if (isCurrent(seen)) {
                return value;
            }
        }
    }

    @SuppressWarnings("ReferenceEquality") // whether it is the very same, not whether it is like it
    private boolean isCurrent(Tables<K, V> seen) {
        return seen.current() == tables.current();
    }

    /** Gives back no more room, and leaves no alarm set: its owner is at its end. */
    public void stop() {
        watch.stop();
    }

    /**
     * Moves all values into a new table. Not to be called by two at once. If it fails on the way, both tables go on together, and
     * the next call ends the move.
     */
    void renew() {
        Tables<K, V> before = tables;
        Cache<K, V> next = before.previous() == null ? empty() : before.current();
        Cache<K, V> old = before.previous() == null ? before.current() : before.previous();
        tables = new Tables<>(next, old);
        ConcurrentMap<K, V> moved = next.asMap();
        old.asMap().forEach(moved::putIfAbsent);
        tables = new Tables<>(next, null);
    }

    /** What is watched. */
    private final class Room implements Watch.Room {

        /** Again and again, since the map drops no more than some of them at once. */
        @Override
        public void tidy() {
            Cache<K, V> table = tables.current();
            long before;
            do {
                before = table.estimatedSize();
                table.cleanUp();
            } while (table.estimatedSize() < before);
        }

        @Override
        public long size() {
            return tables.current().estimatedSize();
        }

        @Override
        public void renew() {
            WeakTable.this.renew();
        }
    }
}
