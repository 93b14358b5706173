package io.valve4j;

import static io.valve4j.VirtualValve.TWICE;
import static io.valve4j.VirtualValve.withApi;
import static io.valve4j.task.TaskOptions.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.valve4j.VirtualValve.Flaky;
import io.valve4j.event.ValveEvent;
import io.valve4j.task.DeadLetter;
import io.valve4j.task.InMemoryDeadLetterQueue;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Replays against cancellation, other replays, and the end: one outcome, one letter. */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of the tasks is seen elsewhere
@Timeout(60)
class ReplayRaceTest {

    @Test
    void a_replay_that_is_cancelled_between_its_failure_and_its_rest_can_be_replayed_again() {
        VirtualValve valve = withApi(b -> b, 1);
        valve.manager.limiter("pro", "ada").submit(new Flaky(3));
        valve.pass(Duration.ofSeconds(1));
        String id = valve.manager.deadLetters().list(1).get(0).id();
        AtomicReference<CompletableFuture<?>> replay = new AtomicReference<>();
        // Stands for another thread that cancels after the policy was asked, and before the worker has let the ticket
        // rest.
        replay.set(valve.manager.deadLetters().replay(id, DEFAULT.retry(TWICE.onlyIf(failure -> {
            replay.get().cancel(false);
            return true;
        }))));
        valve.pass(Duration.ofSeconds(1));
        assertThat(replay.get()).isCancelled();
        assertThatCode(() -> valve.manager.deadLetters().replay(id)).doesNotThrowAnyException();
    }

    @Test
    void a_listener_that_cancels_a_replay_as_it_is_retried_does_not_lock_the_letter() {
        AtomicReference<CompletableFuture<?>> replay = new AtomicReference<>();
        VirtualValve valve = withApi(
                b -> b.listener(event -> {
                    if (event instanceof ValveEvent.Retried && replay.get() != null) {
                        replay.get().cancel(false);
                    }
                }),
                1);
        valve.manager.limiter("pro", "ada").submit(new Flaky(3));
        valve.pass(Duration.ofSeconds(1));
        String id = valve.manager.deadLetters().list(1).get(0).id();
        replay.set(valve.manager.deadLetters().replay(id, DEFAULT.retry(TWICE)));
        valve.pass(Duration.ofSeconds(1));
        assertThat(replay.get()).isCancelled();
        assertThatCode(() -> valve.manager.deadLetters().replay(id)).doesNotThrowAnyException();
    }

    @Test
    void a_letter_whose_replay_has_succeeded_does_not_come_back() {
        AtomicReference<Runnable> inPut = new AtomicReference<>(() -> {});
        AtomicInteger puts = new AtomicInteger();
        VirtualValve valve = withApi(
                b -> b.deadLetters(new ForwardingQueue(new InMemoryDeadLetterQueue()) {
                    @Override
                    public List<DeadLetter> put(DeadLetter letter) {
                        puts.incrementAndGet();
                        inPut.get().run();
                        return super.put(letter);
                    }
                }),
                2);
        valve.manager.limiter("pro", "ada").submit(new Flaky(2));
        valve.pass(Duration.ofSeconds(1));
        String id = valve.manager.deadLetters().list(1).get(0).id();
        CompletableFuture<?> first = valve.manager.deadLetters().replay(id);
        AtomicReference<CompletableFuture<?>> second = new AtomicReference<>();
        inPut.set(() -> {
            if (puts.get() == 2) {
                // The letter of the failed replay is being written: somebody cancels that replay.
                first.cancel(false);
            } else {
                // It is being taken back: its replay is over already, so another thread may replay the letter.
                second.set(valve.manager.deadLetters().replay(id));
                valve.workers.runNext();
            }
        });
        valve.workers.runAll();
        if (second.get() == null) {
            return; // could not be replayed meanwhile: mended
        }
        assertThat(second.get()).isCompleted();
        assertThat(valve.manager.deadLetters().find(id))
                .as("succeeded, so removed")
                .isEmpty();
    }

    @Test
    void a_replay_whose_new_letter_cannot_be_written_is_not_told_of_as_lost_while_the_letter_is_there() {
        AtomicReference<RuntimeException> failure = new AtomicReference<>();
        VirtualValve valve = withApi(
                b -> b.deadLetters(new ForwardingQueue(new InMemoryDeadLetterQueue()) {
                    @Override
                    public List<DeadLetter> put(DeadLetter letter) {
                        if (failure.get() != null) {
                            throw failure.get();
                        }
                        return super.put(letter);
                    }
                }),
                1);
        valve.manager.limiter("pro", "ada").submit(new Flaky(2));
        valve.pass(Duration.ofSeconds(1));
        String id = valve.manager.deadLetters().list(1).get(0).id();
        failure.set(new IllegalStateException("for a moment"));
        valve.manager.deadLetters().replay(id);
        valve.pass(Duration.ofSeconds(1));
        assertThat(valve.manager.deadLetters().find(id)).isPresent();
        assertThat(valve.told(ValveEvent.DeadLetterLost.class)).isEmpty();
    }

    @Test
    void a_letter_that_was_replayed_by_a_dependent_is_told_of_before_that_replay() {
        VirtualValve valve = withApi(b -> b, 1);
        CompletableFuture<String> future = valve.manager.limiter("pro", "ada").submit(new Flaky(1));
        future.whenComplete((result, failure) -> {
            String id = valve.manager.deadLetters().list(1).get(0).id();
            valve.manager.deadLetters().remove(id);
            valve.manager.limiter("pro", "ada").submit(() -> "after");
        });
        valve.pass(Duration.ofSeconds(1));
        // A gauge of dead letters that follows the events would count a letter that is long gone.
        assertThat(valve.tale().indexOf("DeadLettered")).isLessThan(valve.tale().lastIndexOf("Submitted"));
    }

    @Test
    void a_task_that_is_cancelled_as_it_fails_costs_no_other_letter_its_place() {
        AtomicReference<CompletableFuture<?>> second = new AtomicReference<>();
        VirtualValve valve = withApi(
                b -> b.deadLetters(
                        new ForwardingQueue(
                                new InMemoryDeadLetterQueue(1, InMemoryDeadLetterQueue.WhenFull.DROP_OLDEST)) {
                            @Override
                            public List<DeadLetter> put(DeadLetter letter) {
                                if (second.get() != null) {
                                    second.get().cancel(false); // stands for another thread that cancels just now
                                }
                                return super.put(letter);
                            }
                        }),
                1);
        Limiter ada = valve.manager.limiter("pro", "ada");
        ada.submit(new Flaky(9));
        valve.workers.runAll();
        second.set(ada.submit(new Flaky(9)));
        valve.workers.runAll();
        assertThat(valve.manager.deadLetters().size())
                .as("the first one's letter, or the second one's if that has failed after all")
                .isEqualTo(1);
    }

    @Test
    void a_late_task_and_the_abandonment_write_one_letter_between_them() {
        AtomicInteger puts = new AtomicInteger();
        AtomicReference<Runnable> inPut = new AtomicReference<>(() -> {});
        VirtualValve valve = withApi(
                b -> b.deadLetters(new ForwardingQueue(new InMemoryDeadLetterQueue()) {
                    @Override
                    public List<DeadLetter> put(DeadLetter letter) {
                        if (puts.incrementAndGet() == 2) {
                            inPut.get().run();
                        }
                        return super.put(letter);
                    }
                }),
                1);
        Limiter ada = valve.manager.limiter("pro", "ada");
        ada.submit(new Flaky(9));
        valve.pass(Duration.ofSeconds(1));
        String id = valve.manager.deadLetters().list(1).get(0).id();
        CompletableFuture<?> replay =
                valve.manager.deadLetters().replay(id, DEFAULT.retry(TWICE).deadline(Duration.ofMillis(50)));
        valve.workers.runAll(); // the first attempt of the replay
        valve.time.advance(Duration.ofMillis(10)); // awake, started, and waiting for a thread
        assertThat(valve.workers.waiting()).isEqualTo(1);
        valve.time.advance(Duration.ofMillis(100)); // too late
        inPut.set(() -> {
            CompletableFuture<ShutdownReport> report = valve.manager.shutdown(Duration.ZERO);
            valve.time.advance(Duration.ZERO);
            Await.until("abandoned", report::isDone);
        });
        valve.workers.runAll();
        assertThat(replay).isCompletedExceptionally();
        assertThat(valve.manager.deadLetters().find(id).orElseThrow().failure().attempts())
                .as("the letter has the new failure")
                .isEqualTo(2);
        assertThat(puts).as("one for the task, one for its replay").hasValue(2);
    }

    @Test
    void a_late_task_that_is_cancelled_before_that_is_told_gets_its_charge_back_and_frees_its_letter() {
        HandDrivenExecutor callbacks = new HandDrivenExecutor();
        VirtualValve valve = withApi(b -> b.callbackExecutor(callbacks), 1);
        Limiter ada = valve.manager.limiter("pro", "ada");
        ada.submit(new Flaky(9), DEFAULT.refundOnFailure());
        valve.workers.runAll();
        callbacks.runAll();
        String id = valve.manager.deadLetters().list(1).get(0).id();
        Permit busy = valve.manager.limiter("pro", "bob").tryAcquire().orElseThrow();
        CompletableFuture<String> future = ada.submit(() -> "", DEFAULT.deadline(Duration.ofMillis(1)));
        CompletableFuture<?> replay = valve.manager.deadLetters().replay(id, DEFAULT.deadline(Duration.ofMillis(1)));
        valve.time.advance(Duration.ofMillis(1));
        assertThat(future.cancel(false)).isTrue();
        assertThat(replay.cancel(false)).isTrue();
        callbacks.runAll();
        assertThat(ada.usage().get(0).used()).isZero();
        assertThat(valve.manager.deadLetters().replay(id)).isNotDone();
        busy.close();
    }
}
