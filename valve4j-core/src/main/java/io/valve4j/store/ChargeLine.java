package io.valve4j.store;

import io.valve4j.internal.check.Checks;
import io.valve4j.quota.Quota;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a charge takes from one counter.
 *
 * @param key which counter
 * @param amount how many units; 1 or more
 * @param limit what the counter may reach; {@link Quota#UNLIMITED} if it only counts
 * @param windowEnd the first instant at which the counter's window is over, so that a store may drop it some time after; null
 *     if it never is
 */
public record ChargeLine(
        CounterKey key, long amount, long limit, @Nullable Instant windowEnd) {

    /** Checks every part. */
    public ChargeLine {
        Checks.notNull("the charged counter", key);
        Checks.between("the charged amount", amount, 1, Long.MAX_VALUE);
        Checks.between("the limit", limit, 0, Long.MAX_VALUE);
    }

    /** Whether the amount fits on top of what is used, which may be above the limit already. */
    public boolean fits(long used) {
        return limit == Quota.UNLIMITED || amount <= limit - used;
    }

    /** What is used once the amount is charged; stops at {@link Long#MAX_VALUE}. */
    public long charged(long used) {
        return used > Long.MAX_VALUE - amount ? Long.MAX_VALUE : used + amount;
    }

    /** What is used once the amount is given back; never negative. */
    public long refunded(long used) {
        return Math.max(0, used - amount);
    }
}
