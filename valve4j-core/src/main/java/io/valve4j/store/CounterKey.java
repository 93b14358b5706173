package io.valve4j.store;

import io.valve4j.internal.check.Checks;

/**
 * Which of a user's counters: a new window, or a reset, is a new counter.
 *
 * @param quota the quota's name
 * @param windowStartMillis the first instant of the window, in milliseconds since 1970-01-01T00:00Z
 * @param generation how often the user's usage had been reset
 */
public record CounterKey(String quota, long windowStartMillis, long generation) {

    /** Checks every part. */
    public CounterKey {
        Checks.name("the counter's quota", quota);
        Checks.between("the counter's generation", generation, 0, Long.MAX_VALUE);
    }
}
