package io.valve4j.internal.engine;

import io.valve4j.time.TimeSource;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ids for dead letters: UUIDs of version 7 (RFC 9562), whose order as strings is that in which they were given: by this object
 * exactly, by several about as well as their clocks agree. Thread-safe, lock-free.
 */
final class LetterIds {

    private static final int COUNTER_BITS = 12;

    private final TimeSource time;

    /** The time in milliseconds and, below it, a counter for those of one millisecond: what the last id began with. */
    private final AtomicLong last = new AtomicLong();

    LetterIds(TimeSource time) {
        this.time = time;
    }

    String next() {
        long now = Math.max(0, time.instant().toEpochMilli()) << COUNTER_BITS;
        // A counter that is full runs over into the milliseconds, so that the order is kept.
        long prefix = last.updateAndGet(before -> Math.max(before + 1, now));
        long millis = prefix >>> COUNTER_BITS;
        long counter = prefix & ((1 << COUNTER_BITS) - 1);
        long high = (millis << 16) | 0x7000 | counter;
        long low = (ThreadLocalRandom.current().nextLong() >>> 2) | (0b10L << 62);
        return new UUID(high, low).toString();
    }
}
