package io.valve4j.cli.machine;

import io.valve4j.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** The machine's clocks, with a count of the alarms that are set and have neither rung nor been called off. Thread-safe. */
public final class CountingTime implements TimeSource {

    private static final long BETWEEN_LOOKS_MILLIS = 20;

    private final TimeSource machine = TimeSource.system();
    private final AtomicInteger pending = new AtomicInteger();

    /** How many alarms are set. */
    public int pending() {
        return pending.get();
    }

    /** Waits until no alarm is set any more, or the time is up. Returns how many are left. */
    public int awaitNone(Duration patience) throws InterruptedException {
        long start = System.nanoTime();
        while (pending() > 0 && System.nanoTime() - start < patience.toNanos()) {
            Thread.sleep(BETWEEN_LOOKS_MILLIS);
        }
        return pending();
    }

    @Override
    public long nanos() {
        return machine.nanos();
    }

    @Override
    public Instant instant() {
        return machine.instant();
    }

    @Override
    public Alarm alarm(long delayNanos, Runnable action) {
        AtomicBoolean over = new AtomicBoolean();
        pending.incrementAndGet();
        // An alarm that sets the next one is over only then, so that the count never looks like none in between.
        Alarm set = machine.alarm(delayNanos, () -> {
            try {
                action.run();
            } finally {
                end(over);
            }
        });
        return () -> {
            set.cancel();
            end(over);
        };
    }

    private void end(AtomicBoolean over) {
        if (over.compareAndSet(false, true)) {
            pending.decrementAndGet();
        }
    }
}
