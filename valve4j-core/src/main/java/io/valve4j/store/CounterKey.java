package io.valve4j.store;

import io.valve4j.internal.check.Checks;

/**
 * Which of a user's counters. A new window is a new counter, and so is a window that was reset; a grant has one for its life.
 *
 * @param quota the quota's name
 * @param grant the grant's id; empty for the plan's own counter
 * @param windowStartMillis the first instant of the window, in milliseconds since 1970-01-01T00:00Z; 0 for a grant
 * @param generation which count of the window: a higher one came later; 0 for a grant
 */
public record CounterKey(String quota, String grant, long windowStartMillis, long generation) {

    /** Checks every part. */
    public CounterKey {
        Checks.name("the counter's quota", quota);
        if (!Checks.notNull("the counter's grant", grant).isEmpty()) {
            Checks.name("the counter's grant", grant);
        }
        Checks.between("the counter's generation", generation, 0, Long.MAX_VALUE);
    }

    /** The plan's own, for a window. */
    public CounterKey(String quota, long windowStartMillis, long generation) {
        this(quota, "", windowStartMillis, generation);
    }

    /** That of a grant. */
    public static CounterKey ofGrant(String quota, String grant) {
        return new CounterKey(quota, Checks.name("the counter's grant", grant), 0, 0);
    }
}
