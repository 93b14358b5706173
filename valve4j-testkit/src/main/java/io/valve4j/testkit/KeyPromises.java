package io.valve4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.valve4j.quota.Window.Span;
import io.valve4j.store.Charge;
import io.valve4j.store.Charge.ReplayKey;
import io.valve4j.store.ChargeResult;
import io.valve4j.store.Settlement;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Q8: a charge that is asked for again under its key counts once. */
abstract class KeyPromises extends StorePromises {

    KeyPromises(ValveStoreContract contract) {
        super(contract);
    }

    private Charge keyed(long amount) {
        return keyed("order", "amount " + amount, line(calls, amount, 10));
    }

    @Test
    void a_repeat_is_replayed_with_what_the_first_drew_also_through_another_manager() {
        Charge first = keyed(3);
        ChargeResult replayed = new ChargeResult.Replayed(first.id(), List.of(posting(calls, 3)));
        admitted(first);
        assertEquals(replayed, store.charge(keyed(3)));
        assertEquals(replayed, open().charge(keyed(3)));
        assertEquals(3, used(calls));
    }

    @Test
    void a_key_that_asks_for_something_else_is_reused_and_nothing_is_charged() {
        admitted(keyed(3));
        assertEquals(new ChargeResult.KeyReused(), store.charge(keyed(4)));
        assertEquals(3, used(calls));
        assertEquals(List.of(posting(calls, 3)), replayed(keyed(3)).postings(), "the first is still remembered");
    }

    @Test
    void a_key_is_answered_before_all_else_even_where_the_charge_would_be_stale_and_refused() {
        admitted(keyed(10));
        for (String demand : List.of("amount 10", "amount 11")) {
            Charge elsewhere = new Charge(
                    UUID.randomUUID(),
                    user,
                    7,
                    new Span(start.minus(DAY), start),
                    List.of(line(calls, 10, 10)),
                    new ReplayKey("order", demand),
                    null);
            Class<? extends ChargeResult> answer =
                    demand.equals("amount 10") ? ChargeResult.Replayed.class : ChargeResult.KeyReused.class;
            assertInstanceOf(answer, store.charge(elsewhere));
        }
    }

    @Test
    void q8_a_refused_key_is_not_remembered_and_can_be_tried_again_after_a_top_up() {
        refused(keyed("order", "eleven", line(calls, 11, 10)));
        admitted(keyed("order", "something else", line(calls, 5, 10)));
    }

    @Test
    void a_stale_key_is_not_remembered() {
        ReplayKey key = new ReplayKey("order", "one");
        Charge stale = new Charge(UUID.randomUUID(), user, 7, validity(), List.of(line(calls, 1, 10)), key, null);
        assertEquals(new ChargeResult.Stale(), store.charge(stale));
        admitted(keyed(2));
    }

    @Test
    void a_refund_that_names_its_charge_frees_the_key_and_one_that_names_none_does_not() {
        Charge first = keyed(3);
        admitted(first);
        store.settle(refund(null, posting(calls, 1)));
        assertInstanceOf(ChargeResult.Replayed.class, store.charge(keyed(3)));
        store.settle(refund(UUID.randomUUID(), posting(calls, 1)));
        assertInstanceOf(ChargeResult.Replayed.class, store.charge(keyed(3)));
        store.settle(refund(first.id(), posting(calls, 1)));
        admitted(keyed(9));
        assertEquals(9, used(calls));
    }

    @Test
    void a_released_hold_frees_its_key_and_a_committed_one_does_not() {
        Charge released = hold(line(calls, 9, 10), HOLD, new ReplayKey("order", "hold"));
        admitted(released);
        store.settle(new Settlement.Release(user, released.id()));
        Charge committed = hold(line(calls, 8, 10), HOLD, new ReplayKey("order", "hold"));
        admitted(committed);
        store.settle(commit(committed, posting(calls, 8)));
        Charge again = hold(line(calls, 8, 10), HOLD, new ReplayKey("order", "hold"));
        assertEquals(committed.id(), replayed(again).id());
        assertEquals(standing(calls, 8), state(calls));
    }

    @Test
    void a_key_belongs_to_one_user() {
        admitted(keyed(3));
        Charge others = new Charge(
                UUID.randomUUID(),
                newUser(),
                0,
                validity(),
                List.of(line(calls, 4, 10)),
                new ReplayKey("order", "amount 4"),
                null);
        admitted(others);
    }

    @Test
    void keys_and_demands_are_told_apart_to_the_last_character() {
        String nearly = "k".repeat(511);
        admitted(keyed(nearly + "a", nearly + "a", line(calls, 1, 10)));
        admitted(keyed(nearly + "A", nearly + "a", line(calls, 1, 10)));
        admitted(keyed(nearly, nearly + "a", line(calls, 1, 10)));
        assertEquals(new ChargeResult.KeyReused(), store.charge(keyed(nearly + "a", nearly + "b", line(calls, 1, 10))));
        assertEquals(3, used(calls));
    }

    private ChargeResult.Replayed replayed(Charge charge) {
        return assertInstanceOf(ChargeResult.Replayed.class, store.charge(charge));
    }
}
