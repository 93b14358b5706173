package io.valve4j;

import static io.valve4j.VirtualValve.withApi;
import static io.valve4j.task.TaskOptions.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.quota.Quota;
import io.valve4j.store.InMemoryStore;
import io.valve4j.store.SettleResult;
import io.valve4j.store.Settlement;
import io.valve4j.store.TransientStoreException;
import io.valve4j.task.DeadLetter;
import io.valve4j.task.InMemoryDeadLetterQueue;
import io.valve4j.task.RetryPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An interrupt is the task's: what is done for the task afterwards does not see it. */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of the tasks is seen elsewhere
@Timeout(60)
class InterruptFlagTest {

    @Test
    void a_task_that_leaves_its_interrupt_flag_set_does_not_interrupt_the_dead_letter_queue() {
        AtomicReference<Boolean> flag = new AtomicReference<>();
        VirtualValve valve = withApi(
                b -> b.deadLetters(new ForwardingQueue(new InMemoryDeadLetterQueue()) {
                    @Override
                    public List<DeadLetter> put(DeadLetter letter) {
                        flag.set(Thread.currentThread().isInterrupted());
                        return super.put(letter);
                    }
                }),
                1);
        valve.manager.limiter("pro", "ada").submit(() -> {
            Thread.currentThread().interrupt(); // the usual idiom: restore the flag and wrap
            throw new IllegalStateException("interrupted");
        });
        valve.workers.runAll();
        Thread.interrupted();
        assertThat(flag.get()).isFalse();
    }

    @Test
    void a_task_that_leaves_its_interrupt_flag_set_has_its_refund_tried_again_like_any() {
        AtomicInteger failures = new AtomicInteger(1);
        HookedStore store = new HookedStore(new InMemoryStore()) {
            @Override
            public SettleResult settle(Settlement settlement) {
                if (failures.getAndDecrement() > 0) {
                    throw new TransientStoreException("for a moment", new IOException("reset"));
                }
                return super.settle(settlement);
            }
        };
        HandDrivenExecutor workers = new HandDrivenExecutor();
        ValveManager manager = ValveManager.builder()
                .store(store)
                .executor(workers)
                .storeRetry(
                        RetryPolicy.attempts(3).baseDelay(Duration.ofMillis(50)).withoutJitter())
                .build();
        manager.register(
                Resource.named("api"), Profile.named("pro").shared("api").quota(Quota.perDay(100)));
        Limiter ada = manager.limiter("pro", "ada");
        ada.run(
                () -> {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException("interrupted");
                },
                DEFAULT.refundOnFailure());
        workers.runAll();
        Thread.interrupted();
        assertThat(ada.usage().get(0).used()).isZero();
    }
}
