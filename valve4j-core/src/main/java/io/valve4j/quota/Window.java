package io.valve4j.quota;

import io.valve4j.internal.check.Checks;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * What one counter of a quota spans; the next window has a new counter.
 *
 * <p>Boundaries of calendar windows are local dates in a zone, each resolved by itself: a day has 23, 24 or 25 hours as the
 * zone has it, and starts at its first instant that exists (in Cairo, 24 April 2026 starts at 01:00). Pure and immutable.
 */
public sealed interface Window {

    /**
     * The window that holds an instant.
     *
     * @param subscriptionStart when the user's subscription starts; null if there is none
     * @throws IllegalArgumentException if the window {@linkplain #needsSubscription needs} a subscription and there is none
     * @throws java.time.DateTimeException if the window's boundaries are beyond what {@link LocalDate} can express
     */
    Span spanAt(Instant at, @Nullable Instant subscriptionStart);

    /** Whether it is measured from a subscription, so that users without one cannot have it. */
    boolean needsSubscription();

    /** How it reads in the default name of a quota, for example {@code per-day}. */
    String label();

    /**
     * The same window in another zone.
     *
     * @throws IllegalArgumentException if the window is not a calendar's
     */
    Window in(ZoneId zone);

    /** One window as long as the subscription: it starts with it, and never starts afresh. */
    static Window lifetime() {
        return new Lifetime();
    }

    /** A new window at each start of a day in the zone. */
    static Window daily(ZoneId zone) {
        return new Daily(zone);
    }

    /** A new window at each start of a month in the zone. */
    static Window monthly(ZoneId zone) {
        return new Monthly(zone);
    }

    /** See {@link #lifetime()}. */
    record Lifetime() implements Window {

        @Override
        public Span spanAt(Instant at, @Nullable Instant subscriptionStart) {
            if (subscriptionStart == null) {
                throw new IllegalArgumentException(
                        "a lifetime window is measured from a subscription's start, and there"
                                + " is no subscription: create one, or use a daily or monthly quota");
            }
            return new Span(subscriptionStart, null);
        }

        @Override
        public boolean needsSubscription() {
            return true;
        }

        @Override
        public String label() {
            return "lifetime";
        }

        @Override
        public Window in(ZoneId zone) {
            throw new IllegalArgumentException(
                    "a lifetime window has no zone, but was given " + zone + ": only daily and monthly ones do");
        }
    }

    /**
     * See {@link #daily(ZoneId)}.
     *
     * @param zone whose days
     */
    record Daily(ZoneId zone) implements Window {

        private static final Period DAY = Period.ofDays(1);

        /** Checks the zone. */
        public Daily {
            Checks.notNull("the window's zone", zone);
        }

        @Override
        public Span spanAt(Instant at, @Nullable Instant subscriptionStart) {
            return Span.ofDates(at, zone, at.atZone(zone).toLocalDate(), DAY);
        }

        @Override
        public boolean needsSubscription() {
            return false;
        }

        @Override
        public String label() {
            return "per-day";
        }

        @Override
        public Window in(ZoneId zone) {
            return new Daily(zone);
        }
    }

    /**
     * See {@link #monthly(ZoneId)}.
     *
     * @param zone whose months
     */
    record Monthly(ZoneId zone) implements Window {

        private static final Period MONTH = Period.ofMonths(1);

        /** Checks the zone. */
        public Monthly {
            Checks.notNull("the window's zone", zone);
        }

        @Override
        public Span spanAt(Instant at, @Nullable Instant subscriptionStart) {
            return Span.ofDates(at, zone, at.atZone(zone).toLocalDate().withDayOfMonth(1), MONTH);
        }

        @Override
        public boolean needsSubscription() {
            return false;
        }

        @Override
        public String label() {
            return "per-month";
        }

        @Override
        public Window in(ZoneId zone) {
            return new Monthly(zone);
        }
    }

    /**
     * A stretch of time, half-open.
     *
     * @param from its first instant
     * @param until the first instant after it; null if it never ends
     */
    record Span(Instant from, @Nullable Instant until) {

        /** Checks that it is not empty. */
        public Span {
            Checks.notNull("the span's start", from);
            if (until != null && !from.isBefore(until)) {
                throw new IllegalArgumentException("a span must end after it starts, but was " + from + " to " + until);
            }
        }

        /** Whether the instant lies in it. */
        public boolean contains(Instant at) {
            return !at.isBefore(from) && (until == null || at.isBefore(until));
        }

        /**
         * What this and another have in common.
         *
         * @throws IllegalArgumentException if that is nothing
         */
        public Span intersect(Span other) {
            Instant latestFrom = from.isBefore(other.from) ? other.from : from;
            Instant earliestUntil =
                    until == null || (other.until != null && other.until.isBefore(until)) ? other.until : until;
            return new Span(latestFrom, earliestUntil);
        }

        /** The span from a date, or a later one, to the next, that holds the instant. */
        private static Span ofDates(Instant at, ZoneId zone, LocalDate first, Period step) {
            LocalDate next = first.plus(step);
            Instant until = next.atStartOfDay(zone).toInstant();
            // Where clocks go back over midnight, yesterday's date is shown again after today has begun.
            return at.isBefore(until)
                    ? new Span(first.atStartOfDay(zone).toInstant(), until)
                    : ofDates(at, zone, next, step);
        }
    }
}
