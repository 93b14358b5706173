package io.valve4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.valve4j.quota.Window.Span;
import io.valve4j.store.Charge;
import io.valve4j.store.ChargeLine;
import io.valve4j.store.ChargeResult;
import io.valve4j.store.CounterKey;
import io.valve4j.store.CounterState;
import io.valve4j.store.Posting;
import io.valve4j.store.SettleResult;
import io.valve4j.store.SettleResult.Outcome;
import io.valve4j.store.Settlement;
import io.valve4j.store.ValveStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the store's clock decides, to the millisecond, and what may be forgotten when. */
abstract class TimePromises extends StorePromises {

    private static final Duration TICK = Duration.ofMillis(1);

    private final ManualTime time;

    TimePromises(TimedValveStoreContract contract) {
        super(contract);
        time = contract.time();
    }

    @Test
    void the_store_keeps_the_time_that_it_was_given() {
        time.advance(DAY);
        assertEquals(time.instant(), store.now());
    }

    @Test
    void q15_a_charge_passes_from_the_first_to_the_last_millisecond_of_its_validity() {
        Span validity = new Span(start.plus(TICK), end);
        assertEquals(new ChargeResult.Stale(), store.charge(in(validity)));
        time.advance(TICK);
        admitted(in(validity));
        time.advance(DAY.minus(TICK).minus(TICK));
        admitted(in(validity));
        time.advance(TICK);
        assertEquals(new ChargeResult.Stale(), store.charge(in(validity)));
        assertEquals(2, used(calls));
    }

    private Charge in(Span validity) {
        return new Charge(UUID.randomUUID(), user, 0, validity, List.of(line(calls, 1, 10)));
    }

    @Test
    void a_hold_is_live_to_its_last_millisecond() {
        admitted(hold(line(calls, 8, 10), HOLD, null));
        time.advance(HOLD.minus(TICK));
        assertEquals(8, state(calls).held());
        refused(chargeOf(line(calls, 3, 10)));
        time.advance(TICK);
        assertEquals(0, state(calls).held());
        admitted(chargeOf(line(calls, 3, 10)));
    }

    @Test
    void a_lapsed_hold_can_be_committed_late_for_a_day_and_is_unknown_after_a_purge_then() {
        Charge late = hold(line(calls, 5, 10), HOLD, null);
        Charge forgotten = hold(line(calls, 5, 10), HOLD, null);
        admitted(late);
        admitted(forgotten);
        time.advance(HOLD.plus(ValveStore.LAPSED_HOLD_MEMORY).minus(TICK));
        Settlement.Commit commit = new Settlement.Commit(user, late.id(), List.of(lasting(5)));
        assertEquals(Outcome.LATE, store.settle(commit).outcome());
        time.advance(TICK);
        purge();
        Settlement.Commit lost = new Settlement.Commit(user, forgotten.id(), List.of(lasting(5)));
        assertEquals(SettleResult.NO_EFFECT, store.settle(lost));
    }

    private Posting lasting(long amount) {
        return new Posting(calls, amount, null);
    }

    @Test
    void a_late_commit_may_find_its_room_taken_by_another_hold_that_stays() {
        Charge first = hold(line(calls, 8, 10), HOLD, null);
        admitted(first);
        time.advance(HOLD);
        admitted(hold(line(calls, 8, 10), HOLD, null));
        assertEquals(
                Outcome.LATE, store.settle(commit(first, posting(calls, 5))).outcome());
        assertEquals(new CounterState(calls, 5, 8, 5), state(calls));
    }

    @Test
    void q9_a_hold_made_in_one_window_is_posted_to_it_when_it_is_committed_in_the_next() {
        CounterKey tomorrow = new CounterKey("calls", end.toEpochMilli(), 2);
        time.advance(DAY.minus(TICK));
        Charge hold = hold(line(calls, 8, 10), HOLD, null);
        admitted(hold);
        time.advance(TICK);
        store.settle(commit(hold, posting(calls, 8)));
        assertEquals(List.of(standing(calls, 8), untouched(tomorrow)), store.counters(user, List.of(calls, tomorrow)));
    }

    @Test
    void a_key_is_remembered_for_a_day_and_belongs_to_whoever_has_it_since() {
        Charge first = keyed("order", "one", lastingLine());
        admitted(first);
        time.advance(ValveStore.KEY_MEMORY.minus(TICK));
        assertInstanceOf(ChargeResult.Replayed.class, store.charge(always("one")));
        time.advance(TICK);
        Charge second = always("another");
        admitted(second);
        store.settle(new Settlement.Refund(UUID.randomUUID(), user, List.of(lasting(1)), first.id()));
        assertEquals(
                new ChargeResult.Replayed(second.id(), List.of(lasting(1))),
                store.charge(always("another")),
                "the key is not freed with the first charge");
    }

    private ChargeLine lastingLine() {
        return new ChargeLine(calls, 1, 10, null);
    }

    private Charge always(String demand) {
        Charge.ReplayKey key = new Charge.ReplayKey("order", demand);
        return new Charge(UUID.randomUUID(), user, 0, Span.ALWAYS, List.of(lastingLine()), key, null);
    }

    @Test
    void ids_are_remembered_for_ten_minutes_by_stores_that_remember_them() {
        Charge charge = chargeOf(line(calls, 1, 10));
        Settlement refund = refund(null, posting(tokens, 1));
        admitted(chargeOf(line(tokens, 5, 10)));
        admitted(charge);
        store.settle(refund);
        time.advance(ValveStore.ID_MEMORY.minus(TICK));
        boolean again = store.charge(charge) instanceof ChargeResult.Admitted;
        boolean givenBackAgain = store.settle(refund).outcome() == Outcome.DONE;
        assertEquals(!contract.remembersIds(), again);
        assertEquals(!contract.remembersIds(), givenBackAgain);
    }

    @Test
    void a_counter_is_found_for_an_hour_after_its_end_so_that_a_clock_set_back_mints_nothing() {
        admitted(chargeOf(line(calls, 10, 10)));
        time.advance(DAY.plus(ValveStore.COUNTER_MEMORY).minus(TICK));
        charge(newUser(), end);
        charge(user, end);
        purge();
        time.jumpWall(Duration.ofHours(-2));
        refused(chargeOf(line(calls, 1, 10)));
    }

    @Test
    void a_purge_drops_what_is_over_and_nothing_else_and_says_when_there_is_no_more() {
        purge();
        for (int i = 0; i < 6; i++) {
            charge(newUser(), start);
        }
        admitted(chargeOf(line(calls, 4, 10), new ChargeLine(tokens, 5, 10, end.plus(DAY))));
        CounterKey forever = new CounterKey("lifetime", 0, 0);
        admitted(chargeOf(new ChargeLine(forever, 6, 10, null)));
        save(store, user, 1);
        time.advance(DAY.plus(ValveStore.COUNTER_MEMORY));
        assertTrue(store.purge(3) >= 3, "there is more");
        purge();
        assertEquals(0, store.purge(100), "there is no more");
        assertEquals(
                List.of(untouched(calls), standing(tokens, 5), standing(forever, 6)),
                store.counters(user, List.of(calls, tokens, forever)));
        assertEquals(Optional.of(subscription(user, 1)), store.find(user));
        assertEquals(1, store.audit(user).size());
    }

    @Test
    void a_refund_to_a_counter_that_was_dropped_does_not_bring_it_back() {
        admitted(chargeOf(line(calls, 4, 10)));
        time.advance(DAY.plus(ValveStore.COUNTER_MEMORY));
        purge();
        store.settle(refund(null, posting(calls, 4)));
        assertEquals(untouched(calls), state(calls));
    }

    private void charge(String userId, Instant from) {
        CounterKey key = new CounterKey("calls", from.toEpochMilli(), 2);
        ChargeLine line = new ChargeLine(key, 1, 10, from.plus(DAY));
        Charge charge = new Charge(UUID.randomUUID(), userId, 0, Span.ALWAYS, List.of(line));
        assertInstanceOf(ChargeResult.Admitted.class, store.charge(charge));
    }

    private void purge() {
        int most = 100;
        for (int dropped = most; dropped >= most; ) {
            dropped = store.purge(most);
        }
    }
}
