package io.valve4j;

import static io.valve4j.task.TaskOptions.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.valve4j.VirtualValve.Flaky;
import io.valve4j.event.ValveEvent;
import io.valve4j.quota.Quota;
import io.valve4j.task.DeadLetter;
import io.valve4j.task.RetryPolicy;
import io.valve4j.task.TaskOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** Tasks that fail and are tried again, in virtual time. */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of the tasks is seen elsewhere
class RetryTest {

    private static final Duration BASE = Duration.ofMillis(100);
    private static final RetryPolicy FOUR = RetryPolicy.attempts(4).baseDelay(BASE);
    private static final RetryPolicy STEADY = FOUR.withoutJitter();

    private final VirtualValve valve = new VirtualValve();
    private final Limiter ada = valve.manager.limiter("pro", "ada");
    private final Limiter bob = valve.manager.limiter("pro", "bob");
    private final List<String> order = new ArrayList<>();

    RetryTest() {
        valve.manager.register(
                Resource.named("api").workers(1).queue(20),
                Profile.named("pro").shared("api").quota(Quota.perDay(1_000)));
    }

    private static TaskOptions retry(RetryPolicy policy) {
        return DEFAULT.retry(policy);
    }

    private long used() {
        return ada.usage().get(0).used();
    }

    private List<DeadLetter> letters() {
        return valve.manager.deadLetters().list(10);
    }

    private CompletableFuture<String> note(Limiter limiter, String name) {
        return limiter.submit(() -> {
            order.add(name);
            return name;
        });
    }

    @Test
    void a_task_that_fails_three_times_of_four_runs_at_the_exact_delays_and_is_charged_once() {
        Flaky task = new Flaky(3);
        CompletableFuture<String> future = ada.submit(task, retry(STEADY));
        valve.workers.runAll();
        for (int failures = 1; failures <= 3; failures++) {
            assertThat(task.calls).isEqualTo(failures);
            Duration delay = BASE.multipliedBy(1L << (failures - 1));
            valve.pass(delay.minusNanos(1));
            assertThat(task.calls).isEqualTo(failures);
            assertThat(future).isNotDone();
            valve.pass(Duration.ofNanos(1));
        }
        assertThat(task.calls).isEqualTo(4);
        assertThat(future).isCompletedWithValue("done");
        assertThat(used()).isOne();
        assertThat(letters()).isEmpty();
        assertThat(valve.tale())
                .containsExactly(
                        "Submitted",
                        "Started",
                        "Retried",
                        "Started",
                        "Retried",
                        "Started",
                        "Retried",
                        "Started",
                        "Completed");
        assertThat(valve.told(ValveEvent.Retried.class))
                .extracting(ValveEvent.Retried::delay)
                .containsExactly(BASE, BASE.multipliedBy(2), BASE.multipliedBy(4));
        assertThat(valve.told(ValveEvent.Started.class))
                .extracting(ValveEvent.Started::attempt)
                .containsExactly(1, 2, 3, 4);
        assertThat(valve.told(ValveEvent.Started.class))
                .extracting(ValveEvent.Started::waited)
                .containsOnly(Duration.ZERO);
        valve.assertNothingIsLeft(ada, 1);
        assertThat(valve.time.pendingAlarms()).isZero();
    }

    @Test
    void failed_attempts_are_told_with_the_time_that_they_took() {
        Flaky task = new Flaky(9);
        ada.submit(
                () -> {
                    valve.time.advance(Duration.ofMillis(30 + task.calls));
                    return task.call();
                },
                retry(RetryPolicy.attempts(3).baseDelay(BASE).withoutJitter()));
        valve.pass(Duration.ofSeconds(1));
        assertThat(valve.told(ValveEvent.Retried.class))
                .extracting(ValveEvent.Retried::ran)
                .containsExactly(Duration.ofMillis(30), Duration.ofMillis(31));
        assertThat(valve.told(ValveEvent.Failed.class))
                .extracting(ValveEvent.Failed::ran)
                .containsExactly(Optional.of(Duration.ofMillis(32)));
    }

    @Test
    void delays_with_jitter_lie_in_their_range_and_fill_it() {
        Set<Duration> first = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            valve.told.clear();
            ada.submit(new Flaky(3), retry(FOUR));
            valve.pass(Duration.ofMillis(700));
            List<Duration> delays = valve.told(ValveEvent.Retried.class).stream()
                    .map(ValveEvent.Retried::delay)
                    .toList();
            assertThat(delays).hasSize(3);
            for (int k = 0; k < 3; k++) {
                assertThat(delays.get(k)).isBetween(Duration.ZERO, BASE.multipliedBy(1L << k));
            }
            first.add(delays.get(0));
        }
        assertThat(first).hasSizeGreaterThan(150);
        assertThat(first).anyMatch(delay -> delay.compareTo(BASE.dividedBy(10)) < 0);
        assertThat(first).anyMatch(delay -> delay.compareTo(BASE.multipliedBy(9).dividedBy(10)) > 0);
    }

    @Test
    void backoff_holds_no_worker_and_ends_in_the_users_fair_turn() {
        Flaky task = new Flaky(1);
        ada.submit(
                () -> {
                    order.add("ada");
                    return task.call();
                },
                retry(STEADY));
        valve.workers.runAll();
        note(bob, "bob while ada rests");
        valve.workers.runAll();
        Permit busy = valve.manager.limiter("pro", "eve").tryAcquire().orElseThrow();
        note(ada, "ada 2");
        note(bob, "bob 2");
        valve.pass(BASE);
        note(bob, "bob 3");
        busy.close();
        valve.workers.runAll();
        // Behind what ada has queued meanwhile, and then in turns with bob.
        assertThat(order).containsExactly("ada", "bob while ada rests", "ada 2", "bob 2", "ada", "bob 3");
    }

    @Test
    void each_attempt_needs_a_permit_of_the_rate() {
        valve.manager.replace(
                Resource.named("api").workers(1).queue(4).rate(Rate.perSecond(1).burst(1)));
        Flaky task = new Flaky(1);
        ada.submit(task, retry(STEADY));
        valve.pass(Duration.ofMillis(999));
        assertThat(task.calls).isOne();
        valve.pass(Duration.ofMillis(1));
        assertThat(task.calls).isEqualTo(2);
    }

    @Test
    void a_task_that_comes_back_finds_room_in_a_full_queue() {
        valve.manager.replace(Resource.named("api").workers(1).queue(4));
        Flaky task = new Flaky(1);
        CompletableFuture<String> future = ada.submit(task, retry(STEADY));
        valve.workers.runAll();
        Permit busy = bob.tryAcquire().orElseThrow();
        note(ada, "a1");
        note(ada, "a2");
        note(bob, "b1");
        note(valve.manager.limiter("pro", "eve"), "e1");
        assertThat(bob.peek().allowed()).isTrue();
        assertThatThrownBy(() -> note(bob, "b2")).hasMessageContaining("QUEUE_FULL");
        valve.pass(BASE);
        busy.close();
        valve.workers.runAll();
        assertThat(future).isCompletedWithValue("done");
    }

    @Test
    void when_no_attempt_is_left_the_last_failure_is_the_futures_and_the_dead_letters() {
        Flaky task = new Flaky(10);
        CompletableFuture<String> future =
                ada.submit(task, retry(STEADY).named("report").payload("{}"));
        valve.pass(Duration.ofSeconds(1));
        assertThat(task.calls).isEqualTo(4);
        assertThat(Await.failure(future)).isInstanceOf(IOException.class).hasMessage("failure 4");
        assertThat(used()).isOne();
        DeadLetter letter = letters().get(0);
        assertThat(letter.job())
                .isEqualTo(new DeadLetter.Job("report", java.util.Optional.of("{}"), 1, java.util.Map.of(), true));
        assertThat(letter.origin()).isEqualTo(new DeadLetter.Origin("ada", "pro", "api", false));
        assertThat(letter.failure().attempts()).isEqualTo(4);
        assertThat(letter.failure().type()).isEqualTo("java.io.IOException");
        assertThat(letter.failure().message()).isEqualTo("failure 4");
        assertThat(Duration.between(
                        letter.failure().submittedAt(), letter.failure().failedAt()))
                .isEqualTo(Duration.ofMillis(700));
        assertThat(valve.tale()).endsWith("Retried", "Started", "Failed", "DeadLettered");
        valve.assertNothingIsLeft(ada, 1);
    }

    @Test
    void a_charge_is_given_back_on_failure_if_the_options_say_so_and_only_then() {
        ada.submit(new Flaky(1), DEFAULT.refundOnFailure());
        ada.submit(new Flaky(2), retry(STEADY).refundOnFailure());
        valve.pass(Duration.ofMillis(50));
        assertThat(used()).isOne();
        valve.pass(Duration.ofSeconds(1));
        assertThat(used()).isOne();
        ada.submit(new Flaky(9), retry(STEADY).refundOnFailure());
        valve.pass(Duration.ofSeconds(1));
        assertThat(used()).isOne();
        assertThat(letters()).extracting(letter -> letter.job().charged()).containsExactly(false, false);
    }

    @Test
    void errors_and_interrupts_are_not_tried_again_unless_the_policy_says_so() {
        List<Throwable> failures = List.of(new StackOverflowError(), new InterruptedException(), new IOException());
        for (Throwable failure : failures) {
            List<Integer> calls = new ArrayList<>();
            ada.submit(
                    () -> {
                        calls.add(1);
                        if (failure instanceof Error error) {
                            throw error;
                        }
                        throw (Exception) failure;
                    },
                    retry(STEADY));
            valve.pass(Duration.ofSeconds(1));
            assertThat(calls).hasSize(failure instanceof IOException ? 4 : 1);
        }
        Flaky task = new Flaky(2);
        ada.submit(task, retry(STEADY.on(UncheckedIOException.class)));
        valve.pass(Duration.ofSeconds(1));
        assertThat(task.calls).isOne();
        ada.submit(
                () -> {
                    order.add("error");
                    throw new StackOverflowError();
                },
                retry(STEADY.onlyIf(failure -> true)));
        valve.pass(Duration.ofSeconds(1));
        assertThat(order).hasSize(4);
    }

    @Test
    void a_policy_that_throws_means_no_further_attempt_and_loses_nothing() {
        Flaky task = new Flaky(1);
        CompletableFuture<String> future = ada.submit(task, retry(STEADY.onlyIf(failure -> {
            throw new IllegalStateException("broken policy");
        })));
        valve.pass(Duration.ofSeconds(1));
        assertThat(Await.failure(future)).hasMessage("failure 1");
        assertThat(letters()).hasSize(1);
        valve.assertNothingIsLeft(ada, 1);
    }

    @Test
    void an_attempt_that_could_not_start_before_the_deadline_is_not_waited_for() {
        Flaky task = new Flaky(9);
        CompletableFuture<String> future = ada.submit(task, retry(STEADY).deadline(Duration.ofMillis(300)));
        valve.pass(Duration.ofMillis(100));
        assertThat(task.calls).isEqualTo(2);
        // The third would start at 300 ms sharp, which is too late.
        assertThat(Await.failure(future)).hasMessage("failure 2");
        assertThat(letters()).hasSize(1);
        assertThat(used()).isOne();
        valve.assertNothingIsLeft(ada, 1);
    }

    @Test
    void a_deadline_that_passes_while_another_attempt_is_queued_ends_the_task_as_it_failed_last() {
        Flaky task = new Flaky(9);
        CompletableFuture<String> future = ada.submit(task, retry(STEADY).deadline(Duration.ofMillis(200)));
        valve.workers.runAll();
        Permit busy = bob.tryAcquire().orElseThrow();
        valve.pass(Duration.ofMillis(199));
        assertThat(future).isNotDone();
        valve.pass(Duration.ofMillis(1));
        assertThat(Await.failure(future)).hasMessage("failure 1");
        assertThat(used()).isEqualTo(1);
        assertThat(valve.tale()).endsWith("Failed", "DeadLettered");
        // The one attempt was told of as it failed.
        assertThat(valve.told(ValveEvent.Failed.class))
                .extracting(ValveEvent.Failed::ran)
                .containsExactly(Optional.empty());
        busy.close();
        valve.assertNothingIsLeft(ada, 1);
    }

    @Test
    void cancelled_in_backoff_it_leaves_at_once_keeps_its_charge_and_is_no_dead_letter() {
        Flaky task = new Flaky(9);
        CompletableFuture<String> future = ada.submit(task, retry(STEADY));
        valve.workers.runAll();
        assertThat(valve.time.pendingAlarms()).isOne();
        assertThat(future.cancel(true)).isTrue();
        assertThat(valve.time.pendingAlarms()).isZero();
        valve.pass(Duration.ofSeconds(1));
        assertThat(task.calls).isOne();
        assertThat(used()).isOne();
        assertThat(letters()).isEmpty();
        assertThat(valve.tale()).containsExactly("Submitted", "Started", "Retried", "Cancelled");
        valve.assertNothingIsLeft(ada, 1);
    }

    @Test
    void cancelled_while_it_waits_for_its_second_turn_it_keeps_its_charge() {
        CompletableFuture<String> future = ada.submit(new Flaky(9), retry(STEADY));
        valve.workers.runAll();
        Permit busy = bob.tryAcquire().orElseThrow();
        valve.pass(BASE);
        future.cancel(false);
        busy.close();
        assertThat(used()).isOne();
        assertThat(letters()).isEmpty();
        valve.assertNothingIsLeft(ada, 1);
    }

    @Test
    void cancelled_by_itself_while_it_runs_it_is_not_tried_again() {
        List<CompletableFuture<String>> self = new ArrayList<>();
        self.add(ada.submit(
                () -> {
                    order.add("run");
                    self.get(0).cancel(false);
                    throw new IOException("cancelled");
                },
                retry(STEADY)));
        valve.pass(Duration.ofSeconds(1));
        assertThat(order).containsExactly("run");
        assertThat(self.get(0)).isCancelled();
        assertThat(letters()).isEmpty();
        assertThat(valve.tale()).containsExactly("Submitted", "Started", "Cancelled");
        valve.assertNothingIsLeft(ada, 1);
    }

    @Test
    void when_the_subscription_is_cancelled_a_task_in_backoff_ends_as_it_failed() {
        valve.manager.subscriptions().create("eve", "pro", Duration.ofDays(1));
        Flaky task = new Flaky(9);
        CompletableFuture<String> future = valve.manager.limiter("eve").submit(task, retry(STEADY));
        valve.workers.runAll();
        valve.manager.subscriptions().cancel("eve");
        assertThat(Await.failure(future)).hasMessage("failure 1");
        assertThat(letters()).extracting(letter -> letter.origin().subscribed()).containsExactly(true);
        valve.pass(Duration.ofSeconds(1));
        assertThat(task.calls).isOne();
    }

    @Test
    void a_burst_that_becomes_too_small_for_it_ends_the_task_as_it_failed() {
        Flaky task = new Flaky(9);
        CompletableFuture<String> future = ada.submit(task, retry(STEADY).cost(5));
        valve.workers.runAll();
        valve.manager.replace(
                Resource.named("api").workers(1).rate(Rate.perSecond(1).burst(1)));
        valve.pass(BASE);
        assertThat(Await.failure(future)).hasMessage("failure 1");
        valve.assertNothingIsLeft(valve.manager.limiter("pro", "eve"), 1);
    }

    @Test
    void a_dedicated_resource_is_not_dropped_under_a_task_in_backoff() {
        valve.manager.register(Profile.named("own").dedicated(Resource.each().workers(1)));
        Limiter eve = valve.manager.limiter("own", "eve");
        Flaky task = new Flaky(1);
        CompletableFuture<String> future =
                eve.submit(task, retry(STEADY.baseDelay(Duration.ofHours(1)).maxDelay(Duration.ofDays(1))));
        valve.workers.runAll();
        for (int i = 0; i < 60; i++) {
            valve.time.advance(Duration.ofMinutes(1));
            valve.workers.runAll();
        }
        assertThat(future).isCompletedWithValue("done");
    }

    @Test
    void without_a_thread_for_another_attempt_it_ends_as_it_failed() {
        List<Runnable> threads = new ArrayList<>();
        boolean[] full = new boolean[1];
        ValveManager manager = ValveManager.builder()
                .time(valve.time)
                .executor(worker -> {
                    if (full[0]) {
                        throw new RejectedExecutionException("no thread");
                    }
                    threads.add(worker);
                })
                .callbackExecutor(Runnable::run)
                .build();
        manager.register(Profile.named("pro"));
        CompletableFuture<String> future = manager.limiter("pro", "ada").submit(new Flaky(9), retry(STEADY));
        threads.get(0).run();
        full[0] = true;
        valve.time.advance(BASE);
        assertThat(Await.failure(future)).hasMessage("failure 1");
        assertThat(manager.deadLetters().size()).isOne();
    }

    @Test
    void retries_go_on_while_the_manager_closes_as_long_as_there_is_time() {
        Flaky task = new Flaky(1);
        CompletableFuture<String> future = ada.submit(task, retry(STEADY));
        valve.workers.runAll();
        CompletableFuture<ShutdownReport> report = valve.manager.shutdown(Duration.ofSeconds(10));
        assertThat(report).isNotDone();
        valve.pass(BASE);
        assertThat(future).isCompletedWithValue("done");
        assertThat(Await.result(report)).isEqualTo(new ShutdownReport(1, 0, 0, 0, List.of()));
    }

    @Test
    void when_the_time_is_up_tasks_in_backoff_end_as_they_failed_and_are_counted() {
        CompletableFuture<String> resting = ada.submit(new Flaky(9), retry(STEADY.baseDelay(Duration.ofSeconds(20))));
        valve.workers.runAll();
        Permit busy = bob.tryAcquire().orElseThrow();
        CompletableFuture<String> unstarted = note(ada, "never");
        CompletableFuture<ShutdownReport> report = valve.manager.shutdown(Duration.ofSeconds(1));
        valve.time.advance(Duration.ofSeconds(1));
        ShutdownReport found = Await.result(report);
        assertThat(found.givenUp()).isOne();
        assertThat(found.permitsHeld()).isOne();
        assertThat(found.unstarted()).hasSize(1);
        assertThat(found.clean()).isFalse();
        assertThat(Await.failure(resting)).hasMessage("failure 1");
        assertThat(Await.failure(unstarted)).isInstanceOf(ValveRejectedException.class);
        assertThat(letters()).hasSize(1);
        assertThat(used()).isOne();
        busy.close();
    }

    @Test
    void a_task_that_fails_after_the_time_is_up_is_not_tried_again() {
        List<CompletableFuture<ShutdownReport>> report = new ArrayList<>();
        CompletableFuture<String> future = ada.submit(
                () -> {
                    report.add(valve.manager.shutdown(Duration.ZERO));
                    valve.time.advance(Duration.ZERO);
                    report.get(0).join();
                    Thread.interrupted();
                    throw new IOException("too late");
                },
                retry(STEADY));
        valve.workers.runAll();
        assertThat(Await.result(report.get(0)).interrupted()).isOne();
        assertThat(Await.failure(future)).hasMessage("too late");
        assertThat(letters()).hasSize(1);
        valve.pass(Duration.ofSeconds(1));
        assertThat(valve.tale()).containsOnlyOnce("Failed").containsOnlyOnce("DeadLettered");
    }
}
