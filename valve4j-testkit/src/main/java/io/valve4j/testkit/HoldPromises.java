package io.valve4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.valve4j.store.Charge;
import io.valve4j.store.ChargeLine;
import io.valve4j.store.CounterState;
import io.valve4j.store.Draw;
import io.valve4j.store.SettleResult;
import io.valve4j.store.SettleResult.Outcome;
import io.valve4j.store.Settlement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Q9 and Q10: a hold takes room until it is settled, once, or lapses. */
abstract class HoldPromises extends StorePromises {

    private static final Duration SHORT = Duration.ofMillis(2);

    HoldPromises(ValveStoreContract contract) {
        super(contract);
    }

    private Charge held(long amount, Duration holdFor) {
        Charge hold = hold(line(calls, amount, 10), holdFor, null);
        admitted(hold);
        return hold;
    }

    private Outcome release(UUID hold) {
        return store.settle(new Settlement.Release(user, hold)).outcome();
    }

    @Test
    void a_hold_takes_room_but_is_not_used() {
        assertEquals(
                List.of(new Draw(8, 0, new CounterState(calls, 0, 8, 0))),
                admitted(hold(line(calls, 8, 10), HOLD, null)).draws());
        assertEquals(
                List.of(new CounterState(calls, 0, 8, 0)),
                refused(chargeOf(line(calls, 3, 10))).present());
        admitted(chargeOf(line(calls, 2, 10)));
        refused(hold(line(calls, 1, 10), HOLD, null));
        assertEquals(new CounterState(calls, 2, 8, 2), state(calls));
    }

    @Test
    void a_release_gives_the_room_back_once() {
        Charge hold = held(8, HOLD);
        assertEquals(Outcome.DONE, release(hold.id()));
        assertEquals(Outcome.NO_EFFECT, release(hold.id()));
        assertEquals(untouched(calls), state(calls));
        admitted(chargeOf(line(calls, 10, 10)));
    }

    @Test
    void q9_a_commit_posts_what_was_used_once() {
        Charge hold = held(8, HOLD);
        assertEquals(
                new SettleResult(Outcome.DONE, List.of(new Draw(5, 0, standing(calls, 5)))),
                store.settle(commit(hold, posting(calls, 5))));
        assertEquals(SettleResult.NO_EFFECT, store.settle(commit(hold, posting(calls, 5))));
        assertEquals(SettleResult.NO_EFFECT, open().settle(commit(hold, posting(calls, 5))));
        assertEquals(Outcome.NO_EFFECT, release(hold.id()));
        assertEquals(standing(calls, 5), state(calls));
    }

    @Test
    void a_commit_posts_beyond_the_estimate_and_the_limit_and_raises_the_peak() {
        Charge hold = held(8, HOLD);
        assertEquals(
                List.of(new Draw(12, 0, standing(calls, 12))),
                store.settle(commit(hold, posting(calls, 12))).draws());
        refused(chargeOf(line(calls, 1, 10)));
    }

    @Test
    void a_commit_of_nothing_ends_the_hold_and_one_of_other_counters_posts_there() {
        Charge nothing = held(4, HOLD);
        assertEquals(new SettleResult(Outcome.DONE, List.of()), store.settle(commit(nothing)));
        Charge elsewhere = held(4, HOLD);
        store.settle(commit(elsewhere, posting(tokens, 7)));
        assertEquals(List.of(untouched(calls), standing(tokens, 7)), store.counters(user, List.of(calls, tokens)));
    }

    @Test
    void a_hold_over_several_pools_takes_room_in_each() {
        Charge hold = hold(new ChargeLine(7, List.of(pool(grant, 5), pool(calls, 10))), HOLD, null);
        assertEquals(
                List.of(
                        new Draw(5, 0, new CounterState(grant, 0, 5, 0)),
                        new Draw(2, 0, new CounterState(calls, 0, 2, 0))),
                admitted(hold).draws());
        refused(chargeOf(line(calls, 9, 10)));
        store.settle(commit(hold, posting(grant, 5), posting(calls, 1)));
        assertEquals(List.of(standing(grant, 5), standing(calls, 1)), store.counters(user, List.of(grant, calls)));
    }

    @Test
    void holds_are_settled_each_by_itself() {
        Charge first = held(4, HOLD);
        Charge second = held(5, HOLD);
        assertEquals(Outcome.DONE, release(first.id()));
        assertEquals(new CounterState(calls, 0, 5, 0), state(calls));
        store.settle(commit(second, posting(calls, 5)));
        assertEquals(standing(calls, 5), state(calls));
    }

    @Test
    void what_is_not_known_is_settled_without_effect() {
        Charge unknown = hold(line(calls, 4, 10), HOLD, null);
        assertEquals(SettleResult.NO_EFFECT, store.settle(commit(unknown, posting(calls, 4))));
        assertEquals(Outcome.NO_EFFECT, release(unknown.id()));
        Charge plain = chargeOf(line(calls, 3, 10));
        admitted(plain);
        assertEquals(SettleResult.NO_EFFECT, store.settle(commit(plain, posting(calls, 3))), "no hold");
        Charge hold = held(4, HOLD);
        Settlement others = new Settlement.Commit(newUser(), hold.id(), List.of(posting(calls, 4)));
        assertEquals(SettleResult.NO_EFFECT, store.settle(others), "somebody else's");
        assertEquals(new CounterState(calls, 3, 4, 3), state(calls));
    }

    @Test
    void q10_a_hold_lapses_by_itself_and_a_late_commit_counts_once_and_says_so() {
        Charge hold = held(8, SHORT);
        contract.pass(store, SHORT);
        assertEquals(untouched(calls), state(calls), "there is room again");
        admitted(chargeOf(line(calls, 10, 10)));
        assertEquals(
                new SettleResult(Outcome.LATE, List.of(new Draw(5, 10, standing(calls, 15)))),
                store.settle(commit(hold, posting(calls, 5))));
        assertEquals(SettleResult.NO_EFFECT, store.settle(commit(hold, posting(calls, 5))));
        assertEquals(standing(calls, 15), state(calls));
    }

    @Test
    void a_release_of_a_lapsed_hold_changes_nothing_but_is_done() {
        Charge hold = held(8, SHORT);
        contract.pass(store, SHORT);
        assertEquals(Outcome.DONE, release(hold.id()));
        assertEquals(SettleResult.NO_EFFECT, store.settle(commit(hold, posting(calls, 5))));
        assertEquals(untouched(calls), state(calls));
    }
}
