package io.valve4j.quota;

import io.valve4j.internal.check.Checks;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;

/**
 * A limit on what a user may use in total, per window.
 *
 * <p>An immutable value; every call returns a new one and checks its argument on the spot. A limit of 0 lets nothing
 * through. The counter belongs to the name: a profile whose quota is given another limit goes on with the same count, one
 * whose quota is renamed starts afresh.
 *
 * @param name how overrides, refusals and usage refer to it; unless {@link #named given}, made of meter and window, as in
 *     {@code calls-per-day}
 * @param meter what it counts: {@link #CALLS}, or what tasks name as a cost
 * @param limit how many units a window has, or {@link #UNLIMITED}, which counts and never refuses
 * @param window when it starts afresh
 * @param soft whether it admits what goes beyond the limit, and only notes it
 * @param thresholds percentages of the limit, ascending, of which it is told when use first passes one in a window
 */
public record Quota(String name, String meter, long limit, Window window, boolean soft, List<Integer> thresholds) {

    /** No limit: every amount fits. Usage is counted all the same, and stops counting at this number. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    /** The meter that counts one for each task, permit or take. */
    public static final String CALLS = "calls";

    /** The thresholds of a quota that is not told others. */
    public static final List<Integer> DEFAULT_THRESHOLDS = List.of(80, 100);

    private static final int MOST_THRESHOLDS = 20;
    private static final int MOST_PERCENT = 1_000;

    /** Checks every part. */
    public Quota {
        Checks.name("the quota's name", name);
        Checks.name("the quota's meter", meter);
        if (limit < 0) {
            throw new IllegalArgumentException("the limit of quota " + Checks.quoted(name)
                    + " must be 0, which blocks, or more, but was " + limit);
        }
        Checks.notNull("the quota's window", window);
        thresholds = List.copyOf(Checks.notNull("the quota's thresholds", thresholds));
        Checks.between("the number of thresholds", thresholds.size(), 0, MOST_THRESHOLDS);
        int before = 0;
        for (int percent : thresholds) {
            Checks.between("a threshold in percent", percent, 1, MOST_PERCENT);
            if (percent <= before) {
                throw new IllegalArgumentException("the thresholds of quota " + Checks.quoted(name)
                        + " must be ascending and different, but were " + thresholds);
            }
            before = percent;
        }
    }

    /** A hard one with {@link #DEFAULT_THRESHOLDS}. */
    public Quota(String name, String meter, long limit, Window window) {
        this(name, meter, limit, window, false, DEFAULT_THRESHOLDS);
    }

    private Quota(String meter, long limit, Window window) {
        this(defaultName(meter, window), meter, limit, window);
    }

    /** So many calls per calendar day in UTC. */
    public static Quota perDay(long limit) {
        return new Quota(CALLS, limit, Window.daily(ZoneOffset.UTC));
    }

    /** So many calls per calendar week, from Monday, in UTC. */
    public static Quota perWeek(long limit) {
        return new Quota(CALLS, limit, Window.weekly(ZoneOffset.UTC));
    }

    /** So many calls per calendar month in UTC. */
    public static Quota perMonth(long limit) {
        return new Quota(CALLS, limit, Window.monthly(ZoneOffset.UTC));
    }

    /** So many calls per calendar year in UTC. */
    public static Quota perYear(long limit) {
        return new Quota(CALLS, limit, Window.yearly(ZoneOffset.UTC));
    }

    /** So many calls per period from the subscription's anchor; only users with a subscription can have it. */
    public static Quota every(Period period, long limit) {
        return new Quota(CALLS, limit, Window.anchored(period));
    }

    /** So many calls in the whole life of a subscription; only users with a subscription can have it. */
    public static Quota lifetime(long limit) {
        return new Quota(CALLS, limit, Window.lifetime());
    }

    /** The same, counting another meter. A name that is the default follows; one that was given stays. */
    public Quota of(String meter) {
        Checks.name("the quota's meter", meter);
        boolean defaultNamed = name.equals(defaultName(this.meter, window));
        return new Quota(defaultNamed ? defaultName(meter, window) : name, meter, limit, window, soft, thresholds);
    }

    /** The same, under another name: needed where two quotas of a profile count the same meter per like windows. */
    public Quota named(String name) {
        return new Quota(name, meter, limit, window, soft, thresholds);
    }

    /**
     * The same, with days and months as the calendar of another zone has them.
     *
     * @throws IllegalArgumentException if the window is not a calendar's
     */
    public Quota in(ZoneId zone) {
        return new Quota(name, meter, limit, window.in(zone), soft, thresholds);
    }

    /** The same, admitting what goes beyond the limit, with a note. */
    public Quota asSoft() {
        return new Quota(name, meter, limit, window, true, thresholds);
    }

    /** The same, telling of other thresholds, in percent of the limit and in any order; none turns that off. */
    public Quota notifyAt(int... percents) {
        Checks.notNull("the quota's thresholds", percents);
        return new Quota(
                name,
                meter,
                limit,
                window,
                soft,
                Arrays.stream(percents).sorted().boxed().toList());
    }

    /** Whether it only counts. */
    public boolean unlimited() {
        return limit == UNLIMITED;
    }

    private static String defaultName(String meter, Window window) {
        return meter + '-' + window.label();
    }
}
