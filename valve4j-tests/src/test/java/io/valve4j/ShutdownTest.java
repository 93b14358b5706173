package io.valve4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.valve4j.quota.Quota;
import io.valve4j.store.InMemoryStore;
import io.valve4j.task.TaskOptions;
import io.valve4j.testkit.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The end: everything that was accepted runs, is interrupted, or is handed back; and the report adds up. */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of the tasks is seen elsewhere
class ShutdownTest {

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
    private final List<String> ran = Collections.synchronizedList(new ArrayList<>());

    ShutdownTest() {
        valve.register(
                Resource.named("api").workers(2).queue(100),
                Profile.named("pro").shared("api", Terms.EQUAL.queue(100)).quota(Quota.perDay(1_000)));
    }

    private CompletableFuture<?> submit(String name) {
        return ada.run(() -> ran.add(name), TaskOptions.DEFAULT.named(name));
    }

    private long used() {
        return ada.usage().get(0).used();
    }

    @Test
    void an_idle_manager_closes_at_once_and_closes_its_store() {
        ShutdownReport report = Await.result(valve.shutdown(Duration.ofDays(1)));
        assertThat(report).isEqualTo(new ShutdownReport(0, 0, 0, 0, List.of()));
        assertThat(report.clean()).isTrue();
        assertThat(store.closed).hasValue(1);
        assertThat(time.pendingAlarms()).isZero();
    }

    @Test
    void a_second_shutdown_gives_the_first_ones_report() {
        submit("a");
        CompletableFuture<ShutdownReport> first = valve.shutdown(Duration.ofSeconds(10));
        CompletableFuture<ShutdownReport> second = valve.shutdown(Duration.ZERO);
        executor.runAll();
        assertThat(Await.result(second)).isEqualTo(Await.result(first));
        assertThat(ran).containsExactly("a");
        valve.close();
        assertThat(store.closed).hasValue(1);
    }

    @Test
    void nothing_new_is_taken_from_the_moment_it_begins() {
        submit("a");
        CompletableFuture<ShutdownReport> report = valve.shutdown(Duration.ofSeconds(10));
        for (Limiter limiter : List.of(ada, ada.on("api"), valve.limiter("pro", "new"), valve.limiter("none"))) {
            assertThat(limiter.take().reason()).isEqualTo(Reason.SHUTTING_DOWN);
            assertThat(limiter.tryAcquire()).isEmpty();
            assertThatThrownBy(() -> limiter.run(() -> {})).hasMessageContaining("SHUTTING_DOWN, no new work is taken");
        }
        executor.runAll();
        assertThat(Await.result(report).completed()).isOne();
    }

    @Test
    void what_has_a_worker_but_no_thread_when_time_is_up_is_handed_back_and_never_starts() {
        List<CompletableFuture<?>> tasks = List.of(submit("a"), submit("b"), submit("c"));
        assertThat(executor.waiting()).isEqualTo(2);
        CompletableFuture<ShutdownReport> report = valve.shutdown(Duration.ofSeconds(1));
        time.advance(Duration.ofSeconds(1));
        ShutdownReport found = Await.result(report);
        assertThat(found.unstarted()).extracting(UnstartedTask::name).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(found.interrupted()).isZero();
        assertThat(found.completed()).isZero();
        assertThat(tasks).allMatch(CompletableFuture::isCompletedExceptionally);
        assertThat(used()).isZero();
        executor.runAll();
        assertThat(ran).isEmpty();
    }

    @Test
    void a_handed_back_task_can_be_run_elsewhere() throws Exception {
        submit("a");
        CompletableFuture<ShutdownReport> report = valve.shutdown(Duration.ZERO);
        time.advance(Duration.ZERO);
        UnstartedTask task = Await.result(report).unstarted().get(0);
        assertThat(task.user()).isEqualTo("ada");
        assertThat(task.profile()).isEqualTo("pro");
        assertThat(task.resource()).isEqualTo("api");
        task.task().call();
        assertThat(ran).containsExactly("a");
    }

    @Test
    void a_task_that_was_cancelled_is_nobodys_to_hand_back() {
        Permit first = ada.tryAcquire().orElseThrow();
        Permit second = ada.tryAcquire().orElseThrow();
        submit("queued").cancel(true);
        CompletableFuture<?> kept = submit("kept");
        CompletableFuture<ShutdownReport> report = valve.shutdown(Duration.ofSeconds(1));
        time.advance(Duration.ofSeconds(1));
        assertThat(Await.result(report).unstarted())
                .extracting(UnstartedTask::name)
                .containsExactly("kept");
        assertThat(kept).isCompletedExceptionally();
        first.close();
        second.close();
    }

    @Test
    void waiting_acquirers_are_turned_away_when_time_is_up() {
        Permit first = ada.tryAcquire().orElseThrow();
        Permit second = ada.tryAcquire().orElseThrow();
        CompletableFuture<Permit> asynchronous = ada.acquireAsync(Duration.ofDays(1));
        CompletableFuture<Throwable> met = new CompletableFuture<>();
        Thread acquirer = new Thread(() -> {
            try (Permit never = ada.acquire(Duration.ofDays(1))) {
                met.complete(new AssertionError("got " + never));
            } catch (InterruptedException | ValveRejectedException refusal) {
                met.complete(refusal);
            }
        });
        acquirer.start();
        Await.until("it waits", () -> met.isDone() || Await.waitsForFuture(acquirer));
        CompletableFuture<ShutdownReport> report = valve.shutdown(Duration.ofSeconds(1));
        time.advance(Duration.ofSeconds(1));
        assertThat(Await.result(report).unstarted()).isEmpty();
        for (Throwable refusal : List.of(Await.result(met), Await.failure(asynchronous))) {
            assertThat(((ValveRejectedException) refusal).decision().reason()).isEqualTo(Reason.SHUTTING_DOWN);
        }
        assertThat(used()).isEqualTo(2);
        first.close();
        second.close();
    }

    @Test
    void a_submit_whose_charge_outlasts_the_shutdown_is_handed_back_and_refunded() {
        submit("warm up");
        executor.runAll();
        CountDownLatch charging = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        store.afterCharge = () -> {
            charging.countDown();
            Await.latch(go);
        };
        CompletableFuture<CompletableFuture<?>> submitted =
                CompletableFuture.supplyAsync(() -> submit("late"), Threads.ONE_EACH);
        Await.latch(charging);
        CompletableFuture<ShutdownReport> report = valve.shutdown(Duration.ofSeconds(1));
        time.advance(Duration.ofSeconds(1));
        Await.result(report);
        go.countDown();
        assertThat(Await.failure(Await.result(submitted))).hasMessageContaining("SHUTTING_DOWN");
        executor.runAll();
        assertThat(ran).containsExactly("warm up");
        assertThat(used()).isOne();
    }

    @Test
    void a_store_that_fails_to_close_does_not_spoil_the_report() {
        store.closeFailure = new IllegalStateException("still busy");
        assertThat(Await.result(valve.shutdown(Duration.ZERO)).clean()).isTrue();
    }

    @Test
    void a_store_that_fails_to_take_refunds_does_not_keep_tasks_from_being_handed_back() {
        Permit first = ada.tryAcquire().orElseThrow();
        Permit second = ada.tryAcquire().orElseThrow();
        List<CompletableFuture<?>> tasks = List.of(submit("a"), submit("b"));
        store.failure = new IllegalStateException("down");
        CompletableFuture<ShutdownReport> report = valve.shutdown(Duration.ofSeconds(1));
        time.advance(Duration.ofSeconds(1));
        assertThat(Await.result(report).unstarted()).hasSize(2);
        assertThat(tasks).allMatch(CompletableFuture::isCompletedExceptionally);
        first.close();
        second.close();
    }

    @Test
    void closing_from_inside_a_task_starts_the_shutdown_and_returns() {
        ValveManager real = ValveManager.create();
        real.register(Profile.named("pro").dedicated(Resource.each()));
        CompletableFuture<Boolean> task = real.limiter("pro", "ada").submit(() -> {
            real.close();
            return real.limiter("pro", "ada").tryTake();
        });
        assertThat(Await.result(task)).isFalse();
        assertThat(Await.result(real.shutdown(Duration.ZERO)).completed()).isOne();
    }

    @Test
    void running_tasks_are_interrupted_when_time_is_up_and_counted_once() {
        ValveManager real = ValveManager.create();
        real.register(Resource.named("api").workers(4), Profile.named("pro").shared("api"));
        CountDownLatch started = new CountDownLatch(4);
        AtomicInteger interrupts = new AtomicInteger();
        List<CompletableFuture<?>> tasks = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            tasks.add(real.limiter("pro", "ada").run(() -> {
                started.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException interrupt) {
                    interrupts.incrementAndGet();
                }
            }));
        }
        Await.latch(started);
        ShutdownReport report = Await.result(real.shutdown(Duration.ofMillis(10)));
        assertThat(report.interrupted()).isEqualTo(4);
        assertThat(report.unstarted()).hasSize(6);
        assertThat(report.completed()).isZero();
        Await.until("all have ended", () -> tasks.stream().allMatch(CompletableFuture::isDone));
        assertThat(interrupts).hasValue(4);
    }

    @Test
    void submits_from_many_threads_while_it_closes_are_run_or_refused_and_none_is_lost() {
        for (int round = 0; round < 50; round++) {
            ValveManager real = ValveManager.create();
            real.register(
                    Resource.named("api").workers(2).queue(100_000),
                    Profile.named("pro").shared("api", Terms.EQUAL.queue(100_000)),
                    Profile.named("own").dedicated(Resource.each().queue(100_000)));
            AtomicInteger accepted = new AtomicInteger();
            AtomicInteger done = new AtomicInteger();
            List<CompletableFuture<Void>> submitters = new ArrayList<>();
            CountDownLatch begun = new CountDownLatch(3);
            for (int i = 0; i < 3; i++) {
                Limiter limiter = real.limiter(i == 0 ? "own" : "pro", "user-" + i);
                submitters.add(CompletableFuture.runAsync(
                        () -> {
                            begun.countDown();
                            try {
                                while (true) {
                                    limiter.run(done::incrementAndGet);
                                    accepted.incrementAndGet();
                                }
                            } catch (ValveRejectedException refusal) {
                                assertThat(refusal.decision().reason()).isIn(Reason.SHUTTING_DOWN, Reason.QUEUE_FULL);
                            }
                        },
                        Threads.ONE_EACH));
            }
            Await.latch(begun);
            List<CompletableFuture<ShutdownReport>> reports = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                reports.add(CompletableFuture.supplyAsync(
                        () -> Await.result(real.shutdown(Duration.ofSeconds(60))), Threads.ONE_EACH));
            }
            submitters.forEach(Await::result);
            reports.forEach(report -> assertThat(Await.result(report).clean()).isTrue());
            assertThat(done).hasValue(accepted.get());
        }
    }

    @Test
    void draining_one_resource_leaves_the_others_alone_and_its_name_can_be_registered_again() {
        valve.register(Resource.named("db"), Profile.named("both").shared("db").shared("api"));
        Limiter bob = valve.limiter("both", "bob");
        CompletableFuture<?> accepted = submit("a");
        CompletableFuture<ShutdownReport> report = valve.drain("api", Duration.ofSeconds(1));
        assertThat(bob.take().allowed()).isTrue();
        assertThat(bob.on("api").take().reason()).isEqualTo(Reason.SHUTTING_DOWN);
        assertThat(ada.take().reason()).isEqualTo(Reason.SHUTTING_DOWN);
        executor.runAll();
        assertThat(Await.result(report)).isEqualTo(new ShutdownReport(1, 0, 0, 0, List.of()));
        assertThat(accepted).isCompleted();
        assertThatThrownBy(() -> valve.drain("api", Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no shared resource \"api\" is registered; registered are \"db\"");
        valve.register(Resource.named("api").workers(1));
        assertThat(ada.take().allowed()).isTrue();
        assertThat(bob.on("api").take().allowed()).isTrue();
        submit("b");
        executor.runAll();
        assertThat(ran).containsExactly("a", "b");
        assertThat(store.closed).hasValue(0);
    }
}
