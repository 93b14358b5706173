package io.valve4j.time;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Tells the time and rings alarms.
 *
 * <p>Two clocks, because they are two things: {@link #nanos()} only ever goes forward and drives rates and scheduling;
 * {@link #instant()} is the wall clock, which may be set, and decides terms and windows. Implementations are thread-safe.
 */
public interface TimeSource {

    /**
     * Monotonic nanoseconds from an arbitrary origin, as {@link System#nanoTime()}; may wrap, so compare by subtraction.
     * Never blocks.
     */
    long nanos();

    /** The wall clock. Never blocks. */
    Instant instant();

    /**
     * Runs an action once, when {@code delayNanos} nanoseconds have passed, or soon if that is not positive. Never runs it
     * within the call.
     *
     * @param action short, and never blocking: all alarms of a source may share one thread
     */
    Alarm alarm(long delayNanos, Runnable action);

    /**
     * Has the calling thread wait, for nobody and nothing but time: between two calls of a store that fails. Needs no alarm, so
     * that the thread of alarms may wait too.
     *
     * @throws InterruptedException if the calling thread is interrupted
     */
    default void pause(long nanos) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(nanos);
    }

    /** The clocks of this machine, with one daemon thread for alarms that exists only while alarms are set. */
    static TimeSource system() {
        return SystemTime.INSTANCE;
    }

    /** An alarm that was set. */
    @FunctionalInterface
    interface Alarm {

        /** Calls the alarm off; without effect if it has rung. Never blocks. */
        void cancel();
    }
}
