package io.valve4j.internal.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HandOffTest {

    private static final Runnable WORKER = new Nothing();

    private final HandOff queue = new HandOff();

    @Test
    void nothing_is_taken_while_no_thread_waits_but_what_is_to_be_kept() throws InterruptedException {
        assertThat(queue.offer(WORKER)).isFalse();
        assertThat(queue.crowded()).isFalse();

        queue.keep(WORKER);

        assertThat(queue.crowded()).isTrue();
        assertThat(queue.poll(0, TimeUnit.SECONDS)).isSameAs(WORKER);
        assertThat(queue.crowded()).isFalse();
    }

    @Test
    void whose_time_is_up_leaves_and_is_promised_nothing() throws InterruptedException {
        assertThat(queue.poll(1, TimeUnit.MICROSECONDS)).isNull();
        assertThat(queue.offer(WORKER)).isFalse();
    }

    @Test
    void a_thread_that_waits_is_promised_one_worker() {
        CompletableFuture<Runnable> waiting = CompletableFuture.supplyAsync(this::takeSlowly);
        while (!queue.offer(WORKER)) {
            Thread.onSpinWait();
        }
        boolean another = queue.offer(WORKER);

        assertThat(another).isFalse();
        assertThat(waiting.join()).isSameAs(WORKER);
    }

    private static final class Nothing implements Runnable {

        @Override
        public void run() {
            // only to be handed over
        }
    }

    private Runnable takeSlowly() {
        try {
            return queue.poll(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** With threads that leave after a microsecond, so that they do at every moment. */
    @Test
    void no_worker_is_lost_however_threads_come_and_go_and_in_the_end_no_thread_is_left() {
        int submitters = 3;
        int each = 40_000;
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(0, 3, 1, TimeUnit.MICROSECONDS, queue, Thread::new, (worker, full) -> {
                    queue.keep(worker);
                    if (full.getPoolSize() == 0) {
                        full.execute(WORKER);
                    }
                });
        AtomicInteger ran = new AtomicInteger();
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < submitters; i++) {
            all.add(CompletableFuture.runAsync(() -> {
                for (int n = 0; n < each; n++) {
                    pool.execute(ran::incrementAndGet);
                    if (n % 7 == 0) {
                        LockSupport.parkNanos(1);
                    }
                }
            }));
        }
        all.forEach(CompletableFuture::join);
        while (ran.get() < submitters * each || pool.getPoolSize() > 0) {
            LockSupport.parkNanos(100_000);
        }

        assertThat(ran).hasValue(submitters * each);
        assertThat(queue).isEmpty();
        assertThat(queue.crowded()).isFalse();
        pool.shutdown();
    }
}
