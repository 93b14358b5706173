package io.valve4j.internal.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.valve4j.quota.Quota;
import io.valve4j.quota.QuotaMode;
import io.valve4j.quota.Usage;
import io.valve4j.store.ForwardingStore;
import io.valve4j.store.InMemoryStore;
import io.valve4j.store.SettleResult;
import io.valve4j.store.Settlement;
import io.valve4j.store.ValveStore;
import io.valve4j.testkit.ManualTime;
import io.valve4j.testkit.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several threads on the leases of two nodes, with leases recalled and time passing meanwhile. */
@Timeout(120)
class LeaseConcurrencyTest {

    private static final int THREADS = 4;
    private static final int TRIES_PER_THREAD = 2_000;
    private static final long CALLS = 3_000;
    private static final List<Quota> QUOTAS = List.of(
            Quota.perDay(CALLS), Quota.perMonth(9_000), Quota.perMonth(40_000).of("tokens"));

    private final ManualTime time = new ManualTime();

    @Test
    void no_unit_is_spent_twice_and_none_is_lost() {
        Seeds.check("leases under threads", 10, random -> run(new InMemoryStore(time), random));
    }

    /** The planted bug: the rest of a lease is given back twice. */
    @Test
    void a_rest_that_is_given_back_twice_is_found_out() {
        assertThatThrownBy(() -> Seeds.check("double returns", 20, random -> run(new DoubleReturns(time), random)))
                .isInstanceOf(AssertionError.class);
    }

    private void run(ValveStore store, SplittableRandom random) throws Exception {
        Ledger ledger = new Ledger(store);
        List<Leases> nodes = List.of(new Leases(time, ledger, Runnable::run), new Leases(time, ledger, Runnable::run));
        ExecutorService executor = Executors.newFixedThreadPool(THREADS);
        long calls = 0;
        long tokens = 0;
        try {
            CyclicBarrier start = new CyclicBarrier(THREADS);
            List<Future<long[]>> threads = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                SplittableRandom own = random.split();
                Leases node = nodes.get(i % nodes.size());
                threads.add(executor.submit(() -> {
                    start.await();
                    return spend(ledger, node, own);
                }));
            }
            for (Future<long[]> thread : threads) {
                calls += thread.get()[0];
                tokens += thread.get()[1];
            }
        } finally {
            executor.shutdownNow();
        }
        nodes.forEach(Leases::close);
        QuotaPlan plan = ledger.resolve("ada", QUOTAS, null, ledger.now());
        assertThat(calls).as("admitted calls").isLessThanOrEqualTo(CALLS);
        assertThat(ledger.usage(plan)).extracting(Usage::used).containsExactly(calls, calls, tokens);
    }

    private long[] spend(Ledger ledger, Leases node, SplittableRandom random) {
        QuotaPlan plan = node.plan(
                ledger.resolve("ada", QUOTAS, null, ledger.now()), QuotaMode.leased(200, Duration.ofSeconds(1)), "pro");
        long calls = 0;
        long tokens = 0;
        for (int i = 0; i < TRIES_PER_THREAD; i++) {
            int choice = random.nextInt(100);
            if (choice == 0) {
                time.advance(Duration.ofMillis(random.nextInt(500)));
            } else if (choice < 40) {
                Lease lease = plan.spend(1, time.nanos());
                if (lease != null && random.nextInt(3) == 0) {
                    ledger.giveBack(plan, lease, 1);
                } else if (lease != null) {
                    calls++;
                }
            } else {
                long cost = random.nextInt(3);
                Map<String, Long> costs = cost == 0 ? Map.of() : Map.of("tokens", cost);
                if (ledger.charge(plan, 1, costs) instanceof LedgerResult.Admitted admitted) {
                    if (random.nextInt(3) == 0) {
                        ledger.refund(admitted.receipt());
                        ledger.refund(admitted.receipt());
                    } else {
                        calls++;
                        tokens += cost;
                    }
                }
            }
        }
        return new long[] {calls, tokens};
    }

    private static final class DoubleReturns extends ForwardingStore {

        DoubleReturns(ManualTime time) {
            super(new InMemoryStore(time));
        }

        @Override
        public SettleResult settle(Settlement settlement) {
            if (settlement instanceof Settlement.Refund refund) {
                super.settle(
                        new Settlement.Refund(UUID.randomUUID(), refund.userId(), refund.postings(), refund.charge()));
            }
            return super.settle(settlement);
        }
    }
}
