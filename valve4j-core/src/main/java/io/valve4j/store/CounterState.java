package io.valve4j.store;

import io.valve4j.internal.check.Checks;

/**
 * How a counter stands.
 *
 * @param key which counter
 * @param used units charged to it and not refunded; 0 or more
 * @param held units set aside in it by holds that have not lapsed; 0 or more
 * @param peak the most that {@code used} ever was, whatever was refunded since
 */
public record CounterState(CounterKey key, long used, long held, long peak) {

    /** Checks every part. */
    public CounterState {
        Checks.notNull("the counter's key", key);
        Checks.between("the used units", used, 0, Long.MAX_VALUE);
        Checks.between("the held units", held, 0, Long.MAX_VALUE);
        Checks.between("the peak", peak, used, Long.MAX_VALUE);
    }

    /** That of a counter of which nothing is kept. */
    public static CounterState untouched(CounterKey key) {
        return new CounterState(key, 0, 0, 0);
    }
}
