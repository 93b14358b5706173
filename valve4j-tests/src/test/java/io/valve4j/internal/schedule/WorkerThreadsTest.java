package io.valve4j.internal.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Profile;
import io.valve4j.Resource;
import io.valve4j.ValveManager;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WorkerThreadsTest {

    @Test
    void workersRunOnVirtualThreadsWhereThePlatformHasThem() throws Exception {
        CompletableFuture<Thread> ran = new CompletableFuture<>();
        WorkerThreads.create(1).execute(() -> ran.complete(Thread.currentThread()));

        Thread thread = ran.get(20, TimeUnit.SECONDS);

        assertThat(isVirtual(thread)).isEqualTo(Runtime.version().feature() >= 21);
        assertThat(thread.isDaemon()).isTrue();
        assertThat(thread.getName()).startsWith("valve4j-worker-");
    }

    private static boolean isVirtual(Thread thread) throws ReflectiveOperationException {
        return Runtime.version().feature() >= 21
                && (boolean) Thread.class.getMethod("isVirtual").invoke(thread);
    }

    @Test
    void aPoolRunsMoreWorkersThanItHasThreadsInArrivalOrder() throws Exception {
        WorkerThreads threads = WorkerThreads.pool(1);
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(3);
        ConcurrentLinkedQueue<Integer> order = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < 3; i++) {
            int number = i;
            threads.execute(() -> {
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                order.add(number);
                done.countDown();
            });
        }

        assertThat(threads.crowded()).isTrue();
        gate.countDown();

        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(order).containsExactly(0, 1, 2);
    }

    @Test
    void aPoolReusesAnIdleThreadInsteadOfMakingOne() throws Exception {
        WorkerThreads threads = WorkerThreads.pool(100);
        ConcurrentLinkedQueue<Thread> seen = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < 50; i++) {
            CompletableFuture<Void> ran = new CompletableFuture<>();
            threads.execute(() -> {
                seen.add(Thread.currentThread());
                ran.complete(null);
            });
            ran.get(20, TimeUnit.SECONDS);
        }

        assertThat(seen.stream().distinct().count()).isLessThan(50);
    }

    /** One thread for two resources that both always have work: without the yielding, the second would wait for ever. */
    @Test
    void aResourceThatNeverRunsOutOfWorkLeavesItsThreadToTheOthersInTurn() throws Exception {
        try (ValveManager valve =
                ValveManager.builder().executor(WorkerThreads.pool(1)).build()) {
            valve.register(
                    Resource.named("busy").workers(1).queue(10),
                    Resource.named("other").workers(1).queue(10),
                    Profile.named("p").shared("busy").shared("other"));
            AtomicInteger busy = new AtomicInteger();
            CompletableFuture<Integer> other = new CompletableFuture<>();
            CompletableFuture<Void> first = new CompletableFuture<>();
            resubmit(valve, busy, other, first);
            first.get(20, TimeUnit.SECONDS);

            CompletableFuture<Integer> ran = valve.limiter("p", "ada")
                    .on("other")
                    .submit(() -> {
                        other.complete(busy.get());
                        return 1;
                    });

            assertThat(ran.get(20, TimeUnit.SECONDS)).isEqualTo(1);
            assertThat(List.of(ran, other)).allMatch(CompletableFuture::isDone);
        }
    }

    /** A task that hands in the next one before it ends, until the other resource has had its turn. */
    private static void resubmit(
            ValveManager valve, AtomicInteger ran, CompletableFuture<Integer> until, CompletableFuture<Void> first) {
        CompletableFuture<?> unused = valve.limiter("p", "hog").on("busy").run(() -> {
            ran.incrementAndGet();
            first.complete(null);
            if (!until.isDone()) {
                resubmit(valve, ran, until, first);
            }
        });
    }
}
