package io.valve4j.quota;

import io.valve4j.internal.check.Checks;
import java.time.ZoneId;
import java.time.ZoneOffset;

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
 */
public record Quota(String name, String meter, long limit, Window window) {

    /** No limit: every amount fits. Usage is counted all the same, and stops counting at this number. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    /** The meter that counts one for each task, permit or take. */
    public static final String CALLS = "calls";

    /** Checks every part. */
    public Quota {
        Checks.name("the quota's name", name);
        Checks.name("the quota's meter", meter);
        if (limit < 0) {
            throw new IllegalArgumentException("the limit of quota " + Checks.quoted(name)
                    + " must be 0, which blocks, or more, but was " + limit);
        }
        Checks.notNull("the quota's window", window);
    }

    private Quota(String meter, long limit, Window window) {
        this(defaultName(meter, window), meter, limit, window);
    }

    /** So many calls per calendar day in UTC. */
    public static Quota perDay(long limit) {
        return new Quota(CALLS, limit, Window.daily(ZoneOffset.UTC));
    }

    /** So many calls per calendar month in UTC. */
    public static Quota perMonth(long limit) {
        return new Quota(CALLS, limit, Window.monthly(ZoneOffset.UTC));
    }

    /** So many calls in the whole life of a subscription; only users with a subscription can have it. */
    public static Quota lifetime(long limit) {
        return new Quota(CALLS, limit, Window.lifetime());
    }

    /** The same, counting another meter. A name that is the default follows; one that was given stays. */
    public Quota of(String meter) {
        Checks.name("the quota's meter", meter);
        boolean defaultNamed = name.equals(defaultName(this.meter, window));
        return new Quota(defaultNamed ? defaultName(meter, window) : name, meter, limit, window);
    }

    /** The same, under another name: needed where two quotas of a profile count the same meter per like windows. */
    public Quota named(String name) {
        return new Quota(name, meter, limit, window);
    }

    /**
     * The same, with days and months as the calendar of another zone has them.
     *
     * @throws IllegalArgumentException if the window is not a calendar's
     */
    public Quota in(ZoneId zone) {
        return new Quota(name, meter, limit, window.in(zone));
    }

    /** Whether it only counts. */
    public boolean unlimited() {
        return limit == UNLIMITED;
    }

    private static String defaultName(String meter, Window window) {
        return meter + '-' + window.label();
    }
}
