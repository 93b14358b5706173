package io.valve4j.store;

import io.valve4j.internal.check.Checks;
import io.valve4j.quota.Quota;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A counter that a charge may draw on, and how far.
 *
 * @param key which counter
 * @param limit what used and held units may reach together; {@link Quota#UNLIMITED} if it only counts
 * @param end from when on nobody charges the counter, so that a store may drop it some time after; null if never
 */
public record Pool(CounterKey key, long limit, @Nullable Instant end) {

    /** Checks every part. */
    public Pool {
        Checks.notNull("the pool's counter", key);
        Checks.between("the pool's limit", limit, 0, Long.MAX_VALUE);
    }

    /** How many units fit on top of those used and held, which may be above the limit already. */
    public long room(long used, long held) {
        return limit == Quota.UNLIMITED ? Quota.UNLIMITED : Math.max(0, Math.max(0, limit - used) - held);
    }

    /** As {@link #room(long, long)}. */
    public long room(CounterState state) {
        return room(state.used(), state.held());
    }
}
