package io.valve4j;

import java.time.Duration;
import java.util.SplittableRandom;

/** Random rates over the whole range that is allowed, evenly on a logarithmic scale. */
public final class Rates {

    private static final long SLOWEST_NANOS = Duration.ofDays(366).toNanos();

    private Rates() {}

    /** From 1 per 366 days to 10^9 per second, with any burst. */
    public static Rate any(SplittableRandom random) {
        long periodNanos = logUniform(random, 1, 2 * SLOWEST_NANOS);
        long permits = logUniform(random, (periodNanos - 1) / SLOWEST_NANOS + 1, periodNanos);
        return withAnyBurst(random, Rate.of(permits, Duration.ofNanos(periodNanos)));
    }

    /** Those where the interval between permits is at least so long. */
    public static Rate slowerThan(SplittableRandom random, long intervalNanos) {
        while (true) {
            Rate rate = any(random);
            if (rate.period().toNanos() / rate.permits() >= intervalNanos) {
                return rate;
            }
        }
    }

    public static long logUniform(SplittableRandom random, long least, long most) {
        int bits = random.nextInt(Long.numberOfLeadingZeros(most), Long.numberOfLeadingZeros(least) + 1);
        long top = Long.MIN_VALUE >>> bits;
        return Math.max(least, Math.min(most, top | (random.nextLong() & (top - 1))));
    }

    private static Rate withAnyBurst(SplittableRandom random, Rate rate) {
        double permitsPerNano = (double) rate.permits() / rate.period().toNanos();
        double fillDays = permitsPerNano > 1e-6 ? 128 : 16 * 365;
        long largest = (long) (permitsPerNano * 0.999 * Duration.ofDays(1).toNanos() * fillDays);
        return rate.burst(logUniform(random, 1, random.nextBoolean() ? largest : Math.min(largest, 100)));
    }
}
