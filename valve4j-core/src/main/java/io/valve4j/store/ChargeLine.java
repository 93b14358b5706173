package io.valve4j.store;

import io.valve4j.internal.check.Checks;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a charge takes for one quota.
 *
 * @param amount how many units; 1 or more
 * @param pools where they may come from: the first is drained before the second; at least one
 */
public record ChargeLine(long amount, List<Pool> pools) {

    /** Checks every part. */
    public ChargeLine {
        Checks.between("the charged amount", amount, 1, Long.MAX_VALUE);
        pools = List.copyOf(Checks.notNull("the pools", pools));
        if (pools.isEmpty()) {
            throw new IllegalArgumentException("a line must have at least one pool, but has none");
        }
    }

    /** From a single counter. */
    public ChargeLine(CounterKey key, long amount, long limit, @Nullable Instant end) {
        this(amount, List.of(new Pool(key, limit, end)));
    }

    /**
     * How much to draw from each pool.
     *
     * @param states how the pools' counters stand, those of this line starting at {@code from}
     * @return units by pool, 0 where none are drawn; null if all pools together have too little room
     */
    public long @Nullable [] draw(List<CounterState> states, int from) {
        long[] drawn = new long[pools.size()];
        long rest = amount;
        for (int i = 0; i < drawn.length && rest > 0; i++) {
            drawn[i] = Math.min(rest, pools.get(i).room(states.get(from + i)));
            rest -= drawn[i];
        }
        return rest == 0 ? drawn : null;
    }
}
