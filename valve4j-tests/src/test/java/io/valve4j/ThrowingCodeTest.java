package io.valve4j;

import static io.valve4j.VirtualValve.TWICE;
import static io.valve4j.VirtualValve.withApi;
import static io.valve4j.task.TaskOptions.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.VirtualValve.Flaky;
import io.valve4j.task.DeadLetter;
import io.valve4j.task.InMemoryDeadLetterQueue;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What queues, policies, failures and executors of others throw loses no future, no worker, and no other's task. */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of the tasks is seen elsewhere
@Timeout(60)
class ThrowingCodeTest {

    /** A failure that fails itself. */
    private static final class Nasty extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message for you");
        }
    }

    @Test
    void a_retry_predicate_that_throws_an_error_does_not_lose_the_future() {
        VirtualValve valve = withApi(b -> b, 1);
        CompletableFuture<String> future = valve.manager
                .limiter("pro", "ada")
                .submit(new Flaky(1), DEFAULT.retry(TWICE.onlyIf(failure -> {
                    throw new NoClassDefFoundError("Gone");
                })));
        valve.pass(Duration.ofSeconds(1));
        assertThat(future).isDone();
    }

    @Test
    void a_dead_letter_queue_that_throws_an_error_does_not_lose_the_future() {
        VirtualValve valve = withApi(
                b -> b.deadLetters(new ForwardingQueue(new InMemoryDeadLetterQueue()) {
                    @Override
                    public List<DeadLetter> put(DeadLetter letter) {
                        throw new NoClassDefFoundError("Driver");
                    }
                }),
                1);
        CompletableFuture<String> future = valve.manager.limiter("pro", "ada").submit(new Flaky(1));
        valve.pass(Duration.ofSeconds(1));
        assertThat(future).isDone();
    }

    @Test
    void a_dead_letter_queue_that_returns_null_does_not_lose_the_future() {
        VirtualValve valve = withApi(
                b -> b.deadLetters(new ForwardingQueue(new InMemoryDeadLetterQueue()) {
                    @Override
                    public List<DeadLetter> put(DeadLetter letter) {
                        return null;
                    }
                }),
                1);
        CompletableFuture<String> future = valve.manager.limiter("pro", "ada").submit(new Flaky(1));
        valve.pass(Duration.ofSeconds(1));
        assertThat(future).isDone();
    }

    @Test
    void an_error_from_removing_a_replayed_letter_does_not_lose_the_future() {
        VirtualValve valve = withApi(
                b -> b.deadLetters(new ForwardingQueue(new InMemoryDeadLetterQueue()) {
                    @Override
                    public boolean remove(String id) {
                        throw new NoClassDefFoundError("Driver");
                    }
                }),
                1);
        valve.manager.limiter("pro", "ada").submit(new Flaky(1));
        valve.pass(Duration.ofSeconds(1));
        String id = valve.manager.deadLetters().list(1).get(0).id();
        CompletableFuture<?> replay = valve.manager.deadLetters().replay(id);
        valve.pass(Duration.ofSeconds(1));
        assertThat(replay).isDone();
    }

    @Test
    void a_failure_whose_message_fails_does_not_lose_the_future() {
        VirtualValve valve = withApi(b -> b, 1);
        CompletableFuture<Object> future = valve.manager.limiter("pro", "ada").submit(() -> {
            throw new Nasty();
        });
        valve.pass(Duration.ofSeconds(1));
        assertThat(future).isDone();
    }

    @Test
    void a_failure_whose_message_fails_does_not_lose_workers_when_the_executor_rejects() {
        AtomicReference<Executor> executor = new AtomicReference<>();
        VirtualValve valve = withApi(b -> b.executor(command -> executor.get().execute(command)), 1);
        executor.set(valve.workers);
        Limiter ada = valve.manager.limiter("pro", "ada");
        ada.submit(
                () -> {
                    throw new Nasty();
                },
                DEFAULT.retry(TWICE));
        valve.workers.runAll();
        executor.set(command -> {
            throw new RejectedExecutionException("full");
        });
        try {
            valve.time.advance(Duration.ofSeconds(1));
        } catch (RuntimeException seen) {
            // comes out of the alarm
        }
        executor.set(valve.workers);
        CompletableFuture<String> next = ada.submit(() -> "next");
        valve.pass(Duration.ofSeconds(1));
        assertThat(next).as("the only worker is free again").isCompletedWithValue("next");
    }

    @Test
    void a_failure_whose_message_fails_does_not_spoil_the_shutdown_of_others() {
        VirtualValve valve = withApi(b -> b, 1);
        Limiter ada = valve.manager.limiter("pro", "ada");
        ada.submit(
                () -> {
                    throw new Nasty();
                },
                DEFAULT.retry(TWICE.baseDelay(Duration.ofHours(1)).maxDelay(Duration.ofHours(1))));
        valve.workers.runAll();
        Permit held = ada.tryAcquire().orElseThrow();
        CompletableFuture<String> queued = ada.submit(() -> "never");
        CompletableFuture<ShutdownReport> report = valve.manager.shutdown(Duration.ofSeconds(1));
        valve.time.advance(Duration.ofSeconds(2));
        Await.until("the shutdown ends", report::isDone);
        assertThat(queued).as("handed back").isDone();
        assertThat(report).isCompleted();
        held.close();
    }

    @Test
    void a_dead_letter_queue_that_throws_an_error_on_close_does_not_spoil_the_shutdown() {
        VirtualValve valve = withApi(
                b -> b.deadLetters(new ForwardingQueue(new InMemoryDeadLetterQueue()) {
                    @Override
                    public void close() {
                        throw new NoClassDefFoundError("Driver");
                    }
                }),
                1);
        CompletableFuture<ShutdownReport> report = valve.manager.shutdown(Duration.ofSeconds(1));
        Await.until("the shutdown ends", report::isDone);
        assertThat(valve.store.closed).as("the store is closed all the same").hasValue(1);
    }
}
