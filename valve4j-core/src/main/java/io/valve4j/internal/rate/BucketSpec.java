package io.valve4j.internal.rate;

import io.valve4j.Rate;
import java.math.BigInteger;

/**
 * A rate in the integers that a bucket computes with; made once per rate and shared by all its buckets.
 *
 * <p>Time is counted in units of {@code 1/scale} nanoseconds. Where permits are at least 1 ms apart, a unit is a
 * nanosecond. Below that it is 1/50 ns, so that at 50,000/s, where permits are 20,000 ns apart, rounding the increment
 * up costs no more than 10^-6 of the rate. Finer units would shorten the time after which the 64-bit clock comes round:
 * at 50 units per nanosecond that is 11.7 years. Rounding only goes up, so a bucket is never faster than its rate.
 *
 * @param rate what the integers stand for
 * @param burst the rate's burst, at hand for the hot path
 * @param scale units per nanosecond
 * @param increment units between two permits; 0 if unlimited
 * @param capacity units from empty to full
 */
public record BucketSpec(Rate rate, long burst, long scale, long increment, long capacity) {

    /** Half of what a bucket reads as the future; the other half is slack for clock readings that are late. */
    static final long LARGEST_CAPACITY = 1L << 59;

    private static final long FINE_SCALE = 50;
    private static final long COARSE_INTERVAL_NANOS = 1_000_000;

    /** Refuses a capacity that the arithmetic cannot hold; no {@link Rate} has one. */
    public BucketSpec {
        if (capacity < 0 || capacity > LARGEST_CAPACITY) {
            throw new IllegalArgumentException("a bucket must hold between 0 and " + LARGEST_CAPACITY
                    + " units, but for " + rate + " with a burst of " + burst + " it would hold " + capacity);
        }
    }

    /** The integers of a rate. */
    public static BucketSpec of(Rate rate) {
        if (rate.isUnlimited()) {
            return new BucketSpec(rate, rate.burst(), 1, 0, 0);
        }
        long periodNanos = rate.period().toNanos();
        long scale = periodNanos / rate.permits() >= COARSE_INTERVAL_NANOS ? 1 : FINE_SCALE;
        BigInteger permits = BigInteger.valueOf(rate.permits());
        long increment = BigInteger.valueOf(periodNanos)
                .multiply(BigInteger.valueOf(scale))
                .add(permits.subtract(BigInteger.ONE))
                .divide(permits)
                .longValueExact();
        return new BucketSpec(rate, rate.burst(), scale, increment, Math.multiplyExact(rate.burst(), increment));
    }

    boolean isUnlimited() {
        return increment == 0;
    }

    /** Nanoseconds that cover so many units, rounded up. */
    long nanos(long units) {
        return (units + scale - 1) / scale;
    }
}
