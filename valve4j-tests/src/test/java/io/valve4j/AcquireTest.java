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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Permits: who gets one, who waits for it, and that none is lost, whatever ends the wait. */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of the tasks is seen elsewhere
class AcquireTest {

    private final ManualTime time = new ManualTime();
    private final HookedStore store = new HookedStore(new InMemoryStore(time));
    private final HandDrivenExecutor executor = new HandDrivenExecutor();
    private final ValveManager valve = ValveManager.builder()
            .time(time)
            .store(store)
            .executor(executor)
            .callbackExecutor(executor)
            .build();
    private final Limiter ada = valve.limiter("pro", "ada");
    private final Limiter bob = valve.limiter("pro", "bob");
    private final List<Thread> threads = new ArrayList<>();

    AcquireTest() {
        valve.register(
                Resource.named("api").workers(1).queue(2).rate(Rate.perSecond(100)),
                Profile.named("pro").shared("api").quota(Quota.perDay(100)));
    }

    @AfterEach
    void endThreads() throws InterruptedException {
        for (Thread thread : threads) {
            thread.interrupt();
            thread.join(60_000);
        }
    }

    private static long used(Limiter limiter) {
        return limiter.usage().get(0).used();
    }

    /** Calls something that waits, in a thread of its own; returns once that thread really waits. */
    private <T> CompletableFuture<T> waiting(Callable<T> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        FutureTask<T> task = new FutureTask<>(call);
        Thread thread = new Thread(() -> {
            task.run();
            try {
                result.complete(task.get());
            } catch (ExecutionException failure) {
                result.completeExceptionally(failure.getCause());
            } catch (InterruptedException impossible) {
                result.completeExceptionally(impossible);
            }
        });
        threads.add(thread);
        thread.start();
        Await.until("the thread waits", () -> result.isDone() || Await.waitsForFuture(thread));
        return result;
    }

    private Thread lastThread() {
        return threads.get(threads.size() - 1);
    }

    private void assertNothingIsLost(long charged) {
        time.advance(Duration.ofSeconds(10));
        executor.runAll();
        assertThat(used(ada) + used(bob)).isEqualTo(charged);
        assertThat(ada.peek().remaining())
                .as("permits of the full bucket, or units")
                .isGreaterThan(80);
        Permit only = ada.tryAcquire().orElseThrow();
        assertThat(bob.tryAcquire()).isEmpty();
        only.close();
        assertThat(time.pendingAlarms()).isZero();
    }

    @Test
    void a_free_worker_gives_a_permit_at_once_and_a_second_one_only_after_the_first_is_closed() {
        Permit first = ada.tryAcquire().orElseThrow();
        assertThat(first.user()).isEqualTo("ada");
        assertThat(first.resource()).isEqualTo("api");
        assertThat(bob.tryAcquire()).isEmpty();
        first.close();
        bob.tryAcquire().orElseThrow().close();
        assertNothingIsLost(2);
    }

    @Test
    void closing_a_permit_twice_frees_one_worker() {
        Permit first = ada.tryAcquire().orElseThrow();
        first.close();
        first.close();
        Permit second = ada.tryAcquire().orElseThrow();
        first.close();
        assertThat(bob.tryAcquire()).isEmpty();
        second.close();
        assertNothingIsLost(2);
    }

    @Test
    void a_permit_may_be_closed_by_another_thread() throws InterruptedException {
        Permit permit = ada.tryAcquire().orElseThrow();
        Thread closer = new Thread(permit::close);
        closer.start();
        closer.join();
        assertNothingIsLost(1);
    }

    @Test
    void a_waiter_gets_the_permit_as_soon_as_the_worker_is_free() throws Exception {
        Permit first = ada.tryAcquire().orElseThrow();
        CompletableFuture<Permit> waits = waiting(() -> bob.acquire(Duration.ofSeconds(5)));
        first.close();
        Await.result(waits).close();
        assertNothingIsLost(2);
    }

    @Test
    void a_wait_that_ends_without_success_is_refused_and_keeps_neither_permit_nor_worker_nor_charge() {
        Permit first = ada.tryAcquire().orElseThrow();
        CompletableFuture<Permit> waits = waiting(() -> bob.acquire(Duration.ofSeconds(5)));
        assertThat(used(bob)).isOne();
        time.advance(Duration.ofSeconds(5));
        assertThat(waits).as("who waits as long as they said is in time").isNotDone();
        time.advance(Duration.ofNanos(1));
        executor.runAll();
        ValveRejectedException refusal = (ValveRejectedException) Await.failure(waits);
        assertThat(refusal.decision().reason()).isEqualTo(Reason.WAIT_TIMEOUT);
        assertThat(refusal)
                .hasMessage(
                        "user \"bob\" (profile \"pro\") was refused \"api\": WAIT_TIMEOUT, the wait has ended without"
                                + " success.");
        first.close();
        assertNothingIsLost(1);
    }

    @Test
    void a_wait_ends_on_time_even_if_the_executor_has_no_thread_to_spare() {
        Permit first = ada.tryAcquire().orElseThrow();
        CompletableFuture<Permit> waits = waiting(() -> bob.acquire(Duration.ofSeconds(5)));
        time.advance(Duration.ofSeconds(5).plusNanos(1));
        assertThat(Await.failure(waits)).isInstanceOf(ValveRejectedException.class);
        assertThat(executor.waiting()).isZero();
        first.close();
        assertNothingIsLost(1);
    }

    @Test
    void a_deadline_bounds_the_wait_as_well() {
        Permit first = ada.tryAcquire().orElseThrow();
        CompletableFuture<Permit> waits =
                waiting(() -> bob.acquire(waitUpTo(TaskOptions.FOREVER).deadline(Duration.ofSeconds(1))));
        time.advance(Duration.ofSeconds(1).plusNanos(1));
        executor.runAll();
        assertThat(Await.failure(waits)).isInstanceOf(ValveRejectedException.class);
        first.close();
        assertNothingIsLost(1);
    }

    @Test
    void an_interrupted_wait_keeps_neither_permit_nor_worker_nor_charge() {
        Permit first = ada.tryAcquire().orElseThrow();
        CompletableFuture<Permit> waits = waiting(() -> bob.acquire(Duration.ofDays(1)));
        assertThat(used(bob)).isOne();
        lastThread().interrupt();
        assertThat(Await.failure(waits)).isInstanceOf(InterruptedException.class);
        assertThat(used(bob)).isZero();
        first.close();
        assertNothingIsLost(1);
    }

    @Test
    void twenty_waits_that_time_out_or_are_interrupted_leave_every_worker() {
        valve.replace(Resource.named("api").workers(1).queue(200).rate(Rate.perSecond(100)));
        Permit first = ada.tryAcquire().orElseThrow();
        List<CompletableFuture<Permit>> waits = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            waits.add(waiting(() -> bob.acquire(Duration.ofSeconds(5))));
        }
        for (int i = 0; i < 20; i += 2) {
            threads.get(i).interrupt();
            assertThat(Await.failure(waits.get(i))).isInstanceOf(InterruptedException.class);
        }
        time.advance(Duration.ofSeconds(5).plusNanos(1));
        executor.runAll();
        waits.forEach(Await::failure);
        first.close();
        assertNothingIsLost(1);
    }

    @Test
    void a_thread_that_comes_interrupted_is_sent_away_and_nothing_is_taken() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> ada.acquire(Duration.ofSeconds(1))).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
        assertNothingIsLost(0);
    }

    @Test
    void an_interrupt_while_waiting_for_room_in_the_queue_leaves_nothing_behind() {
        valve.replace(Resource.named("api").workers(1).queue(0).rate(Rate.perSecond(100)));
        Permit first = ada.tryAcquire().orElseThrow();
        CompletableFuture<Permit> waits = waiting(() -> bob.acquire(Duration.ofDays(1)));
        assertThat(used(bob)).as("not charged before there is room").isZero();
        lastThread().interrupt();
        assertThat(Await.failure(waits)).isInstanceOf(InterruptedException.class);
        first.close();
        assertNothingIsLost(1);
    }

    @Test
    void without_a_wait_acquire_is_refused_with_the_reason() {
        Permit first = ada.tryAcquire().orElseThrow();
        ValveRejectedException refusal = catchThrowableOfType(ValveRejectedException.class, () -> bob.acquire(DEFAULT));
        assertThat(refusal.decision().reason()).isEqualTo(Reason.NO_WORKER);
        first.close();
        assertNothingIsLost(1);
    }

    @Test
    void try_acquire_is_empty_and_takes_nothing_when_the_quota_refuses() {
        valve.replace(Profile.named("pro").shared("api").quota(Quota.perDay(0)));
        assertThat(ada.tryAcquire()).isEmpty();
        valve.replace(Profile.named("pro").shared("api").quota(Quota.perDay(100)));
        assertThat(ada.peek().remaining()).isEqualTo(99);
        assertNothingIsLost(0);
    }

    @Test
    void an_asynchronous_permit_comes_on_a_thread_of_the_managers() {
        CompletableFuture<Permit> permit = ada.acquireAsync(Duration.ofSeconds(1));
        executor.runAll();
        permit.join().close();
        assertNothingIsLost(1);
    }

    @Test
    void an_asynchronous_acquirer_that_does_not_wait_gets_a_permit_if_there_is_one_now() {
        CompletableFuture<Permit> permit = ada.acquireAsync(DEFAULT);
        executor.runAll();
        assertThatThrownBy(() -> bob.acquireAsync(DEFAULT)).isInstanceOf(ValveRejectedException.class);
        permit.join().close();
        assertNothingIsLost(1);
    }

    @Test
    void an_asynchronous_wait_that_ends_fails_the_future_and_gives_all_back() {
        Permit first = ada.tryAcquire().orElseThrow();
        CompletableFuture<Permit> waits = bob.acquireAsync(Duration.ofSeconds(1));
        time.advance(Duration.ofSeconds(1).plusNanos(1));
        executor.runAll();
        assertThat(((ValveRejectedException) Await.failure(waits)).decision().reason())
                .isEqualTo(Reason.WAIT_TIMEOUT);
        first.close();
        assertNothingIsLost(1);
    }

    @Test
    void cancelling_an_asynchronous_wait_gives_up_the_place_and_the_charge() {
        Permit first = ada.tryAcquire().orElseThrow();
        CompletableFuture<Permit> waits = bob.acquireAsync(Duration.ofSeconds(1));
        waits.cancel(true);
        assertThat(used(bob)).isZero();
        first.close();
        assertNothingIsLost(1);
    }

    @Test
    void a_permit_that_is_granted_to_a_future_already_cancelled_goes_back() {
        Permit first = ada.tryAcquire().orElseThrow();
        CompletableFuture<Permit> waits = bob.acquireAsync(Duration.ofSeconds(1));
        first.close();
        assertThat(executor.waiting()).as("the permit is on its way").isOne();
        waits.complete(null);
        executor.runAll();
        assertNothingIsLost(1);
    }

    @Test
    void a_row_of_asynchronous_acquirers_that_close_at_once_is_served_on_a_direct_executor() {
        ValveManager direct = ValveManager.builder()
                .time(time)
                .executor(Runnable::run)
                .callbackExecutor(Runnable::run)
                .build();
        direct.register(
                Resource.named("api").workers(1).queue(1_000),
                Profile.named("pro").shared("api"));
        Limiter eve = direct.limiter("pro", "eve");
        Permit first = eve.tryAcquire().orElseThrow();
        List<Permit> closed = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            eve.acquireAsync(Duration.ofDays(1)).thenAccept(permit -> {
                permit.close();
                closed.add(permit);
            });
        }
        first.close();
        assertThat(closed).hasSize(200);
        eve.tryAcquire().orElseThrow().close();
    }
}
