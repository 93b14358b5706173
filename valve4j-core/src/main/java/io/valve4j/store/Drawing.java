package io.valve4j.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How much a charge draws from each counter of an account in which it fits. */
final class Drawing {

    private final List<Pool> pools;
    private final List<CounterState> before;
    private final long[] amounts;

    /**
     * A drawing.
     *
     * @param pools the pools of all lines, in their order
     * @param before how their counters stand
     * @param amounts units by pool
     */
    private Drawing(List<Pool> pools, List<CounterState> before, long[] amounts) {
        this.pools = pools;
        this.before = before;
        this.amounts = amounts;
    }

    /** Null if it does not fit. */
    static @Nullable Drawing of(Charge charge, Account account, Instant now) {
        List<CounterState> states = states(charge, account, now);
        long[] amounts = charge.draw(states);
        return amounts == null ? null : new Drawing(charge.pools(), states, amounts);
    }

    static List<CounterState> states(Charge charge, Account account, Instant now) {
        List<ChargeLine> lines = charge.lines();
        if (lines.size() == 1 && lines.get(0).pools().size() == 1) {
            return List.of(account.state(lines.get(0).pools().get(0).key(), now));
        }
        List<CounterState> states = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            List<Pool> pools = lines.get(i).pools();
            for (int j = 0; j < pools.size(); j++) {
                states.add(account.state(pools.get(j).key(), now));
            }
        }
        return states;
    }

    List<Posting> postings() {
        if (amounts.length == 1) {
            return List.of(posting(0));
        }
        List<Posting> postings = new ArrayList<>(amounts.length);
        for (int i = 0; i < amounts.length; i++) {
            if (amounts[i] > 0) {
                postings.add(posting(i));
            }
        }
        return List.copyOf(postings);
    }

    private Posting posting(int index) {
        Pool pool = pools.get(index);
        return new Posting(pool.key(), amounts[index], pool.end());
    }

    /** The result, given the account after it. */
    List<Draw> draws(Account after, Instant now) {
        Draw[] draws = new Draw[amounts.length];
        for (int i = 0; i < draws.length; i++) {
            CounterState state = before.get(i);
            draws[i] = new Draw(amounts[i], state.peak(), after.state(state.key(), now));
        }
        return List.of(draws);
    }

    static List<Draw> draws(List<Posting> postings, Account before, Account after, Instant now) {
        return postings.stream()
                .map(posting -> {
                    // A counter whose end is long past may have been dropped in this very step.
                    CounterState state = after.state(posting.key(), now);
                    long peak = before.state(posting.key(), now).peak();
                    return new Draw(posting.amount(), Math.min(peak, state.peak()), state);
                })
                .toList();
    }
}
