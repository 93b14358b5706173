package io.valve4j.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How much a charge draws from each counter of an account in which it fits. */
final class Drawing {

    private final List<CounterState> before;
    private final long[] amounts;

    /**
     * A drawing.
     *
     * @param before how the counters of all pools stand
     * @param amounts units by pool
     */
    private Drawing(List<CounterState> before, long[] amounts) {
        this.before = before;
        this.amounts = amounts;
    }

    /** Null if it does not fit. */
    static @Nullable Drawing of(Charge charge, Account account, Instant now) {
        List<CounterState> states = states(charge, account, now);
        long[] amounts = charge.draw(states);
        return amounts == null ? null : new Drawing(states, amounts);
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

    /** Units by pool. */
    long[] amounts() {
        return amounts;
    }

    /** The result. */
    List<Draw> draws(boolean held) {
        Draw[] draws = new Draw[amounts.length];
        for (int i = 0; i < draws.length; i++) {
            CounterState state = before.get(i);
            draws[i] = new Draw(amounts[i], state.peak(), amounts[i] == 0 ? state : after(state, amounts[i], held));
        }
        return List.of(draws);
    }

    private static CounterState after(CounterState before, long amount, boolean held) {
        if (held) {
            return new CounterState(before.key(), before.used(), Posting.sum(before.held(), amount), before.peak());
        }
        long used = Posting.sum(before.used(), amount);
        return new CounterState(before.key(), used, before.held(), Math.max(before.peak(), used));
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
