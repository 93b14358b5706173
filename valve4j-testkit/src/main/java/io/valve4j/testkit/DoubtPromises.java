package io.valve4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.valve4j.store.Charge;
import io.valve4j.store.ChargeResult;
import io.valve4j.store.SettleResult;
import io.valve4j.store.Settlement;
import io.valve4j.store.TransientStoreException;
import io.valve4j.store.ValveStore;
import io.valve4j.subscription.Subscription;
import io.valve4j.testkit.ValveStoreContract.FailingStore;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What is sent again since nobody knows whether it was done counts once. As many tests as the store has such cases. */
abstract class DoubtPromises extends StorePromises {

    private static final int MOST_TRIES = 5;

    DoubtPromises(ValveStoreContract contract) {
        super(contract);
    }

    @TestFactory
    Stream<DynamicTest> ids_are_remembered() {
        return contract.remembersIds()
                ? Stream.of(
                        dynamicTest("a charge that is sent again by its id is replayed", this::aChargeSentAgain),
                        dynamicTest("a refund that is sent again by its id has no effect", this::aRefundSentAgain))
                : Stream.of();
    }

    private void aChargeSentAgain() {
        Charge charge = chargeOf(line(calls, 3, 10));
        admitted(charge);
        assertEquals(new ChargeResult.Replayed(charge.id(), List.of(posting(calls, 3))), open().charge(charge));
        assertEquals(3, used(calls));
        Charge refused = chargeOf(line(calls, 8, 10));
        refused(refused);
        store.settle(refund(null, posting(calls, 3)));
        admitted(refused);
        assertEquals(8, used(calls), "the id of a refused charge is not remembered");
    }

    private void aRefundSentAgain() {
        Charge charge = chargeOf(line(tokens, 9, 10));
        admitted(charge);
        Settlement refund = refund(charge.id(), posting(tokens, 3));
        assertEquals(SettleResult.Outcome.DONE, store.settle(refund).outcome());
        assertEquals(SettleResult.NO_EFFECT, open().settle(refund));
        assertEquals(6, used(tokens));
    }

    @TestFactory
    Stream<DynamicTest> a_charge_whose_answer_was_lost_counts_once() {
        return eachFailing(DoubtPromises::chargeCountsOnce);
    }

    private void chargeCountsOnce(ValveStore failing) {
        Charge charge = chargeOf(line(calls, 3, 10), line(tokens, 2, 10));
        ChargeResult result = patiently(() -> failing.charge(charge));
        assertEquals(List.of(standing(calls, 3), standing(tokens, 2)), store.counters(user, List.of(calls, tokens)));
        if (!(result instanceof ChargeResult.Admitted)) {
            assertEquals(
                    charge.id(),
                    assertInstanceOf(ChargeResult.Replayed.class, result).id());
        }
    }

    @TestFactory
    Stream<DynamicTest> a_hold_whose_answer_was_lost_is_held_once() {
        return eachFailing(DoubtPromises::holdCountsOnce);
    }

    private void holdCountsOnce(ValveStore failing) {
        Charge hold = hold(line(calls, 3, 10), HOLD, new Charge.ReplayKey("order", "three"));
        patiently(() -> failing.charge(hold));
        assertEquals(3, state(calls).held());
        assertEquals(
                SettleResult.Outcome.DONE,
                store.settle(commit(hold, posting(calls, 3))).outcome());
        assertEquals(standing(calls, 3), state(calls));
    }

    @TestFactory
    Stream<DynamicTest> a_commit_whose_answer_was_lost_posts_once() {
        return eachFailing(DoubtPromises::commitCountsOnce);
    }

    private void commitCountsOnce(ValveStore failing) {
        Charge hold = hold(line(calls, 3, 10), HOLD, null);
        admitted(hold);
        patiently(() -> failing.settle(commit(hold, posting(calls, 2))));
        assertEquals(standing(calls, 2), state(calls));
    }

    @TestFactory
    Stream<DynamicTest> a_refund_whose_answer_was_lost_gives_back_once() {
        return eachFailing(DoubtPromises::refundCountsOnce);
    }

    private void refundCountsOnce(ValveStore failing) {
        admitted(chargeOf(line(calls, 9, 10)));
        Settlement refund = refund(null, posting(calls, 3));
        patiently(() -> failing.settle(refund));
        assertEquals(6, used(calls));
    }

    @TestFactory
    Stream<DynamicTest> a_change_whose_answer_was_lost_is_made_with_its_event_or_not_at_all() {
        return eachFailing(DoubtPromises::changeIsWhole);
    }

    private void changeIsWhole(ValveStore failing) {
        save(store, user, 1);
        boolean saved;
        try {
            saved = patiently(() -> save(failing, user, 2));
        } catch (IllegalStateException notKnown) {
            saved = store.find(user).orElseThrow().revision() == 2;
        }
        long revision = store.find(user).map(Subscription::revision).orElseThrow();
        assertEquals(saved ? 2 : 1, revision, "what was said is what was done");
        assertEquals(revision, store.audit(user).size(), "never one without the other");
    }

    /** One test for each way to fail, each in a group made afresh, so with a user of its own. */
    private Stream<DynamicTest> eachFailing(BiConsumer<DoubtPromises, ValveStore> promise) {
        List<FailingStore> ways = failing();
        return IntStream.range(0, ways.size())
                .mapToObj(i -> dynamicTest(ways.get(i).how(), () -> {
                    DoubtPromises group = new DoubtPromises(contract) {};
                    try {
                        promise.accept(group, group.failing().get(i).store());
                    } finally {
                        group.close();
                    }
                }));
    }

    private List<FailingStore> failing() {
        List<FailingStore> failing = contract.failing();
        failing.forEach(each -> closedAfterwards(each.store()));
        return failing;
    }

    /** As a manager would that is told to try again. */
    private static <T> T patiently(Supplier<T> step) {
        for (int i = 1; ; i++) {
            try {
                return step.get();
            } catch (TransientStoreException failure) {
                if (i == MOST_TRIES) {
                    throw failure;
                }
            }
        }
    }
}
