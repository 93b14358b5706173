package io.valve4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.valve4j.quota.Quota;
import io.valve4j.store.Charge;
import io.valve4j.store.ChargeLine;
import io.valve4j.store.ChargeResult;
import io.valve4j.store.CounterState;
import io.valve4j.store.SettleResult;
import io.valve4j.store.Settlement;
import io.valve4j.store.ValveStore;
import io.valve4j.subscription.AuditEvent;
import io.valve4j.subscription.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every method is one atomic step, whoever else takes steps meanwhile: several threads, each with a store of its own. */
@Timeout(300)
abstract class AtomicityPromises extends StorePromises {

    private static final int THREADS = 4;

    AtomicityPromises(ValveStoreContract contract) {
        super(contract);
    }

    @Test
    void q5_a_limit_of_1000_admits_333_charges_of_3_out_of_1600_concurrent_ones() {
        int admitted = inParallel(mine -> {
            int count = 0;
            for (int i = 0; i < 400; i++) {
                count += mine.charge(chargeOf(line(calls, 3, 1000))) instanceof ChargeResult.Admitted ? 1 : 0;
            }
            return count;
        });
        assertEquals(333, admitted, "admitted");
        assertEquals(standing(calls, 999), state(calls));
    }

    @Test
    void several_counters_are_charged_together_and_given_back_together() {
        inParallel(mine -> {
            for (int i = 0; i < 100; i++) {
                Charge charge = chargeOf(line(calls, 1, 3), line(tokens, 20, 60));
                if (mine.charge(charge) instanceof ChargeResult.Admitted) {
                    List<CounterState> states = mine.counters(user, List.of(calls, tokens));
                    assertTrue(states.get(0).used() <= 3, "over the limit");
                    assertEquals(20 * states.get(0).used(), states.get(1).used(), "together");
                    mine.settle(refund(null, posting(calls, 1), posting(tokens, 20)));
                }
            }
            return 0;
        });
        assertEquals(0, used(calls));
        assertEquals(0, used(tokens));
    }

    @Test
    void pools_that_are_drained_at_once_are_drained_to_the_last_unit() {
        int admitted = inParallel(mine -> {
            int count = 0;
            for (int i = 0; i < 100; i++) {
                ChargeLine line = new ChargeLine(3, List.of(pool(grant, 100), pool(calls, 101)));
                count += mine.charge(chargeOf(line)) instanceof ChargeResult.Admitted ? 1 : 0;
            }
            return count;
        });
        assertEquals(67, admitted);
        assertEquals(List.of(standing(grant, 100), standing(calls, 101)), store.counters(user, List.of(grant, calls)));
    }

    @Test
    void no_concurrent_count_is_lost() {
        inParallel(mine -> {
            for (int i = 0; i < 100; i++) {
                mine.charge(chargeOf(line(calls, 1, Quota.UNLIMITED)));
            }
            return 0;
        });
        assertEquals(standing(calls, 100L * THREADS), state(calls));
    }

    @Test
    void one_key_is_charged_once_however_many_ask_at_the_same_time() {
        for (int round = 0; round < 20; round++) {
            String key = "order-" + round;
            int admitted = inParallel(mine ->
                    mine.charge(keyed(key, "one", line(calls, 1, 100))) instanceof ChargeResult.Admitted ? 1 : 0);
            assertEquals(1, admitted);
            assertEquals(round + 1, used(calls));
        }
    }

    @Test
    void one_hold_is_settled_once_however_many_settle_it_at_the_same_time() {
        for (int round = 0; round < 20; round++) {
            Charge hold = hold(line(calls, 5, 1000), HOLD, null);
            admitted(hold);
            int done = inParallel(mine ->
                    mine.settle(commit(hold, posting(calls, 1))).outcome() == SettleResult.Outcome.NO_EFFECT ? 0 : 1);
            assertEquals(1, done);
            assertEquals(standing(calls, round + 1), state(calls));
        }
    }

    @Test
    void holds_and_charges_share_the_room_without_passing_the_limit() {
        inParallel(mine -> {
            for (int i = 0; i < 100; i++) {
                Charge hold = hold(line(calls, 2, 5), HOLD, null);
                if (mine.charge(hold) instanceof ChargeResult.Admitted) {
                    CounterState now = mine.counters(user, List.of(calls)).get(0);
                    assertTrue(now.used() + now.held() <= 5, "over the limit");
                    mine.settle(new Settlement.Release(user, hold.id()));
                }
                if (mine.charge(chargeOf(line(calls, 3, 5))) instanceof ChargeResult.Admitted) {
                    mine.settle(refund(null, posting(calls, 3)));
                }
            }
            return 0;
        });
        CounterState after = state(calls);
        assertEquals(0, after.used() + after.held());
        assertTrue(after.peak() <= 5, "over the limit");
    }

    @Test
    void each_revision_is_saved_once_and_with_its_event() {
        int saved = inParallel(mine -> {
            int count = 0;
            while (true) {
                long revision = mine.find(user).map(Subscription::revision).orElse(0L) + 1;
                if (revision > 100) {
                    return count;
                }
                count += save(mine, user, revision) ? 1 : 0;
            }
        });
        assertEquals(100, saved);
        assertEquals(
                LongStream.rangeClosed(1, 100).boxed().toList(),
                store.audit(user).stream().map(AuditEvent::revision).toList());
    }

    @Test
    void a_charge_for_a_revision_that_was_replaced_meanwhile_is_never_admitted_afterwards() {
        save(store, user, 1);
        inParallel(mine -> {
            for (int i = 0; i < 50; i++) {
                long revision = mine.find(user).orElseThrow().revision();
                save(mine, user, revision + 1);
                Charge outdated = chargeFor(revision, line(calls, 1, Quota.UNLIMITED));
                assertEquals(new ChargeResult.Stale(), mine.charge(outdated));
            }
            return 0;
        });
        assertEquals(0, used(calls));
    }

    @Test
    void users_first_steps_do_not_lose_each_other() {
        for (int round = 0; round < 20; round++) {
            String fresh = newUser();
            inParallel(mine -> {
                Charge charge = new Charge(
                        UUID.randomUUID(), fresh, 0, validity(), List.of(line(calls, 1, 100), line(tokens, 1, 100)));
                return mine.charge(charge) instanceof ChargeResult.Admitted ? 1 : 0;
            });
            assertEquals(
                    List.of(standing(calls, THREADS), standing(tokens, THREADS)),
                    store.counters(fresh, List.of(calls, tokens)));
        }
    }

    /** The sum of what the threads count. */
    private int inParallel(ToIntFunction<ValveStore> task) {
        ExecutorService executor = Executors.newFixedThreadPool(THREADS);
        try {
            CyclicBarrier together = new CyclicBarrier(THREADS);
            List<Future<Integer>> counts = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                ValveStore mine = open();
                counts.add(executor.submit(() -> {
                    together.await(60, TimeUnit.SECONDS);
                    return task.applyAsInt(mine);
                }));
            }
            int sum = 0;
            for (Future<Integer> count : counts) {
                sum += count.get();
            }
            return sum;
        } catch (Exception failure) {
            throw new AssertionError("a thread failed: " + failure, failure);
        } finally {
            executor.shutdownNow();
        }
    }
}
