package io.valve4j.redis;

import java.time.Duration;

/** Until when a call that sends several commands may take. */
final class Deadline {

    private final long endNanos;

    private Deadline(long endNanos) {
        this.endNanos = endNanos;
    }

    static Deadline in(Duration patience) {
        return new Deadline(System.nanoTime() + patience.toNanos());
    }

    /** Zero or more. */
    long nanosLeft() {
        return Math.max(0, endNanos - System.nanoTime());
    }
}
