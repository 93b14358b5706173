package io.valve4j;

import static io.valve4j.VirtualValve.TWICE;
import static io.valve4j.task.TaskOptions.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.valve4j.VirtualValve.Flaky;
import io.valve4j.internal.store.PatientStore;
import io.valve4j.internal.store.StoreHealth;
import io.valve4j.quota.Quota;
import io.valve4j.store.InMemoryStore;
import io.valve4j.store.SettleResult;
import io.valve4j.store.Settlement;
import io.valve4j.store.TransientStoreException;
import io.valve4j.task.RetryPolicy;
import io.valve4j.task.TaskOptions;
import io.valve4j.time.TimeSource;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calling a store again blocks no alarm, and its health is told of in order. */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of the tasks is seen elsewhere
@Timeout(60)
class StoreRetryTest {

    /** A store whose first settlement fails for a moment. */
    private static HookedStore failingOnce() {
        AtomicInteger failures = new AtomicInteger(1);
        return new HookedStore(new InMemoryStore()) {
            @Override
            public SettleResult settle(Settlement settlement) {
                if (failures.getAndDecrement() > 0) {
                    throw new TransientStoreException("for a moment", new IOException("reset"));
                }
                return super.settle(settlement);
            }
        };
    }

    @Test
    void a_store_that_is_called_again_on_the_thread_of_alarms_does_not_wait_for_itself() {
        HookedStore store = failingOnce();
        // A bounded pool that is full: it rejects.
        ValveManager manager = ValveManager.builder()
                .store(store)
                .executor(command -> {
                    throw new RejectedExecutionException("full");
                })
                .build();
        manager.register(
                Resource.named("api").rate(Rate.perSecond(10)),
                Profile.named("pro").shared("api").quota(Quota.perDay(100)));
        Limiter ada = manager.limiter("pro", "ada");
        while (ada.tryTake()) {}
        CompletableFuture<String> future = ada.submit(() -> "never", TaskOptions.DEFAULT);
        CountDownLatch rang = new CountDownLatch(1);
        Await.until("it is over", future::isDone);
        TimeSource.system().alarm(1, rang::countDown);
        Await.latch(rang);
        assertThat(future).isCompletedExceptionally();
    }

    @Test
    void a_store_that_fails_for_a_moment_in_a_task_on_the_alarms_thread_does_not_stop_all_alarms() {
        HookedStore store = failingOnce();
        // The documented way: "one that runs in the calling thread has submitters, and the alarms, do the work".
        ValveManager manager =
                ValveManager.builder().store(store).executor(Runnable::run).build();
        manager.register(
                Resource.named("api").workers(1),
                Profile.named("pro").shared("api").quota(Quota.perDay(100)));
        CompletableFuture<String> future = manager.limiter("pro", "ada")
                .submit(new Flaky(9), DEFAULT.retry(TWICE).refundOnFailure());
        assertThat(Await.failure(future)).hasMessage("failure 2");
        assertThat(manager.limiter("pro", "ada").usage().get(0).used()).isZero();
    }

    @Test
    void health_that_turns_while_it_is_told_of_is_told_of_in_order() throws InterruptedException {
        List<String> told = Collections.synchronizedList(new ArrayList<>());
        HookedStore store = new HookedStore(new InMemoryStore());
        AtomicReference<PatientStore> patient = new AtomicReference<>();
        StoreHealth health = new StoreHealth(TimeSource.system(), new StoreHealth.Observer() {
            @Override
            public void degraded(Throwable failure) {
                // Stands for a thread that is held up between the note and the telling.
                Thread other = new Thread(() -> {
                    store.failure = null;
                    patient.get().now();
                });
                other.start();
                Await.until(
                        "the other waits, or has told",
                        () -> other.getState() == Thread.State.BLOCKED || !other.isAlive());
                told.add("degraded");
            }

            @Override
            public void recovered(Duration after) {
                told.add("recovered");
            }

            @Override
            public void released() {}
        });
        patient.set(new PatientStore(store, RetryPolicy.NONE, TimeSource.system(), health, List.of()));
        store.failure = new RuntimeException("down");
        assertThatCode(() -> patient.get().now()).hasMessage("down");
        Await.until("both are told", () -> told.size() == 2);
        assertThat(told).containsExactly("degraded", "recovered");
    }
}
