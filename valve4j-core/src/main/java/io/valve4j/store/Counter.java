package io.valve4j.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One counter as it is kept.
 *
 * @param key which counter
 * @param used units charged to it and not refunded
 * @param peak the most that was ever used of it
 * @param end from when on nobody charges it; null if never
 */
record Counter(
        CounterKey key, long used, long peak, @Nullable Instant end) {

    /** The one that follows when units are added, whether they fit or not. */
    Counter grownBy(long amount, @Nullable Instant nextEnd) {
        long next = Posting.sum(used, amount);
        return new Counter(key, next, Math.max(peak, next), nextEnd);
    }

    boolean overAt(Instant now) {
        return end != null && !now.isBefore(end.plus(ValveStore.COUNTER_MEMORY));
    }

    /**
     * Whether a new counter shows that this one will not be asked for again: the same window was reset since, or the
     * subscription that it lasted for was followed by another. Generation 0 is also that of users without a
     * subscription, so a reset says nothing about it.
     */
    boolean supersededBy(Counter next) {
        boolean plansOwn = key.grant().isEmpty() && next.key.grant().isEmpty();
        if (!plansOwn || !key.quota().equals(next.key.quota())) {
            return false;
        }
        boolean reset = key.generation() > 0
                && key.generation() < next.key.generation()
                && key.windowStartMillis() == next.key.windowStartMillis();
        boolean followed = end == null && next.end == null && key.windowStartMillis() < next.key.windowStartMillis();
        return reset || followed;
    }
}
