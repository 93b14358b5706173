package io.valve4j;

import static io.valve4j.VirtualValve.TWICE;
import static io.valve4j.VirtualValve.withApi;
import static io.valve4j.task.TaskOptions.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.VirtualValve.Flaky;
import io.valve4j.event.ValveEvent;
import io.valve4j.task.DeadLetter;
import io.valve4j.task.InMemoryDeadLetterQueue;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Queue and store are closed last, the end is told once, and nobody waits for themselves. */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of the tasks is seen elsewhere
@Timeout(60)
class ShutdownOrderTest {

    /** Like a database: of no use once it is closed. */
    private static final class Closing extends ForwardingQueue {
        volatile boolean closed;

        Closing() {
            super(new InMemoryDeadLetterQueue());
        }

        @Override
        public List<DeadLetter> put(DeadLetter letter) {
            if (closed) {
                throw new IllegalStateException("closed");
            }
            return super.put(letter);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private static boolean waits(String thread) {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(each -> each.getName().equals(thread) && Await.waitsForFuture(each));
    }

    @Test
    void the_shutdown_waits_for_tasks_that_are_late_before_it_closes_queue_and_store() {
        Closing queue = new Closing();
        HandDrivenExecutor callbacks = new HandDrivenExecutor();
        VirtualValve valve = withApi(b -> b.deadLetters(queue).callbackExecutor(callbacks), 1);
        Limiter ada = valve.manager.limiter("pro", "ada");
        CompletableFuture<String> future =
                ada.submit(new Flaky(9), DEFAULT.retry(TWICE).deadline(Duration.ofMillis(50)));
        valve.workers.runAll();
        Permit held = ada.tryAcquire().orElseThrow();
        valve.pass(
                Duration.ofMillis(60)); // awake, queued behind the permit, then late: the callback waits for its thread
        CompletableFuture<ShutdownReport> report = valve.manager.shutdown(Duration.ofSeconds(30));
        held.close();
        // A shutdown that does not wait would close the queue by the time its own thread has come to its end.
        Await.until("the shutdown waits, or has ended", () -> queue.closed || waits("valve4j-shutdown"));
        boolean closedTooEarly = queue.closed && !future.isDone();
        callbacks.runAll();
        Await.until("the future", future::isDone);
        valve.time.advance(Duration.ofSeconds(30));
        callbacks.runAll();
        Await.until("the report", () -> {
            callbacks.runAll();
            return report.isDone();
        });
        assertThat(closedTooEarly)
                .as("closed before all accepted tasks had ended")
                .isFalse();
        assertThat(valve.manager.deadLetters().size()).isEqualTo(1);
    }

    @Test
    void an_interrupted_task_that_fails_a_moment_later_leaves_its_letter() {
        Closing queue = new Closing();
        ValveManager manager = ValveManager.builder().deadLetters(queue).build();
        manager.register(Resource.named("api"), Profile.named("pro").shared("api"));
        CountDownLatch begun = new CountDownLatch(1);
        AtomicReference<CompletableFuture<ShutdownReport>> report = new AtomicReference<>();
        CompletableFuture<Object> future = manager.limiter("pro", "ada").submit(() -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException interrupt) {
                // Tidies up for longer than the shutdown takes.
                Await.until(
                        "the report", () -> report.get() != null && report.get().isDone());
                throw new IOException("interrupted", interrupt);
            }
            return "";
        });
        Await.latch(begun);
        report.set(manager.shutdown(Duration.ofMillis(10)));
        assertThat(Await.failure(future)).hasMessage("interrupted");
        assertThat(manager.deadLetters().size()).isEqualTo(1);
        Await.until("the queue is closed once the task has ended", () -> queue.closed);
    }

    @Test
    void a_listener_that_shuts_down_when_told_of_a_shutdown_starts_no_second_one() {
        AtomicReference<ValveManager> manager = new AtomicReference<>();
        AtomicReference<CompletableFuture<ShutdownReport>> inner = new AtomicReference<>();
        Closes closes = new Closes();
        VirtualValve valve = withApi(
                b -> b.deadLetters(closes).listener(event -> {
                    if (event instanceof ValveEvent.ShutdownStarted && inner.get() == null) {
                        inner.set(manager.get().shutdown(Duration.ofSeconds(2)));
                    }
                }),
                1);
        manager.set(valve.manager);
        CompletableFuture<ShutdownReport> outer = valve.manager.shutdown(Duration.ofSeconds(1));
        Await.until("both", () -> outer.isDone() && inner.get().isDone());
        assertThat(inner.get()).isSameAs(outer);
        assertThat(closes.count).hasValue(1);
        assertThat(valve.told(ValveEvent.ShutdownStarted.class)).hasSize(1);
    }

    private static final class Closes extends ForwardingQueue {
        final AtomicInteger count = new AtomicInteger();

        Closes() {
            super(new InMemoryDeadLetterQueue());
        }

        @Override
        public void close() {
            count.incrementAndGet();
        }
    }

    @Test
    void a_listener_that_closes_the_manager_does_not_wait_for_itself() {
        AtomicReference<ValveManager> manager = new AtomicReference<>();
        CompletableFuture<Long> took = new CompletableFuture<>();
        manager.set(ValveManager.builder()
                .listener(event -> {
                    if (event instanceof ValveEvent.Failed) {
                        long start = System.nanoTime();
                        manager.get().close();
                        took.complete(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
                    }
                })
                .build());
        manager.get().register(Resource.named("api"), Profile.named("pro").shared("api"));
        manager.get().limiter("pro", "ada").submit(new Flaky(1));
        assertThat(Await.result(took)).isLessThan(3_000);
    }

    @Test
    void a_callback_executor_that_was_shut_down_first_does_not_hold_up_the_close() {
        ExecutorService callbacks = Executors.newSingleThreadExecutor();
        ValveManager manager = ValveManager.builder()
                .callbackExecutor(callbacks)
                .listener(event -> {})
                .build();
        callbacks.shutdown();
        long start = System.nanoTime();
        manager.close();
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isLessThan(3_000);
    }
}
