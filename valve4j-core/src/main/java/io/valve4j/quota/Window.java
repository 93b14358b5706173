package io.valve4j.quota;

import io.valve4j.internal.check.Checks;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import org.jspecify.annotations.Nullable;

/**
 * What one counter of a quota spans; the next window has a new counter.
 *
 * <p>Boundaries of calendar windows are local dates in a zone, each resolved by itself: a day has 23, 24 or 25 hours as the
 * zone has it, and starts at its first instant that exists (in Cairo, 24 April 2026 starts at 01:00). Pure and immutable.
 */
public sealed interface Window permits Window.Lifetime, Window.Calendar, AnchoredWindow {

    /**
     * The window that holds an instant.
     *
     * @param origin what the user's subscription has windows measured from; null if there is none
     * @throws IllegalArgumentException if the window {@linkplain #needsSubscription needs} a subscription and there is none
     * @throws java.time.DateTimeException if the window's boundaries are beyond what {@link LocalDate} can express
     */
    Span spanAt(Instant at, @Nullable Origin origin);

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
        return new Calendar(Unit.DAY, zone);
    }

    /** A new window at each start of a Monday in the zone. */
    static Window weekly(ZoneId zone) {
        return new Calendar(Unit.WEEK, zone);
    }

    /** A new window at each start of a month in the zone. */
    static Window monthly(ZoneId zone) {
        return new Calendar(Unit.MONTH, zone);
    }

    /** A new window at each start of a year in the zone. */
    static Window yearly(ZoneId zone) {
        return new Calendar(Unit.YEAR, zone);
    }

    /** A new window at every so many days, months or years from the subscription's anchor, in the subscription's zone. */
    static Window anchored(Period period) {
        return new AnchoredWindow(period);
    }

    /**
     * What a subscription has windows measured from.
     *
     * @param startsAt where a lifetime starts
     * @param anchor from where anchored windows are counted, in both directions
     * @param zone whose clocks and dates they go by
     */
    record Origin(Instant startsAt, Instant anchor, ZoneId zone) {

        /** Checks every part. */
        public Origin {
            Checks.notNull("the subscription's start", startsAt);
            Checks.notNull("the subscription's anchor", anchor);
            Checks.notNull("the subscription's zone", zone);
        }
    }

    /** See {@link #lifetime()}. */
    record Lifetime() implements Window {

        @Override
        public Span spanAt(Instant at, @Nullable Origin origin) {
            if (origin == null) {
                throw new IllegalArgumentException(
                        "a lifetime window is measured from a subscription's start, and there"
                                + " is no subscription: create one, or use a calendar's quota, such as one per day");
            }
            return new Span(origin.startsAt(), null);
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
                    "a lifetime window has no zone, but was given " + zone + ": only a calendar's windows do");
        }
    }

    /** How long a calendar's windows are. */
    enum Unit {
        /** From midnight to midnight. */
        DAY(Period.ofDays(1)),
        /** From Monday to Monday. */
        WEEK(Period.ofWeeks(1)),
        /** From the first of a month to the first of the next. */
        MONTH(Period.ofMonths(1)),
        /** From 1 January to 1 January. */
        YEAR(Period.ofYears(1));

        private final Period step;

        Unit(Period step) {
            this.step = step;
        }

        private LocalDate first(LocalDate date) {
            return switch (this) {
                case DAY -> date;
                case WEEK -> date.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
                case MONTH -> date.withDayOfMonth(1);
                case YEAR -> date.withDayOfYear(1);
            };
        }
    }

    /**
     * A window that the calendar has.
     *
     * @param unit how long
     * @param zone whose dates
     */
    record Calendar(Unit unit, ZoneId zone) implements Window {

        /** Checks both. */
        public Calendar {
            Checks.notNull("the window's unit", unit);
            Checks.notNull("the window's zone", zone);
        }

        @Override
        public Span spanAt(Instant at, @Nullable Origin origin) {
            LocalDate first = unit.first(at.atZone(zone).toLocalDate());
            LocalDate next = first.plus(unit.step);
            // Where clocks go back over midnight, yesterday's date is shown again after today has begun.
            while (!at.isBefore(startOf(next))) {
                first = next;
                next = first.plus(unit.step);
            }
            return new Span(startOf(first), startOf(next));
        }

        private Instant startOf(LocalDate date) {
            return date.atStartOfDay(zone).toInstant();
        }

        @Override
        public boolean needsSubscription() {
            return false;
        }

        @Override
        public String label() {
            return switch (unit) {
                case DAY -> "per-day";
                case WEEK -> "per-week";
                case MONTH -> "per-month";
                case YEAR -> "per-year";
            };
        }

        @Override
        public Window in(ZoneId zone) {
            return new Calendar(unit, zone);
        }
    }

    /**
     * A stretch of time, half-open.
     *
     * @param from its first instant
     * @param until the first instant after it; null if it never ends
     */
    record Span(Instant from, @Nullable Instant until) {

        /** All of time. */
        public static final Span ALWAYS = new Span(Instant.MIN, null);

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

        /** The part of it that holds an instant of it, when it is cut in two at another; all of it without another. */
        public Span cutAt(@Nullable Instant cut, Instant at) {
            if (cut == null || !contains(cut) || cut.equals(from)) {
                return this;
            }
            return at.isBefore(cut) ? new Span(from, cut) : new Span(cut, until);
        }
    }
}
