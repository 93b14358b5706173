package io.valve4j.store;

import io.valve4j.internal.check.Checks;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Units that were drawn from one counter, are to be given back to it, or are to be posted to it.
 *
 * @param key which counter
 * @param amount how many; 1 or more
 * @param end from when on nobody charges the counter, as in {@link Pool#end()}
 */
public record Posting(CounterKey key, long amount, @Nullable Instant end) {

    /** Checks every part. */
    public Posting {
        Checks.notNull("the posting's counter", key);
        Checks.between("the posted amount", amount, 1, Long.MAX_VALUE);
    }

    /** The sum of a count and an amount; stops at {@link Long#MAX_VALUE}. Both are 0 or more. */
    public static long sum(long count, long amount) {
        return count > Long.MAX_VALUE - amount ? Long.MAX_VALUE : count + amount;
    }
}
