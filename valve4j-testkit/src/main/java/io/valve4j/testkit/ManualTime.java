package io.valve4j.testkit;

import io.valve4j.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Time that stands still until a test moves it. Both clocks and all alarms follow {@link #advance}; nothing happens by
 * itself, and no thread is started.
 *
 * <p>Three things can be moved apart, as on a real machine. {@link #advance} lets time pass: both clocks go on, and alarms
 * that become due run. {@link #jumpWall} sets the wall clock, as an administrator or NTP does. {@link #jumpNanos} breaks
 * the monotonic clock, which should never happen and sometimes does. Neither jump lets time pass, so neither brings an
 * alarm nearer.
 *
 * <p>Alarms run in the order in which they are due, those due together in the order in which they were armed, on the thread
 * that lets time pass, without a lock: an alarm may read the time, arm and cancel alarms, and even let time pass itself. If
 * one throws, {@code advance} or {@code runNext} throws the same; time then stands at that alarm, which is spent, and the
 * later ones are still armed.
 *
 * <p>A manager whose whole behaviour follows this time, in one thread and the same each time, also needs
 * {@code executor(Runnable::run)} and {@code callbackExecutor(Runnable::run)}: else its tasks, and what it tells acquirers,
 * run on threads of its own.
 *
 * <p>Thread-safe: any thread may read, arm and cancel. Where several let time pass at once, each goes to the point that it
 * aimed at when it started, and time never goes back. Arming and cancelling cost O(log pending alarms); a cancelled alarm
 * leaves nothing behind.
 */
public final class ManualTime implements TimeSource {

    private static final Instant DEFAULT_START = Instant.parse("2026-01-01T00:00:00Z");

    private final Object lock = new Object();
    private final TreeSet<Armed> alarms =
            new TreeSet<>(Comparator.comparingLong(Armed::dueNanos).thenComparingLong(Armed::number));

    // Alarms are due on this axis, which starts at zero and only grows, so the clocks above it may wrap and jump.
    private long elapsedNanos;
    private long monotonicAtZero;
    private Instant wallAtZero;
    private long armed;

    /** Starts at 0 ns and 2026-01-01T00:00:00Z. */
    public ManualTime() {
        this(0, DEFAULT_START);
    }

    /**
     * Starts where a test wants it, say at {@code Long.MAX_VALUE - 10} for a clock that is about to wrap.
     *
     * @param nanos what {@link #nanos()} says at the start
     * @param instant what {@link #instant()} says at the start
     */
    public ManualTime(long nanos, Instant instant) {
        monotonicAtZero = nanos;
        wallAtZero = Objects.requireNonNull(instant, "instant");
    }

    @Override
    public long nanos() {
        synchronized (lock) {
            return monotonicAtZero + elapsedNanos;
        }
    }

    @Override
    public Instant instant() {
        synchronized (lock) {
            return wallAtZero.plusNanos(elapsedNanos);
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>An alarm whose delay is zero or less is due at once, but runs only when time is next moved, be it by zero.
     */
    @Override
    public Alarm alarm(long delayNanos, Runnable action) {
        Objects.requireNonNull(action, "action");
        synchronized (lock) {
            long room = Long.MAX_VALUE - elapsedNanos;
            long dueNanos = elapsedNanos + Math.min(room, Math.max(0, delayNanos));
            Armed alarm = new Armed(dueNanos, armed++, action);
            alarms.add(alarm);
            return () -> cancel(alarm);
        }
    }

    /** Returns at once, and lets no time pass: whoever pauses may be the only one who could move it. */
    @Override
    public void pause(long nanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /**
     * Lets time pass, and runs each alarm that becomes due at its own point in time, those armed on the way included.
     *
     * @param duration zero or more; zero runs what is due now
     * @throws IllegalArgumentException if the duration is negative, or leads more than 292 years past the start
     */
    public void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("duration must be zero or more, but was " + duration
                    + "; to set a clock back use jumpWall or jumpNanos");
        }
        long targetNanos = target(duration);
        for (Armed next = dueBy(targetNanos); next != null; next = dueBy(targetNanos)) {
            next.action().run();
        }
    }

    /**
     * Lets time pass up to the next alarm and runs it, alone even if others are due at the same point.
     *
     * @return false if no alarm is armed; time then stands still
     */
    public boolean runNext() {
        Armed next;
        synchronized (lock) {
            next = alarms.pollFirst();
            if (next == null) {
                return false;
            }
            elapsedNanos = Math.max(elapsedNanos, next.dueNanos());
        }
        next.action().run();
        return true;
    }

    /**
     * Sets the wall clock forward or back. The monotonic clock and the alarms do not notice.
     *
     * @param by how far; back if negative
     */
    public void jumpWall(Duration by) {
        synchronized (lock) {
            wallAtZero = wallAtZero.plus(by);
        }
    }

    /**
     * Makes the monotonic clock skip, or go back, which a sound one never does. The wall clock and the alarms do not
     * notice.
     *
     * @param byNanos how far in nanoseconds; back if negative
     */
    public void jumpNanos(long byNanos) {
        synchronized (lock) {
            monotonicAtZero += byNanos;
        }
    }

    /** How many alarms are armed: neither run nor cancelled. */
    public int pendingAlarms() {
        synchronized (lock) {
            return alarms.size();
        }
    }

    private long target(Duration duration) {
        synchronized (lock) {
            try {
                return Math.addExact(elapsedNanos, duration.toNanos());
            } catch (ArithmeticException e) {
                throw new IllegalArgumentException(
                        "duration must lead at most 2^63-1 ns (292 years) past the start, but was " + duration
                                + " after " + Duration.ofNanos(elapsedNanos),
                        e);
            }
        }
    }

    /** Moves to the next alarm due by the target and takes it, or moves to the target itself. */
    private @Nullable Armed dueBy(long targetNanos) {
        synchronized (lock) {
            boolean due = !alarms.isEmpty() && alarms.first().dueNanos() <= targetNanos;
            Armed next = due ? alarms.pollFirst() : null;
            elapsedNanos = Math.max(elapsedNanos, next == null ? targetNanos : next.dueNanos());
            return next;
        }
    }

    private void cancel(Armed alarm) {
        synchronized (lock) {
            alarms.remove(alarm);
        }
    }

    private record Armed(long dueNanos, long number, Runnable action) {}
}
