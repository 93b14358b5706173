package io.valve4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.valve4j.quota.Quota;
import io.valve4j.store.ForwardingStore;
import io.valve4j.store.InMemoryStore;
import io.valve4j.store.SettleResult;
import io.valve4j.store.Settlement;
import io.valve4j.store.ValveStore;
import io.valve4j.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Changes of profile, submissions and cancellations at the same time: every task ends once, and is charged as it ended. */
@Timeout(120)
class FollowingRacesTest {

    private static final int SUBMITTERS = 3;
    private static final int TASKS = 400;
    private static final int CHANGES = 200;

    @Test
    void every_task_ends_and_only_those_that_started_are_charged() throws Exception {
        race(new InMemoryStore(TimeSource.system()));
    }

    /** The control: refunds that get lost are found out. */
    @Test
    void lost_refunds_are_found_out() {
        ValveStore leaky = new ForwardingStore(new InMemoryStore(TimeSource.system())) {
            @Override
            public SettleResult settle(Settlement settlement) {
                return settlement instanceof Settlement.Refund ? SettleResult.NO_EFFECT : super.settle(settlement);
            }
        };
        assertThatThrownBy(() -> race(leaky)).isInstanceOf(AssertionError.class).hasMessageContaining("charged");
    }

    private static void race(ValveStore store) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(SUBMITTERS + 1);
        try (ValveManager valve = ValveManager.builder().store(store).build()) {
            valve.register(
                    Resource.named("api").workers(2).queue(100_000),
                    Profile.named("free")
                            .shared("api", Terms.EQUAL.queue(100_000))
                            .quota(Quota.perYear(Quota.UNLIMITED)),
                    Profile.named("pro")
                            .dedicated(Resource.each().workers(2).queue(100_000))
                            .quota(Quota.perYear(Quota.UNLIMITED)));
            valve.subscriptions().create("ada", "free", Duration.ofDays(30));
            Limiter ada = valve.limiter("ada");
            Permit busy = ada.acquire(Duration.ofSeconds(10));
            AtomicInteger ran = new AtomicInteger();
            List<Callable<List<CompletableFuture<Void>>>> work = new ArrayList<>();
            for (int submitter = 0; submitter < SUBMITTERS; submitter++) {
                work.add(() -> submitted(ada, ran));
            }
            work.add(() -> {
                for (int i = 0; i < CHANGES; i++) {
                    valve.subscriptions().changeProfile("ada", i % 2 == 0 ? "pro" : "free");
                }
                return List.of();
            });
            List<CompletableFuture<Void>> tasks = new ArrayList<>();
            for (Future<List<CompletableFuture<Void>>> each : threads.invokeAll(work)) {
                tasks.addAll(each.get());
            }
            busy.close();
            assertThat(valve.shutdown(Duration.ofSeconds(60)).get().clean()).isTrue();
            assertThat(tasks).hasSize(SUBMITTERS * TASKS).allMatch(CompletableFuture::isDone);
            assertThat(ada.usage().get(0).used())
                    .as("charged: what ran, and the permit")
                    .isEqualTo(ran.get() + 1);
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<CompletableFuture<Void>> submitted(Limiter ada, AtomicInteger ran) {
        List<CompletableFuture<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < TASKS; i++) {
            CompletableFuture<Void> task = ada.run(ran::incrementAndGet);
            tasks.add(task);
            if (i % 3 == 0) {
                task.cancel(false);
            }
        }
        return tasks;
    }
}
