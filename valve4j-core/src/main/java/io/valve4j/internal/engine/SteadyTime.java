package io.valve4j.internal.engine;

import io.valve4j.time.TimeSource;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A time source whose monotonic clock really is: when the one behind it steps back, time stands still for that reading and
 * goes on from there. So the step mints nothing, since no time passed, and freezes nothing, since time does not wait for the
 * clock to come back to where it was.
 *
 * <p>Thread-safe. A reading costs one compare-and-set more than the clock itself. The machine's own clock needs none of this.
 */
final class SteadyTime implements TimeSource {

    private final TimeSource source;
    private final AtomicLong latest;
    private volatile long offset;

    private SteadyTime(TimeSource source) {
        this.source = source;
        this.latest = new AtomicLong(source.nanos());
    }

    static TimeSource of(TimeSource source) {
        return source == TimeSource.system() ? source : new SteadyTime(source);
    }

    @Override
    public long nanos() {
        while (true) {
            long added = offset;
            long read = source.nanos() + added;
            long last = latest.get();
            if (added != offset) {
                // A reading from before a step must not be moved by it.
                continue;
            }
            if (read - last < 0) {
                return caughtUp();
            }
            if (read == last || latest.compareAndSet(last, read)) {
                return read;
            }
        }
    }

    /** Either another thread has read the clock a moment later, or it has stepped back: a fresh reading tells. */
    private synchronized long caughtUp() {
        long last = latest.get();
        long read = source.nanos() + offset;
        if (read - last < 0) {
            offset += last - read;
            return last;
        }
        return latest.accumulateAndGet(read, (a, b) -> a - b < 0 ? b : a);
    }

    @Override
    public Instant instant() {
        return source.instant();
    }

    @Override
    public Alarm alarm(long delayNanos, Runnable action) {
        return source.alarm(delayNanos, action);
    }

    @Override
    public void pause(long nanos) throws InterruptedException {
        source.pause(nanos);
    }
}
