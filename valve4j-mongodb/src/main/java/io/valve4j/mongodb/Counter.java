package io.valve4j.mongodb;

import io.valve4j.store.CounterKey;
import io.valve4j.store.Posting;
import io.valve4j.store.ValveStore;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One counter as it is kept.
 *
 * @param used units charged to it and not refunded
 * @param peak the most that was ever used of it
 * @param end from when on nobody charges it; null if never
 */
record Counter(long used, long peak, @Nullable Instant end) {

    static final Counter UNTOUCHED = new Counter(0, 0, null);

    Counter grownBy(long amount, @Nullable Instant nextEnd) {
        long next = Posting.sum(used, amount);
        return new Counter(next, Math.max(peak, next), nextEnd);
    }

    Counter givenBack(long amount) {
        return new Counter(Math.max(0, used - amount), peak, end);
    }

    /** When it may be dropped; null if never. */
    @Nullable
    Instant dueAt() {
        return end == null ? null : end.plus(ValveStore.COUNTER_MEMORY);
    }

    /**
     * Whether a new counter shows that nobody will ask for this one again: its window was reset since, or the subscription that
     * it lasted for was followed by another. Generation 0 is also that of users without a subscription, so a reset says
     * nothing about it.
     */
    boolean supersededBy(Counter next, CounterKey key, CounterKey nextKey) {
        boolean plansOwn = key.grant().isEmpty() && nextKey.grant().isEmpty();
        if (!plansOwn || !key.quota().equals(nextKey.quota())) {
            return false;
        }
        boolean reset = key.generation() > 0
                && key.generation() < nextKey.generation()
                && key.windowStartMillis() == nextKey.windowStartMillis();
        boolean followed = end == null && next.end == null && key.windowStartMillis() < nextKey.windowStartMillis();
        return reset || followed;
    }
}
