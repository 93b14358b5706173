package io.valve4j.quota;

import io.valve4j.internal.check.Checks;
import java.time.Duration;

/**
 * How the users of a profile are charged: each charge in the store, or out of units that were taken there in advance.
 *
 * <p>In neither mode is anything admitted above the limit in force. What differs is the cost, how soon a change made elsewhere
 * is seen, and what a crash loses.
 */
public sealed interface QuotaMode {

    /** Each charge is one atomic step of the store: a cancellation or a lower limit is seen by the very next one. */
    QuotaMode EXACT = new Exact();

    /**
     * Charges are spent from a lease: units that this process has taken from the store in advance. Cheaper by about as many
     * times as there are units in a lease; in return, a change made by another process is seen within {@code ttl}, and a
     * crash loses what was leased and not spent, until its window ends.
     *
     * @param units the most that one process takes in advance for one user on one meter; leases start with one unit, grow
     *     with use, and shrink to one near the limit. What costs more than half of this is charged exactly
     * @param ttl after which time at the latest a lease is given back or taken anew
     * @throws IllegalArgumentException if there are fewer than 2 units or more than 10^12, or the time is not between 1 ms and
     *     one day
     */
    static QuotaMode leased(long units, Duration ttl) {
        return new Leased(units, ttl);
    }

    /** See {@link #EXACT}. */
    record Exact() implements QuotaMode {}

    /**
     * See {@link #leased}.
     *
     * @param units the most that are leased at once, by user and meter
     * @param ttl how long a lease lasts
     */
    record Leased(long units, Duration ttl) implements QuotaMode {

        /** The largest lease. */
        public static final long MOST_UNITS = 1_000_000_000_000L;

        /** The shortest life of a lease. */
        public static final Duration SHORTEST_TTL = Duration.ofMillis(1);

        /** The longest life of a lease. */
        public static final Duration LONGEST_TTL = Duration.ofDays(1);

        /** Checks both. */
        public Leased {
            if (units < 2 || units > MOST_UNITS) {
                throw new IllegalArgumentException("the units of a lease must be between 2 and " + MOST_UNITS
                        + ", but were " + units + ": to take none in advance, use QuotaMode.EXACT");
            }
            Checks.notNull("the lease's time to live", ttl);
            if (ttl.compareTo(SHORTEST_TTL) < 0 || ttl.compareTo(LONGEST_TTL) > 0) {
                throw new IllegalArgumentException(
                        "the time to live of a lease must be between 1 ms and one day, but was " + ttl
                                + ": it bounds how late a cancellation made elsewhere is seen");
            }
        }
    }
}
