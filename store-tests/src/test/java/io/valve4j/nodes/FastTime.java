package io.valve4j.nodes;

import io.valve4j.time.TimeSource;
import java.time.Duration;
import java.time.Instant;

/**
 * The machine's time with a wall clock that is fast.
 *
 * @param ahead by how much
 */
record FastTime(Duration ahead) implements TimeSource {

    @Override
    public long nanos() {
        return TimeSource.system().nanos();
    }

    @Override
    public Instant instant() {
        return TimeSource.system().instant().plus(ahead);
    }

    @Override
    public Alarm alarm(long delayNanos, Runnable action) {
        return TimeSource.system().alarm(delayNanos, action);
    }
}
