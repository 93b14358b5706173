package io.valve4j.benchmarks;

import java.time.Duration;

/**
 * What every limiter in a comparison is set to.
 *
 * @param permits how many may be taken in a period, all at once after a rest
 * @param period how long it takes to refill
 */
public record Limit(long permits, Duration period) {

    /** Never reached. */
    public static final Limit PLENTY = new Limit(1_000_000_000, Duration.ofSeconds(1));

    /** Reached with the first permit, for longer than any measurement. */
    public static final Limit ONE_A_DAY = new Limit(1, Duration.ofDays(1));

    /** Never reached by one of many users, and not refilled by the time they come again. */
    public static final Limit SLOWLY_REFILLED = new Limit(100_000, Duration.ofDays(100));

    double permitsPerSecond() {
        return permits / (period.toNanos() / 1e9);
    }
}
