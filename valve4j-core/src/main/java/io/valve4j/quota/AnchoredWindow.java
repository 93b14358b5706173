package io.valve4j.quota;

import io.valve4j.internal.check.Checks;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * See {@link Window#anchored(Period)}.
 *
 * <p>The n-th boundary is {@code anchor + n * period} on the clocks of the subscription's zone, always counted from the
 * anchor and never from the boundary before it: from 31 January by months it is 28 February, then 31 March. Each is
 * resolved by itself: a time of day that is skipped when clocks go forward becomes as much later, and one that comes twice is
 * the first of the two.
 *
 * @param period from one boundary to the next: years, months and days, none negative, not all zero, at most 100 years
 */
public record AnchoredWindow(Period period) implements Window {

    private static final long MOST_DAYS = Checks.MAX_DURATION.toDays();
    private static final long MOST_MONTHS = 1_200;
    private static final double DAYS_PER_MONTH = 146_097.0 / 4_800;

    /** Checks the period. */
    public AnchoredWindow {
        Checks.notNull("the window's period", period);
        long months = period.toTotalMonths();
        boolean tooLong = months > MOST_MONTHS || period.get(ChronoUnit.DAYS) > MOST_DAYS;
        if (period.isNegative() || period.isZero() || tooLong) {
            throw new IllegalArgumentException(
                    "the window's period must be at least a day and at most 100 years, none of"
                            + " its parts negative, but was " + period);
        }
    }

    @Override
    public Span spanAt(Instant at, @Nullable Origin origin) {
        if (origin == null) {
            throw new IllegalArgumentException("a window every " + period + " is measured from a subscription's anchor,"
                    + " and there is no subscription: create one, or use a calendar's quota, such as one per day");
        }
        ZoneId zone = origin.zone();
        LocalDateTime anchor = LocalDateTime.ofInstant(origin.anchor(), zone);
        double days = ChronoUnit.DAYS.between(anchor, LocalDateTime.ofInstant(at, zone));
        long n = (long) Math.floor(days / (period.toTotalMonths() * DAYS_PER_MONTH + period.get(ChronoUnit.DAYS)));
        // The guess is off by as many as months and clocks are uneven: a few at most.
        while (boundary(anchor, n, zone).isAfter(at)) {
            n--;
        }
        while (!boundary(anchor, n + 1, zone).isAfter(at)) {
            n++;
        }
        return new Span(boundary(anchor, n, zone), boundary(anchor, n + 1, zone));
    }

    private Instant boundary(LocalDateTime anchor, long n, ZoneId zone) {
        return anchor.plus(period.multipliedBy(Math.toIntExact(n))).atZone(zone).toInstant();
    }

    @Override
    public boolean needsSubscription() {
        return true;
    }

    @Override
    public String label() {
        return "every-" + period;
    }

    @Override
    public Window in(ZoneId zone) {
        throw new IllegalArgumentException("an anchored window goes by the subscription's zone, but was given " + zone
                + ": give it to the subscription, or use a calendar's window");
    }
}
