package io.valve4j.internal.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.valve4j.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With threads that leave after a microsecond, so that they do at every moment. */
@Timeout(60)
class WorkerPoolTest {

    private static final Duration SHORTLY = Duration.ofNanos(1_000);

    @SuppressWarnings("UnnecessaryLambda") // it is recognised by its identity
    private static final Runnable NOTHING = () -> {};

    /** How a pool is made. */
    @FunctionalInterface
    private interface Kind {

        ThreadPoolExecutor pool(int most, HandOff queue, ThreadFactory factory);
    }

    private static final Kind OURS = (most, queue, factory) -> new WorkerPool(most, SHORTLY, queue, factory);

    /** One that looks after what it keeps only where no thread is left, and tries as often as it takes. */
    private static final Kind CARELESS = (most, queue, factory) ->
            new ThreadPoolExecutor(0, most, 1, TimeUnit.MICROSECONDS, queue, factory, (worker, pool) -> {
                queue.keep(worker);
                if (pool.getPoolSize() == 0) {
                    pool.execute(() -> {});
                }
            });

    @Test
    void no_worker_is_lost_however_threads_come_and_go_and_in_the_end_no_thread_is_left() {
        int submitters = 3;
        int each = 40_000;
        HandOff queue = new HandOff();
        ThreadPoolExecutor pool = OURS.pool(3, queue, Thread::new);
        AtomicInteger ran = new AtomicInteger();
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < submitters; i++) {
            all.add(CompletableFuture.runAsync(
                    () -> {
                        for (int n = 0; n < each; n++) {
                            pool.execute(ran::incrementAndGet);
                            if (n % 7 == 0) {
                                LockSupport.parkNanos(1);
                            }
                        }
                    },
                    Threads.ONE_EACH));
        }
        all.forEach(CompletableFuture::join);
        while (ran.get() < submitters * each || pool.getPoolSize() > 0) {
            LockSupport.parkNanos(100_000);
        }

        assertThat(ran).hasValue(submitters * each);
        assertNobodyIsPromisedAnything(queue);
    }

    /** Each waits for the other, so that a worker is missed that is kept for nobody while there is room for a thread. */
    @Test
    void as_many_workers_run_at_once_as_there_is_room_for_however_threads_come_and_go() throws Exception {
        HandOff queue = new HandOff();
        ThreadPoolExecutor pool = OURS.pool(2, queue, Thread::new);
        for (int round = 0; round < 20_000; round++) {
            CyclicBarrier together = new CyclicBarrier(3);
            pool.execute(() -> meet(together));
            pool.execute(() -> meet(together));
            together.await(30, TimeUnit.SECONDS);
        }
        while (pool.getPoolSize() > 0) {
            LockSupport.parkNanos(100_000);
        }

        assertNobodyIsPromisedAnything(queue);
    }

    private static void meet(CyclicBarrier together) {
        try {
            together.await(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertNobodyIsPromisedAnything(HandOff queue) {
        assertThat(queue).isEmpty();
        assertThat(queue.crowded()).isFalse();
        assertThat(queue.offer(NOTHING)).isFalse();
    }

    @Test
    void a_worker_that_comes_as_a_thread_leaves_gets_one_though_another_is_busy() throws Exception {
        comesAsAThreadLeaves(OURS, (ran, pool, queue) -> ran.get(30, TimeUnit.SECONDS));
    }

    /** The control: the same in a pool that does not look after what it keeps. */
    @Test
    void a_pool_that_does_not_look_again_keeps_a_worker_though_there_is_room_for_a_thread() throws Exception {
        comesAsAThreadLeaves(CARELESS, (ran, pool, queue) -> {
            while (pool.getPoolSize() > 1) {
                LockSupport.parkNanos(100_000);
            }
            assertThat(ran).isNotDone();
            assertThat(queue).hasSize(1);
        });
    }

    @FunctionalInterface
    private interface Look {

        void at(CompletableFuture<?> ran, ThreadPoolExecutor pool, HandOff queue) throws Exception;
    }

    private static void comesAsAThreadLeaves(Kind kind, Look look) throws Exception {
        AtomicReference<Runnable> leaving = new AtomicReference<>(NOTHING);
        HandOff queue = new LeftWith(leaving);
        ThreadPoolExecutor pool = kind.pool(2, queue, Thread::new);
        CountDownLatch gate = new CountDownLatch(1);
        CompletableFuture<Void> ran = new CompletableFuture<>();
        pool.execute(() -> await(gate));
        leaving.set(() -> pool.execute(() -> ran.complete(null)));
        pool.execute(NOTHING);
        try {
            while (leaving.get() != NOTHING) {
                LockSupport.parkNanos(100_000);
            }
            look.at(ran, pool, queue);
        } finally {
            gate.countDown();
        }
        ran.get(30, TimeUnit.SECONDS);
    }

    private static void await(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Lets something happen once, as a thread has found out that its time is up. */
    private static final class LeftWith extends HandOff {

        private static final long serialVersionUID = 1;

        private final transient AtomicReference<Runnable> leaving;

        LeftWith(AtomicReference<Runnable> leaving) {
            this.leaving = leaving;
        }

        @Override
        public @Nullable Runnable poll(long timeout, TimeUnit unit) throws InterruptedException {
            Runnable worker = super.poll(timeout, unit);
            if (worker == null) {
                leaving.getAndSet(NOTHING).run();
            }
            return worker;
        }
    }

    @Test
    void a_worker_that_comes_while_the_only_thread_is_being_made_is_kept_for_it() throws Exception {
        comesAsAThreadIsMade(OURS);
    }

    /** The control. */
    @Test
    void a_pool_that_tries_until_there_is_a_thread_overflows_while_the_only_one_is_being_made() {
        assertThatThrownBy(() -> comesAsAThreadIsMade(CARELESS)).isInstanceOf(StackOverflowError.class);
    }

    private static void comesAsAThreadIsMade(Kind kind) throws Exception {
        CountDownLatch making = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        ThreadPoolExecutor pool = kind.pool(1, new HandOff(), worker -> {
            making.countDown();
            await(gate);
            return new Thread(worker);
        });
        CompletableFuture<Void> first = new CompletableFuture<>();
        CompletableFuture<Void> second = new CompletableFuture<>();
        CompletableFuture<Void> submitted =
                CompletableFuture.runAsync(() -> pool.execute(() -> first.complete(null)), Threads.ONE_EACH);
        try {
            making.await();
            pool.execute(() -> second.complete(null));
        } finally {
            gate.countDown();
        }
        CompletableFuture.allOf(submitted, first, second).get(30, TimeUnit.SECONDS);
    }
}
