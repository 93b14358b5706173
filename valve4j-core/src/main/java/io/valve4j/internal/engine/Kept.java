package io.valve4j.internal.engine;

import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an outlet keeps, by user: a concurrent map that gives back its room. The table of a {@link ConcurrentHashMap} grows and never
 * shrinks, so that of a crowd that has gone would take eight bytes for each of them for ever; here an empty map is exchanged for a
 * new one.
 *
 * <p>Thread-safe. Only who adds and who exchanges take the lock, so an addition is never made to a map that is being let go of; who
 * looks something up in one finds nothing there, and comes to add.
 */
final class Kept<V> {

    private final StampedLock exchange = new StampedLock();
    private volatile ConcurrentHashMap<String, V> map = new ConcurrentHashMap<>();

    @Nullable
    V get(String user) {
        return map.get(user);
    }

    V getOrAdd(String user, Supplier<V> made) {
        long stamp = exchange.readLock();
        try {
            return map.computeIfAbsent(user, absent -> made.get());
        } finally {
            exchange.unlockRead(stamp);
        }
    }

    boolean remove(String user, V value) {
        return map.remove(user, value);
    }

    boolean isEmpty() {
        return map.isEmpty();
    }

    Stream<V> values() {
        return map.values().stream();
    }

    Iterator<Map.Entry<String, V>> entries() {
        return map.entrySet().iterator();
    }

    /** Lets go of the room, if nothing is kept. If somebody adds something at this moment, there is something again. */
    void trim() {
        long stamp = exchange.tryWriteLock();
        if (stamp == 0) {
            return;
        }
        try {
            if (map.isEmpty()) {
                map = new ConcurrentHashMap<>();
            }
        } finally {
            exchange.unlockWrite(stamp);
        }
    }
}
