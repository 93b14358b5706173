package io.valve4j.guard;

import java.time.Instant;
import java.time.InstantSource;

/** A clock that starts at the machine's time and goes on evenly, so that nobody who sets that lengthens an outage. */
final class SteadyClock implements InstantSource {

    private final Instant start = Instant.now();
    private final long startNanos = System.nanoTime();

    @Override
    public Instant instant() {
        return start.plusNanos(System.nanoTime() - startNanos);
    }
}
