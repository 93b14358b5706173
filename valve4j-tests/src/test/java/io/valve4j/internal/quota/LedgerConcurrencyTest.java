package io.valve4j.internal.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.valve4j.quota.Quota;
import io.valve4j.quota.Usage;
import io.valve4j.store.Charge;
import io.valve4j.store.ChargeLine;
import io.valve4j.store.ChargeResult;
import io.valve4j.store.ForwardingStore;
import io.valve4j.store.InMemoryStore;
import io.valve4j.store.Pool;
import io.valve4j.store.ValveStore;
import io.valve4j.testkit.ManualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several threads, each with a ledger of its own, on one store. */
@Timeout(60)
class LedgerConcurrencyTest {

    private static final int THREADS = 4;
    private static final int TRIES_PER_THREAD = 400;

    @Test
    void q5_a_limit_of_1000_admits_333_charges_of_3_out_of_1600_concurrent_ones() throws Exception {
        checkThatOneCounterIsExact(new InMemoryStore(new ManualTime()));
    }

    @Test
    void q5_catches_a_store_that_checks_first_and_acts_then() {
        ValveStore racy = new CheckThenActStore(new InMemoryStore(new ManualTime()), new CyclicBarrier(THREADS));
        assertThatThrownBy(() -> checkThatOneCounterIsExact(racy))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("admitted");
    }

    @Test
    void several_counters_are_charged_together_and_refunded_together_under_contention() throws Exception {
        InMemoryStore store = new InMemoryStore(new ManualTime());
        List<Quota> quotas =
                List.of(Quota.perDay(50), Quota.perMonth(40), Quota.perDay(900).of("tokens"));
        inParallel(() -> {
            Ledger ledger = new Ledger(store);
            QuotaPlan plan = ledger.resolve("ada", quotas, null, ledger.now());
            for (int i = 0; i < TRIES_PER_THREAD; i++) {
                if (ledger.charge(plan, 1, Map.of("tokens", 20L)) instanceof LedgerResult.Admitted admitted) {
                    List<Usage> usage = ledger.usage(plan);
                    assertThat(usage).allSatisfy(each -> assertThat(each.used()).isLessThanOrEqualTo(each.limit()));
                    assertThat(usage.get(2).used()).isEqualTo(20 * usage.get(0).used());
                    ledger.refund(admitted.receipt());
                    ledger.refund(admitted.receipt());
                }
            }
            return 0;
        });
        Ledger ledger = new Ledger(store);
        assertThat(ledger.usage(ledger.resolve("ada", quotas, null, ledger.now())))
                .extracting(Usage::used)
                .containsExactly(0L, 0L, 0L);
    }

    @Test
    void a_receipt_that_several_threads_refund_gives_back_once() throws Exception {
        InMemoryStore store = new InMemoryStore(new ManualTime());
        Ledger ledger = new Ledger(store);
        QuotaPlan plan = ledger.resolve("ada", List.of(Quota.perDay(1_000_000)), null, ledger.now());
        for (int round = 0; round < 200; round++) {
            ledger.charge(plan, 10, Map.of());
            Receipt receipt = ((LedgerResult.Admitted) ledger.charge(plan, 1, Map.of())).receipt();
            inParallel(() -> {
                ledger.refund(receipt);
                return 0;
            });
            assertThat(ledger.usage(plan).get(0).used()).isEqualTo(10L * (round + 1));
        }
    }

    private static void checkThatOneCounterIsExact(ValveStore store) throws Exception {
        List<Quota> quotas = List.of(Quota.perDay(1000));
        int admitted = inParallel(() -> {
            Ledger ledger = new Ledger(store);
            QuotaPlan plan = ledger.resolve("ada", quotas, null, ledger.now());
            int mine = 0;
            for (int i = 0; i < TRIES_PER_THREAD; i++) {
                if (ledger.charge(plan, 3, Map.of()) instanceof LedgerResult.Admitted) {
                    mine++;
                }
            }
            return mine;
        });
        Ledger ledger = new Ledger(store);
        assertThat(admitted).as("admitted").isEqualTo(333);
        assertThat(ledger.usage(ledger.resolve("ada", quotas, null, ledger.now())))
                .extracting(Usage::used)
                .containsExactly(999L);
    }

    private static int inParallel(Callable<Integer> task) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<Integer>> futures = new ArrayList<>();
            CyclicBarrier start = new CyclicBarrier(THREADS);
            for (int i = 0; i < THREADS; i++) {
                futures.add(executor.submit(() -> {
                    start.await();
                    return task.call();
                }));
            }
            int sum = 0;
            for (Future<Integer> future : futures) {
                sum += future.get();
            }
            return sum;
        } finally {
            executor.shutdownNow();
        }
    }

    /** The planted bug: whether there is room is asked in one step, and taken in another. */
    private static final class CheckThenActStore extends ForwardingStore {

        private final CyclicBarrier everybodyHasChecked;

        CheckThenActStore(ValveStore store, CyclicBarrier everybodyHasChecked) {
            super(store);
            this.everybodyHasChecked = everybodyHasChecked;
        }

        @Override
        public ChargeResult charge(Charge charge) {
            ChargeLine line = charge.lines().get(0);
            Pool pool = line.pools().get(0);
            boolean fits = line.draw(counters(charge.userId(), List.of(pool.key())), 0) != null;
            try {
                everybodyHasChecked.await();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            long limit = fits ? Long.MAX_VALUE : 0;
            ChargeLine decided = new ChargeLine(pool.key(), line.amount(), limit, pool.end());
            return super.charge(new Charge(
                    UUID.randomUUID(),
                    charge.userId(),
                    charge.expectedRevision(),
                    charge.validity(),
                    List.of(decided)));
        }
    }
}
