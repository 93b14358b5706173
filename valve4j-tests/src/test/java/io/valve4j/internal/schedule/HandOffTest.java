package io.valve4j.internal.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Threads;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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
        CompletableFuture<Runnable> waiting = CompletableFuture.supplyAsync(this::takeSlowly, Threads.ONE_EACH);
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
}
