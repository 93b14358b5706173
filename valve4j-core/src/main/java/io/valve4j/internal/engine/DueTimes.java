package io.valve4j.internal.engine;

import io.valve4j.internal.check.Checks;
import io.valve4j.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * When planned changes of subscriptions fall due, for users who have work here: one alarm for all, set for the earliest.
 *
 * <p>Instants are the store's, whose clock decides. Whoever has no work any more is forgotten, at the latest when there are
 * twice as many as after the last look, so memory follows the active users. Thread-safe; the monitor is never held while the
 * store or a dispatcher is asked.
 */
final class DueTimes {

    private static final int FIRST_LOOK = 1_024;
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(1);

    private final Clocks clocks;
    private final Executor threads;
    private final Consumer<String> due;
    private final Predicate<String> waits;

    private final TreeSet<Entry> order =
            new TreeSet<>(Comparator.comparing(Entry::at).thenComparing(Entry::user));
    private final Map<String, Entry> byUser = new HashMap<>();
    private TimeSource.@Nullable Alarm alarm;
    private @Nullable Instant alarmFor;
    private int nextLook = FIRST_LOOK;
    private boolean stopped;

    private record Entry(String user, Instant at) {}

    /**
     * By what time goes.
     *
     * @param time for alarms
     * @param store the store's clock
     */
    record Clocks(TimeSource time, Supplier<Instant> store) {

        /** The store's time; the manager's while the store does not tell. */
        Instant now() {
            try {
                return store.get();
            } catch (RuntimeException failure) {
                return time.instant();
            }
        }
    }

    /** Makes one, given what to do for whom, and who is to be remembered. */
    @FunctionalInterface
    interface Maker {
        DueTimes make(Consumer<String> due, Predicate<String> waits);
    }

    /**
     * With nothing due.
     *
     * @param threads where to do what is due, since that may block
     * @param due what to do for a user when their time has come
     * @param waits whether a user still has work for which it matters
     */
    DueTimes(Clocks clocks, Executor threads, Consumer<String> due, Predicate<String> waits) {
        this.clocks = clocks;
        this.threads = threads;
        this.due = due;
        this.waits = waits;
    }

    /** Remembers an instant for a user, in the place of the one before. */
    void remember(String user, Instant at) {
        if (!isNew(user, at)) {
            return;
        }
        forgetTheIdle();
        Instant now = clocks.now();
        synchronized (this) {
            put(new Entry(user, at));
            setAlarm(now);
        }
    }

    /** Remembers a user for when so much time has passed. */
    void rememberIn(String user, Duration wait) {
        remember(user, clocks.now().plus(wait));
    }

    private synchronized boolean isNew(String user, Instant at) {
        Entry present = byUser.get(user);
        return !stopped && (present == null || !present.at().equals(at));
    }

    private void put(Entry entry) {
        Entry before = byUser.put(entry.user(), entry);
        if (before != null) {
            order.remove(before);
        }
        order.add(entry);
    }

    private void forgetTheIdle() {
        List<Entry> all;
        synchronized (this) {
            if (byUser.size() < nextLook) {
                return;
            }
            all = new ArrayList<>(order);
        }
        all.removeIf(entry -> waits.test(entry.user()));
        synchronized (this) {
            all.forEach(this::remove);
            nextLook = Math.max(FIRST_LOOK, 2 * byUser.size());
        }
    }

    private void remove(Entry entry) {
        if (order.remove(entry)) {
            byUser.remove(entry.user(), entry);
        }
    }

    /** Sees to it that there is an alarm for the earliest. */
    private void setAlarm(Instant now) {
        Instant first = order.isEmpty() || stopped ? null : order.first().at();
        if (alarm != null) {
            if (first != null && first.equals(alarmFor)) {
                return;
            }
            alarm.cancel();
            alarm = null;
        }
        alarmFor = first;
        if (first != null) {
            // One that is centuries away is looked at again before that: nanoseconds do not reach so far.
            Duration wait = Duration.between(now, first);
            wait = wait.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : wait;
            wait = wait.compareTo(Checks.MAX_DURATION) > 0 ? Checks.MAX_DURATION : wait;
            alarm = clocks.time().alarm(wait.toNanos(), this::rung);
        }
    }

    private void rung() {
        try {
            threads.execute(this::look);
        } catch (RuntimeException noThread) {
            look();
        }
    }

    private void look() {
        Instant now = clocks.now();
        List<Entry> come = new ArrayList<>();
        synchronized (this) {
            while (!order.isEmpty() && !order.first().at().isAfter(now)) {
                Entry first = order.first();
                remove(first);
                come.add(first);
            }
            alarm = null;
            alarmFor = null;
            setAlarm(now);
        }
        come.forEach(entry -> due.accept(entry.user()));
    }

    synchronized void stop() {
        stopped = true;
        order.clear();
        byUser.clear();
        setAlarm(Instant.MIN);
    }
}
