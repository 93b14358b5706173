package io.valve4j;

import static io.valve4j.VirtualValve.withApi;
import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.event.ValveEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Listeners behind odd executors, and gaps in what they are told. */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of the tasks is seen elsewhere
@Timeout(60)
class MailboxTest {

    @Test
    void an_executor_that_throws_although_it_took_the_delivery_does_not_have_a_listener_told_by_two_at_once()
            throws InterruptedException {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch enough = new CountDownLatch(20);
        List<Thread> threads = new ArrayList<>();
        ValveManager manager = ValveManager.builder()
                .executor(Runnable::run)
                .callbackExecutor(command -> {
                    Thread thread = new Thread(command);
                    synchronized (threads) {
                        threads.add(thread);
                    }
                    thread.start();
                    throw new RejectedExecutionException("took it, and says it did not");
                })
                .listener(event -> {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    for (int i = 0; i < 100_000; i++) {
                        Thread.onSpinWait();
                    }
                    inside.decrementAndGet();
                    enough.countDown();
                })
                .build();
        manager.register(Resource.named("api"), Profile.named("pro").shared("api"));
        for (int i = 0; i < 20; i++) {
            manager.limiter("pro", "ada").submit(() -> "x");
        }
        Await.latch(enough);
        assertThat(most).hasValue(1);
    }

    @Test
    void lost_events_are_told_of_where_they_are_missing() {
        HandDrivenExecutor callbacks = new HandDrivenExecutor();
        List<ValveEvent> told = new ArrayList<>();
        VirtualValve valve = withApi(b -> b.callbackExecutor(callbacks).listener(told::add, 1), 1);
        Limiter ada = valve.manager.limiter("pro", "ada");
        ada.submit(() -> "x");
        valve.workers.runAll();
        callbacks.runAll();
        // Submitted was kept; Started and Completed came after it and were dropped.
        assertThat(told.get(0)).isInstanceOf(ValveEvent.Submitted.class);
    }
}
