package io.valve4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.quota.Quota;
import io.valve4j.task.TaskOptions;
import io.valve4j.testkit.ManualTime;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The threads under the tasks: what must not leak from one to the next, and executors that misbehave. */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of the tasks is seen elsewhere
class WorkersTest {

    private final ManualTime time = new ManualTime();

    private ValveManager manager(ValveManager.Builder builder, int workers) {
        ValveManager valve = builder.build();
        valve.register(
                Resource.named("api").workers(workers).queue(200_000),
                Profile.named("pro").shared("api").quota(Quota.perDay(1_000_000)),
                Profile.named("plain").shared("api", Terms.EQUAL.queue(200_000)));
        return valve;
    }

    /** A builder in virtual time with one executor for everything. */
    private ValveManager.Builder on(Executor executor) {
        return ValveManager.builder().time(time).executor(executor).callbackExecutor(executor);
    }

    private static void assertAllWorkersAreThere(ValveManager valve, int workers) {
        Limiter auditor = valve.limiter("plain", "auditor");
        List<Permit> held = new ArrayList<>();
        Await.until("all workers are free", () -> {
            auditor.tryAcquire().ifPresent(held::add);
            return held.size() == workers;
        });
        assertThat(auditor.tryAcquire()).isEmpty();
        held.forEach(Permit::close);
    }

    @Test
    void an_interrupt_ends_the_task_that_it_was_meant_for_and_is_unknown_to_the_next_on_the_same_thread() {
        try (ValveManager valve = manager(ValveManager.builder(), 1)) {
            CountDownLatch started = new CountDownLatch(1);
            AtomicReference<Throwable> met = new AtomicReference<>();
            CompletableFuture<?> first = valve.limiter("pro", "ada").run(() -> {
                started.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException interrupt) {
                    met.set(interrupt);
                    Thread.currentThread().interrupt();
                }
            });
            CompletableFuture<Boolean> next = valve.limiter("pro", "bob")
                    .submit(() -> Thread.currentThread().isInterrupted());
            Await.latch(started);
            first.cancel(true);
            assertThat(Await.result(next)).isFalse();
            assertThat(met.get()).isInstanceOf(InterruptedException.class);
            assertAllWorkersAreThere(valve, 1);
        }
    }

    @Test
    void a_context_class_loader_set_by_a_task_is_not_the_next_ones() throws Exception {
        try (ValveManager valve = manager(ValveManager.builder(), 1);
                URLClassLoader own = new URLClassLoader(new URL[0])) {
            CountDownLatch go = new CountDownLatch(1);
            AtomicReference<ClassLoader> before = new AtomicReference<>();
            valve.limiter("pro", "ada").run(() -> {
                go.await();
                before.set(Thread.currentThread().getContextClassLoader());
                Thread.currentThread().setContextClassLoader(own);
            });
            CompletableFuture<ClassLoader> next = valve.limiter("pro", "bob")
                    .submit(() -> Thread.currentThread().getContextClassLoader());
            go.countDown();
            assertThat(Await.result(next)).isSameAs(before.get()).isNotSameAs(own);
        }
    }

    @Test
    void an_executor_that_rejects_fails_the_task_clearly_refunds_it_and_loses_no_worker() {
        AtomicBoolean full = new AtomicBoolean(true);
        ValveManager valve = manager(
                on(command -> {
                    if (full.get()) {
                        throw new RejectedExecutionException("full");
                    }
                    command.run();
                }),
                2);
        Limiter ada = valve.limiter("pro", "ada");
        List<CompletableFuture<?>> failed = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            failed.add(ada.run(() -> {}));
        }
        assertThat(failed)
                .allSatisfy(task -> assertThat(Await.failure(task))
                        .isInstanceOf(RejectedExecutionException.class)
                        .hasMessage("the executor of \"api\" took no worker for \"task\" of user \"ada\"")
                        .hasRootCauseMessage("full"));
        assertThat(ada.usage().get(0).used()).isZero();
        full.set(false);
        assertThat(ada.submit(() -> "runs")).isCompletedWithValue("runs");
        assertAllWorkersAreThere(valve, 2);
    }

    @Test
    void twenty_thousand_queued_tasks_fail_one_by_one_when_the_executor_takes_nothing_any_more() {
        AtomicBoolean full = new AtomicBoolean(false);
        ValveManager valve = manager(
                on(command -> {
                    if (full.get()) {
                        throw new IllegalStateException("shut down");
                    }
                    command.run();
                }),
                1);
        Limiter eve = valve.limiter("plain", "eve");
        Permit busy = eve.tryAcquire().orElseThrow();
        List<CompletableFuture<?>> failed = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            failed.add(eve.run(() -> {}));
        }
        full.set(true);
        busy.close();
        assertThat(failed).allMatch(CompletableFuture::isCompletedExceptionally);
        assertAllWorkersAreThere(valve, 1);
    }

    @Test
    void an_executor_that_throws_after_it_has_run_the_worker_ends_it_once() {
        ValveManager valve = manager(
                on(command -> {
                    command.run();
                    throw new IllegalStateException("afterwards");
                }),
                2);
        List<String> ran = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            CompletableFuture<?> done = valve.limiter("pro", "ada").run(() -> ran.add("once"));
            assertThat(done).isCompleted();
        }
        assertThat(ran).hasSize(3);
        assertAllWorkersAreThere(valve, 2);
    }

    @Test
    void an_executor_that_runs_a_worker_twice_runs_its_tasks_once() {
        ValveManager valve = manager(
                on(command -> {
                    command.run();
                    command.run();
                }),
                2);
        List<String> ran = new ArrayList<>();
        valve.limiter("pro", "ada").run(() -> ran.add("once"));
        assertThat(ran).containsExactly("once");
        assertAllWorkersAreThere(valve, 2);
    }

    @Test
    void a_deadline_is_told_although_the_executor_throws_whatever_it_likes() {
        AtomicBoolean broken = new AtomicBoolean();
        ValveManager valve = manager(
                on(command -> {
                    if (broken.get()) {
                        throw new IllegalStateException("broken");
                    }
                    command.run();
                }),
                1);
        Limiter ada = valve.limiter("pro", "ada");
        Permit busy = ada.tryAcquire().orElseThrow();
        CompletableFuture<?> late = ada.run(() -> {}, TaskOptions.DEFAULT.deadline(Duration.ofSeconds(1)));
        broken.set(true);
        time.advance(Duration.ofSeconds(1));
        assertThat(late).isCompletedExceptionally();
        busy.close();
        assertAllWorkersAreThere(valve, 1);
    }

    @Test
    void tasks_nested_to_any_depth_run_on_a_direct_executor() {
        ValveManager valve = manager(on(Runnable::run), 3);
        List<Integer> ran = Collections.synchronizedList(new ArrayList<>());
        nest(valve.limiter("pro", "ada"), ran, 200);
        assertThat(ran).hasSize(200);
        assertAllWorkersAreThere(valve, 3);
    }

    private static void nest(Limiter limiter, List<Integer> ran, int depth) {
        if (depth > 0) {
            limiter.run(() -> {
                ran.add(depth);
                nest(limiter, ran, depth - 1);
            });
        }
    }

    @Test
    void an_executor_with_fewer_threads_than_there_are_workers_runs_everything_in_time() {
        ExecutorService two = Executors.newFixedThreadPool(2);
        try (ValveManager valve = manager(ValveManager.builder().executor(two), 8)) {
            List<CompletableFuture<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                int number = i;
                tasks.add(valve.limiter("pro", "user-" + i % 7).submit(() -> number));
            }
            for (int i = 0; i < 1_000; i++) {
                assertThat(Await.result(tasks.get(i))).isEqualTo(i);
            }
            assertAllWorkersAreThere(valve, 8);
        } finally {
            two.shutdown();
        }
    }

    @Test
    void a_thousand_resources_share_the_managers_cap_on_platform_threads() {
        try (ValveManager valve = ValveManager.builder().mostPlatformThreads(3).build()) {
            valve.register(Profile.named("pro").dedicated(Resource.each().workers(2)));
            List<CompletableFuture<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                int number = i;
                tasks.add(valve.limiter("pro", "user-" + i).submit(() -> number));
            }
            for (int i = 0; i < 1_000; i++) {
                assertThat(Await.result(tasks.get(i))).isEqualTo(i);
            }
        }
    }
}
