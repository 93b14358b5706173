package io.valve4j.cli.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ValveThreadsTest {

    @Test
    void a_thread_is_at_work_while_its_task_lasts_and_idle_while_its_pool_has_none()
            throws InterruptedException, ExecutionException {
        ExecutorService pool = Executors.newFixedThreadPool(1, task -> new Thread(task, "valve4j-test"));
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch opened = new CountDownLatch(1);
        try {
            Future<?> task = pool.submit(() -> {
                begun.countDown();
                opened.await();
                return null;
            });
            begun.await();
            assertThat(ValveThreads.awaitIdle(Duration.ZERO)).isPositive();
            opened.countDown();
            task.get();
            assertThat(ValveThreads.awaitIdle(Duration.ofMinutes(1))).isZero();
            assertThat(ValveThreads.count()).isPositive();
        } finally {
            opened.countDown();
            pool.shutdownNow();
        }
    }
}
