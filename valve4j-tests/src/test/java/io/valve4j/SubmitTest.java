package io.valve4j;

import static io.valve4j.task.TaskOptions.DEFAULT;
import static io.valve4j.task.TaskOptions.waitUpTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.valve4j.quota.Quota;
import io.valve4j.store.InMemoryStore;
import io.valve4j.task.TaskOptions;
import io.valve4j.testkit.ManualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of a submitted task, in virtual time. The one worker is kept busy by a permit where tasks are to wait. */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of the tasks is seen elsewhere
class SubmitTest {

    private final ManualTime time = new ManualTime();
    private final HookedStore store = new HookedStore(new InMemoryStore(time));
    private final HandDrivenExecutor executor = new HandDrivenExecutor();
    private final ValveManager valve = ValveManager.builder()
            .time(time)
            .store(store)
            .executor(executor)
            .callbackExecutor(executor)
            .build();
    private final List<String> ran = new ArrayList<>();
    private final Limiter ada = valve.limiter("pro", "ada");

    SubmitTest() {
        valve.register(
                Resource.named("api").workers(1).queue(4),
                Profile.named("pro").shared("api").quota(Quota.perDay(100)));
    }

    private CompletableFuture<String> submit(String name) {
        return submit(name, DEFAULT);
    }

    private CompletableFuture<String> submit(String name, TaskOptions options) {
        return ada.submit(
                () -> {
                    ran.add(name);
                    return name;
                },
                options);
    }

    private long used() {
        return ada.usage().get(0).used();
    }

    private void assertNothingIsLeft() {
        try (Permit all = ada.tryAcquire().orElseThrow()) {
            assertThat(ada.tryAcquire()).isEmpty();
            assertThat(all.user()).isEqualTo("ada");
        }
        assertThat(executor.waiting()).isZero();
    }

    /** Every way in which somebody else than its worker can complete a future; of some, the future itself is not told. */
    enum Ending {
        CANCEL(true),
        CANCEL_WITH_INTERRUPT(true),
        COMPLETE(true),
        COMPLETE_EXCEPTIONALLY(true),
        OR_TIMEOUT(true),
        COMPLETE_ON_TIMEOUT(true),
        COMPLETE_ASYNC(false),
        OBTRUDE(false),
        OBTRUDE_EXCEPTION(false);

        /** Whether the task leaves the queue at once, rather than when its turn comes. */
        final boolean withdraws;

        Ending(boolean withdraws) {
            this.withdraws = withdraws;
        }

        void end(CompletableFuture<String> future) {
            switch (this) {
                case CANCEL -> future.cancel(false);
                case CANCEL_WITH_INTERRUPT -> future.cancel(true);
                case COMPLETE -> future.complete("from outside");
                case COMPLETE_EXCEPTIONALLY -> future.completeExceptionally(new IOException("from outside"));
                case OR_TIMEOUT -> future.orTimeout(1, TimeUnit.NANOSECONDS);
                case COMPLETE_ON_TIMEOUT -> future.completeOnTimeout("late", 1, TimeUnit.NANOSECONDS);
                case COMPLETE_ASYNC -> future.completeAsync(() -> "async", Runnable::run);
                case OBTRUDE -> future.obtrudeValue("obtruded");
                case OBTRUDE_EXCEPTION -> future.obtrudeException(new IOException("obtruded"));
            }
            Await.until("the future is done", future::isDone);
        }
    }

    @Test
    void a_task_gives_its_result() {
        CompletableFuture<String> done = submit("a");
        executor.runAll();
        assertThat(done).isCompletedWithValue("a");
        assertThat(used()).isOne();
        assertNothingIsLeft();
    }

    @Test
    void a_task_that_fails_fails_its_future_with_the_same_and_stays_charged() {
        IOException failure = new IOException("no route");
        CompletableFuture<Void> failed = ada.run(() -> {
            throw failure;
        });
        executor.runAll();
        assertThat(Await.failure(failed)).isSameAs(failure);
        assertThat(used()).isOne();
        assertNothingIsLeft();
    }

    @Test
    void a_task_that_throws_an_error_loses_no_worker() {
        for (int i = 0; i < 10; i++) {
            AssertionError error = new AssertionError("task");
            CompletableFuture<Void> failed = ada.run(() -> {
                throw error;
            });
            executor.runAll();
            assertThat(Await.failure(failed)).isSameAs(error);
        }
        assertNothingIsLeft();
    }

    @Test
    void a_checked_exception_thrown_unchecked_and_an_interrupt_lose_no_worker() {
        CompletableFuture<Void> interrupted = ada.run(() -> {
            Thread.currentThread().interrupt();
            throw new InterruptedException("task");
        });
        executor.runAll();
        assertThat(Await.failure(interrupted)).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
        assertNothingIsLeft();
    }

    @ParameterizedTest
    @EnumSource
    void a_queued_task_whose_future_is_ended_from_outside_never_starts_and_costs_nothing(Ending ending) {
        Permit busy = ada.tryAcquire().orElseThrow();
        CompletableFuture<String> ended = submit("ended");
        CompletableFuture<String> next = submit("next");
        ending.end(ended);
        if (ending.withdraws) {
            Await.until("the charge is back", () -> used() == 2);
        }
        busy.close();
        executor.runAll();
        assertThat(ran).containsExactly("next");
        assertThat(next).isCompletedWithValue("next");
        assertThat(used()).isEqualTo(2);
        assertNothingIsLeft();
    }

    @ParameterizedTest
    @EnumSource
    void a_task_that_has_its_worker_but_has_not_started_never_starts_and_costs_nothing(Ending ending) {
        valve.replace(
                Resource.named("api").workers(1).queue(4).rate(Rate.perHour(1).burst(2)));
        time.advance(Duration.ofNanos(1)); // what is taken at the instant of a change is not given back
        CompletableFuture<String> ended = submit("ended");
        CompletableFuture<String> next = submit("next");
        assertThat(executor.waiting()).isOne();
        ending.end(ended);
        executor.runAll();
        assertThat(ran).containsExactly("next");
        assertThat(next).isCompletedWithValue("next");
        assertThat(used()).isOne();
        assertThat(ada.peek().remaining()).as("permits left").isOne();
        assertThat(ada.take().allowed()).isTrue();
        assertThat(ada.take().reason()).isEqualTo(Reason.RATE_LIMITED);
    }

    @Test
    void room_in_the_queue_is_free_again_once_a_queued_task_is_cancelled() {
        valve.replace(Profile.named("pro").shared("api", Terms.EQUAL.queue(4)).quota(Quota.perDay(100)));
        Permit busy = ada.tryAcquire().orElseThrow();
        List<CompletableFuture<String>> queued = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            queued.add(submit("t" + i));
        }
        assertThatThrownBy(() -> submit("fifth")).isInstanceOf(ValveRejectedException.class);
        queued.get(2).cancel(false);
        CompletableFuture<String> fifth = submit("fifth");
        busy.close();
        executor.runAll();
        assertThat(fifth).isCompletedWithValue("fifth");
        assertThat(ran).containsExactly("t0", "t1", "t3", "fifth");
    }

    @Test
    void a_task_cancelled_without_interrupt_while_it_runs_goes_on_unseen_and_stays_charged() {
        List<CompletableFuture<String>> self = new ArrayList<>();
        self.add(ada.submit(() -> {
            self.get(0).cancel(false);
            ran.add(Thread.currentThread().isInterrupted() ? "interrupted" : "went on");
            return "unseen";
        }));
        executor.runAll();
        assertThat(self.get(0)).isCancelled();
        assertThat(ran).containsExactly("went on");
        assertThat(used()).isOne();
        assertNothingIsLeft();
    }

    @Test
    void cancelling_with_interrupt_interrupts_the_running_task_and_nothing_after_it() {
        List<CompletableFuture<String>> self = new ArrayList<>();
        self.add(ada.submit(() -> {
            self.get(0).cancel(true);
            ran.add(Thread.currentThread().isInterrupted() ? "interrupted" : "not interrupted");
            return "unseen";
        }));
        CompletableFuture<Boolean> next =
                valve.limiter("pro", "bob").submit(() -> Thread.currentThread().isInterrupted());
        executor.runAll();
        assertThat(self.get(0)).isCancelled();
        assertThat(ran).containsExactly("interrupted");
        assertThat(next).isCompletedWithValue(false);
        assertThat(Thread.interrupted()).as("left in the executor's thread").isFalse();
    }

    @Test
    void cancelling_a_finished_task_interrupts_nobody() {
        CompletableFuture<String> done = submit("a");
        executor.runAll();
        assertThat(done.cancel(true)).isFalse();
        assertThat(Thread.interrupted()).isFalse();
        assertThat(used()).isOne();
    }

    @Test
    void a_deadline_that_passes_in_the_queue_fails_the_future_and_gives_the_charge_back() {
        Permit busy = ada.tryAcquire().orElseThrow();
        CompletableFuture<String> late = submit("late", DEFAULT.named("report").deadline(Duration.ofSeconds(1)));
        assertThat(used()).isEqualTo(2);
        time.advance(Duration.ofSeconds(1).minusNanos(1));
        executor.runAll();
        assertThat(late).isNotDone();
        time.advance(Duration.ofNanos(1));
        executor.runAll();
        assertThat(Await.failure(late))
                .isInstanceOf(TimeoutException.class)
                .hasMessage("the deadline of \"report\" of user \"ada\" passed in the queue of \"api\" after 1 s");
        assertThat(used()).isOne();
        busy.close();
        executor.runAll();
        assertThat(ran).isEmpty();
        assertNothingIsLeft();
    }

    @Test
    void a_task_that_starts_just_before_its_deadline_runs() {
        Permit busy = ada.tryAcquire().orElseThrow();
        CompletableFuture<String> just = submit("just", DEFAULT.deadline(Duration.ofSeconds(1)));
        time.advance(Duration.ofSeconds(1).minusNanos(1));
        busy.close();
        executor.runAll();
        assertThat(just).isCompletedWithValue("just");
        assertThat(time.pendingAlarms()).isZero();
    }

    @Test
    void a_deadline_that_passes_while_the_executor_has_no_thread_keeps_the_task_from_starting() {
        CompletableFuture<String> late = submit("late", DEFAULT.deadline(Duration.ofSeconds(1)));
        assertThat(executor.waiting()).isOne();
        time.advance(Duration.ofSeconds(1));
        executor.runAll();
        assertThat(ran).isEmpty();
        assertThat(Await.failure(late)).isInstanceOf(TimeoutException.class);
        assertThat(used()).isZero();
        assertNothingIsLeft();
    }

    @Test
    void a_deadline_that_the_rate_cannot_meet_is_refused_at_once_and_charges_nothing() {
        valve.replace(Resource.named("api").workers(1).queue(4).rate(Rate.perSecond(1)));
        assertThat(ada.take().allowed()).isTrue();
        ValveRejectedException refusal = catchThrowableOfType(
                ValveRejectedException.class, () -> submit("never", DEFAULT.deadline(Duration.ofSeconds(1))));
        assertThat(refusal.decision().reason()).isEqualTo(Reason.DEADLINE_UNREACHABLE);
        assertThat(refusal.decision().retryAfter()).contains(Duration.ofSeconds(1));
        assertThat(used()).isOne();
        CompletableFuture<String> just = submit("just", DEFAULT.deadline(Duration.ofNanos(1_000_000_001)));
        time.advance(Duration.ofSeconds(1));
        executor.runAll();
        assertThat(just).isCompletedWithValue("just");
    }

    @Test
    void a_task_whose_dependants_submit_again_does_not_deadlock() {
        CompletableFuture<String> chained = submit("first").thenCompose(done -> submit("second"));
        executor.runAll();
        assertThat(chained).isCompletedWithValue("second");
        assertNothingIsLeft();
    }

    @Test
    void tasks_that_submit_tasks_from_the_only_worker_do_not_deadlock_even_if_told_to_wait() {
        valve.replace(Resource.named("api").workers(1).queue(1));
        List<Object> seen = new ArrayList<>();
        ada.run(() -> {
            seen.add(submit("inner", waitUpTo(TaskOptions.FOREVER)));
            try {
                submit("too many", waitUpTo(TaskOptions.FOREVER));
            } catch (ValveRejectedException refusal) {
                seen.add(refusal.decision().reason());
            }
            try {
                ada.acquire(Duration.ofDays(1));
            } catch (ValveRejectedException refusal) {
                seen.add(refusal.decision().reason());
            }
        });
        executor.runAll();
        assertThat(seen).hasSize(3).contains(Reason.QUEUE_FULL, Reason.NO_WORKER);
        assertThat(ran).containsExactly("inner");
        assertThat(time.pendingAlarms()).as("alarms of waits").isZero();
        assertNothingIsLeft();
    }

    @Test
    void a_waiting_task_handed_back_after_it_was_told_that_it_might_wait_for_room_fails_and_is_refunded() {
        valve.subscriptions().create("eve", "pro", Duration.ofDays(1));
        Limiter eve = valve.limiter("eve");
        Permit busy = ada.tryAcquire().orElseThrow();
        CompletableFuture<Void> queued = eve.run(() -> ran.add("eve"), waitUpTo(Duration.ofSeconds(5)));
        valve.subscriptions().cancel("eve");
        assertThat(queued).isCompletedExceptionally();
        assertThat(((ValveRejectedException) Await.failure(queued)).decision().reason())
                .isEqualTo(Reason.CANCELED);
        busy.close();
        executor.runAll();
        assertThat(ran).isEmpty();
        assertThat(valve.limiter("pro", "eve").usage().get(0).used()).isZero();
    }

    @Test
    void the_executor_of_a_limiter_runs_commands_and_refuses_as_submit_does() {
        Permit busy = ada.tryAcquire().orElseThrow();
        for (int i = 0; i < 2; i++) {
            ada.executor().execute(() -> ran.add("command"));
        }
        assertThatThrownBy(() -> ada.executor().execute(() -> {}))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("QUEUE_FULL");
        busy.close();
        executor.runAll();
        assertThat(ran).containsExactly("command", "command");
        assertThatThrownBy(() -> ada.executor().execute(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("the command must not be null");
    }

    @Test
    void a_command_that_fails_does_not_reach_its_worker() {
        ada.executor().execute(() -> {
            throw new AssertionError("command");
        });
        executor.runAll();
        assertNothingIsLeft();
    }

    @Test
    void a_cancelled_future_stays_cancelled_when_its_owner_ends() {
        Permit busy = ada.tryAcquire().orElseThrow();
        CompletableFuture<String> cancelled = submit("a");
        cancelled.cancel(true);
        busy.close();
        executor.runAll();
        assertThatThrownBy(cancelled::join).isInstanceOf(CancellationException.class);
    }
}
