package io.valve4j;

import io.valve4j.internal.check.Checks;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Objects;

/**
 * How fast: so many permits per period, with a burst that may be taken at once after a rest.
 *
 * <p>The burst is one period's permits unless {@linkplain #burst(long) said otherwise}: {@code perMinute(100)} lets a
 * rested user take 100 at once and then one every 600 ms. Allowed are rates from one permit per 366 days to 10^9 per
 * second; an empty bucket must fill within 128 days, or within 16 years where permits are at least 1 ms apart. A
 * default burst that would fill more slowly is the largest that does not.
 *
 * <p>Immutable; two rates are equal when permits, period and burst are, so {@code 60/min} is not {@code 1/s}: their
 * bursts differ.
 */
public final class Rate {

    /** No limit: every take succeeds at once. Its permits and burst read as {@link Long#MAX_VALUE}. */
    public static final Rate UNLIMITED = new Rate(Long.MAX_VALUE, Duration.ofNanos(1), Long.MAX_VALUE);

    private static final long NANOS_PER_DAY = Duration.ofDays(1).toNanos();
    private static final int SLOWEST_DAYS = 366;
    private static final long COARSE_INTERVAL_NANOS = 1_000_000;
    private static final long LONGEST_FILL_NANOS = 128 * NANOS_PER_DAY;
    private static final long LONGEST_COARSE_FILL_NANOS = 16 * 365 * NANOS_PER_DAY;

    private final long permits;
    private final Duration period;
    private final long burst;
    private final Duration fillTime;

    private Rate(long permits, Duration period, long burst) {
        this.permits = permits;
        this.period = period;
        this.burst = burst;
        fillTime = burst == permits ? period : fillTime(permits, period, burst);
    }

    public static Rate perSecond(long permits) {
        return of(permits, Duration.ofSeconds(1));
    }

    public static Rate perMinute(long permits) {
        return of(permits, Duration.ofMinutes(1));
    }

    public static Rate perHour(long permits) {
        return of(permits, Duration.ofHours(1));
    }

    /** Per 24 hours of elapsed time; a calendar day is a quota's window, not a rate. */
    public static Rate perDay(long permits) {
        return of(permits, Duration.ofDays(1));
    }

    /**
     * So many permits per period.
     *
     * @throws IllegalArgumentException if either is not positive, or the rate is out of range
     */
    public static Rate of(long permits, Duration period) {
        Checks.between("the permits of a rate", permits, 1, Long.MAX_VALUE);
        long nanos = Checks.positive("the period of a rate", period).toNanos();
        boolean tooFast = nanos < permits;
        boolean tooSlow = (nanos - 1) / permits >= SLOWEST_DAYS * NANOS_PER_DAY;
        if (tooFast || tooSlow) {
            throw new IllegalArgumentException("a rate must be between 1 per " + SLOWEST_DAYS
                    + " days and 1000000000 per second, but was " + RateFormat.format(permits, period));
        }
        return new Rate(permits, period, Math.min(permits, largestBurst(permits, nanos)));
    }

    /**
     * Reads {@code permits/period}, such as {@code 100/min}, {@code 0.5/s}, {@code 5/100ms}, {@code 1000/day}, or
     * {@code unlimited}. Decimals are exact: {@code 0.5/s} is one permit every two seconds. The units are ns, us, ms,
     * s, min, h and day.
     *
     * @throws IllegalArgumentException if the text is not of this form or the rate is out of range
     */
    public static Rate parse(String text) {
        return RateFormat.parse(Checks.notNull("the text of a rate", text));
    }

    /**
     * This rate with another burst.
     *
     * @throws IllegalArgumentException if the burst is below 1 or would take too long to fill, or the rate is unlimited
     */
    public Rate burst(long burst) {
        if (isUnlimited()) {
            throw new IllegalArgumentException("an unlimited rate has no burst, but one of " + burst + " was given");
        }
        long largest = largestBurst(permits, period.toNanos());
        Checks.between("the burst of a rate of " + this, burst, 1, largest);
        return new Rate(permits, period, burst);
    }

    public long permits() {
        return permits;
    }

    public Duration period() {
        return period;
    }

    public long burst() {
        return burst;
    }

    /** How long an empty bucket takes to fill, rounded up to the nanosecond: the burst is what the rate gives in that time. */
    public Duration fillTime() {
        return fillTime;
    }

    public boolean isUnlimited() {
        return burst == Long.MAX_VALUE; // which no rate within the range allows
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Rate that
                && permits == that.permits
                && burst == that.burst
                && period.equals(that.period);
    }

    @Override
    public int hashCode() {
        return Objects.hash(permits, period, burst);
    }

    /** Permits and period as {@link #parse} reads them; the burst is left out. */
    @Override
    public String toString() {
        return isUnlimited() ? RateFormat.UNLIMITED : RateFormat.format(permits, period);
    }

    private static Duration fillTime(long permits, Duration period, long burst) {
        BigInteger[] nanos = BigInteger.valueOf(period.toNanos())
                .multiply(BigInteger.valueOf(burst))
                .divideAndRemainder(BigInteger.valueOf(permits));
        return Duration.ofNanos(nanos[0].longValueExact() + nanos[1].signum());
    }

    private static long largestBurst(long permits, long periodNanos) {
        boolean coarse = periodNanos / permits >= COARSE_INTERVAL_NANOS;
        return BigInteger.valueOf(coarse ? LONGEST_COARSE_FILL_NANOS : LONGEST_FILL_NANOS)
                .multiply(BigInteger.valueOf(permits))
                .divide(BigInteger.valueOf(periodNanos))
                .longValueExact();
    }
}
