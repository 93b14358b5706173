package io.valve4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.valve4j.quota.Window.Span;
import io.valve4j.store.Charge;
import io.valve4j.store.ChargeLine;
import io.valve4j.store.ChargeResult;
import io.valve4j.store.CounterKey;
import io.valve4j.store.CounterState;
import io.valve4j.store.Draw;
import io.valve4j.store.SettleResult;
import io.valve4j.store.ValveStore;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Charges and refunds, one after the other: all lines or none, exact answers, refusals that leave nothing behind. */
abstract class ChargePromises extends StorePromises {

    ChargePromises(ValveStoreContract contract) {
        super(contract);
    }

    @Test
    void an_admitted_charge_takes_from_all_its_counters_and_tells_how_each_stands() {
        assertEquals(
                new ChargeResult.Admitted(
                        List.of(new Draw(1, 0, standing(calls, 1)), new Draw(512, 0, standing(tokens, 512)))),
                store.charge(chargeOf(line(calls, 1, 10), line(tokens, 512, 1000))));
        assertEquals(
                List.of(standing(tokens, 512), untouched(grant), standing(calls, 1)),
                store.counters(user, List.of(tokens, grant, calls)),
                "counters come in the order asked for");
    }

    @Test
    void q7_a_charge_that_one_line_refuses_takes_from_none_and_tells_how_all_stand() {
        admitted(chargeOf(line(calls, 1, 10), line(tokens, 998, 1000)));
        assertEquals(
                new ChargeResult.Refused(List.of(standing(calls, 1), standing(tokens, 998))),
                store.charge(chargeOf(line(calls, 3, 10), line(tokens, 3, 1000))));
        assertEquals(1, used(calls));
        assertEquals(998, used(tokens));
    }

    @Test
    void q6_a_refusal_leaves_no_trace() {
        assertEquals(new ChargeResult.Refused(List.of(untouched(calls))), store.charge(chargeOf(line(calls, 11, 10))));
        refused(chargeOf(line(calls, 1, 0)));
        assertEquals(untouched(calls), state(calls));
        assertTrue(store.find(user).isEmpty(), "there is no subscription");
        assertEquals(List.of(), store.audit(user));
    }

    @Test
    void the_limit_is_reached_exactly_and_never_passed_whatever_it_was_before() {
        admitted(chargeOf(line(calls, 10, 10)));
        refused(chargeOf(line(calls, 1, 10)));
        refused(chargeOf(line(calls, 1, 3)));
        admitted(chargeOf(line(calls, 1, 11)));
        assertEquals(11, used(calls));
    }

    @Test
    void pools_are_drained_in_the_order_given_and_left_alone_ones_are_told_of_too() {
        ChargeLine seven = new ChargeLine(7, List.of(pool(grant, 5), pool(calls, 10)));
        assertEquals(
                List.of(new Draw(5, 0, standing(grant, 5)), new Draw(2, 0, standing(calls, 2))),
                admitted(chargeOf(seven)).draws());
        assertEquals(
                List.of(new Draw(0, 5, standing(grant, 5)), new Draw(7, 2, standing(calls, 9))),
                admitted(chargeOf(seven)).draws());
        assertEquals(
                List.of(standing(grant, 5), standing(calls, 9)),
                refused(chargeOf(seven)).present());
    }

    @Test
    void a_refund_goes_to_the_counters_it_names_and_to_no_other_and_leaves_their_peak() {
        ChargeLine seven = new ChargeLine(7, List.of(pool(grant, 5), pool(calls, 10)));
        admitted(chargeOf(seven, line(tokens, 4, 10)));
        assertEquals(
                new SettleResult(
                        SettleResult.Outcome.DONE,
                        List.of(
                                new Draw(5, 5, new CounterState(grant, 0, 0, 5)),
                                new Draw(1, 2, new CounterState(calls, 1, 0, 2)))),
                store.settle(refund(null, posting(grant, 5), posting(calls, 1))));
        assertEquals(
                List.of(new CounterState(grant, 0, 0, 5), new CounterState(calls, 1, 0, 2), standing(tokens, 4)),
                store.counters(user, List.of(grant, calls, tokens)));
    }

    @Test
    void what_was_passed_before_is_not_passed_again_after_a_refund() {
        admitted(chargeOf(line(calls, 8, 10)));
        store.settle(refund(null, posting(calls, 8)));
        assertEquals(
                List.of(new Draw(8, 8, standing(calls, 8))),
                admitted(chargeOf(line(calls, 8, 10))).draws());
        assertEquals(
                List.of(new Draw(1, 8, standing(calls, 9))),
                admitted(chargeOf(line(calls, 1, 10))).draws());
    }

    @Test
    void a_refund_stops_at_zero_and_makes_no_counter() {
        admitted(chargeOf(line(calls, 3, 10)));
        store.settle(refund(null, posting(calls, 5), posting(tokens, 5)));
        assertEquals(new CounterState(calls, 0, 0, 3), state(calls));
        assertEquals(untouched(tokens), state(tokens));
    }

    @Test
    void another_generation_and_another_window_are_other_counters_and_a_refund_to_the_old_one_does_not_reach_them() {
        CounterKey reset = new CounterKey("calls", start.toEpochMilli(), 4);
        CounterKey tomorrow = new CounterKey("calls", end.toEpochMilli(), 2);
        admitted(chargeOf(line(calls, 10, 10)));
        admitted(chargeOf(line(reset, 9, 10)));
        admitted(chargeOf(new ChargeLine(tomorrow, 8, 10, end.plus(DAY))));
        store.settle(refund(null, posting(calls, 10)));
        assertEquals(9, used(reset));
        assertEquals(8, used(tomorrow));
    }

    @Test
    void a_charge_for_another_revision_is_stale_and_leaves_no_trace() {
        assertEquals(new ChargeResult.Stale(), store.charge(chargeFor(1, line(calls, 1, 10))));
        save(store, user, 1);
        assertEquals(new ChargeResult.Stale(), store.charge(chargeFor(2, line(calls, 1, 10))));
        assertEquals(untouched(calls), state(calls));
        admitted(chargeFor(1, line(calls, 1, 10)));
        admitted(chargeFor(0, line(calls, 1, 10)));
        assertEquals(2, used(calls), "revision 0 depends on no subscription");
    }

    @Test
    void q16_a_change_that_one_manager_saved_is_seen_by_the_next_charge_of_another() {
        ValveStore other = open();
        save(store, user, 1);
        admitted(chargeFor(1, line(calls, 1, 10)));
        save(other, user, 2);
        assertEquals(new ChargeResult.Stale(), store.charge(chargeFor(1, line(calls, 1, 10))));
        save(store, user, 3);
        assertEquals(new ChargeResult.Stale(), other.charge(chargeFor(2, line(calls, 1, 10))));
    }

    @Test
    void q17_a_charge_outside_its_validity_by_the_stores_clock_is_stale_whatever_the_managers_clock_says() {
        Duration hour = Duration.ofHours(1);
        Charge late = charge(new Span(start.minus(hour), start));
        Charge early = charge(new Span(start.plus(hour), null));
        assertEquals(new ChargeResult.Stale(), store.charge(late));
        assertEquals(new ChargeResult.Stale(), store.charge(early));
        assertEquals(untouched(calls), state(calls));
        admitted(charge(Span.ALWAYS));
    }

    private Charge charge(Span validity) {
        return new Charge(UUID.randomUUID(), user, 0, validity, List.of(line(calls, 1, 10)));
    }

    @Test
    void a_charge_is_stale_before_it_is_refused() {
        assertEquals(new ChargeResult.Stale(), store.charge(chargeFor(7, line(calls, 11, 10))));
    }

    @Test
    void what_one_manager_charged_another_sees_and_it_is_still_there_after_closing() {
        ValveStore other = open();
        admitted(chargeOf(line(calls, 3, 10)));
        assertEquals(List.of(standing(calls, 3)), other.counters(user, List.of(calls)));
        store.close();
        store.close();
        assertEquals(List.of(standing(calls, 3)), open().counters(user, List.of(calls)));
    }
}
