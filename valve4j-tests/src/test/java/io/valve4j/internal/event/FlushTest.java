package io.valve4j.internal.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Await;
import io.valve4j.Threads;
import io.valve4j.event.ValveEvent;
import io.valve4j.testkit.ManualTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class FlushTest {

    /** Else it waits its five seconds, since each of the two has left the telling to the other. */
    @Test
    void a_flush_that_comes_while_another_asks_in_vain_for_a_thread_is_not_left_waiting() {
        CountDownLatch asking = new CountDownLatch(1);
        CountDownLatch flushing = new CountDownLatch(1);
        List<ValveEvent> told = new CopyOnWriteArrayList<>();
        Events events = new Events(Map.of(told::add, 10), new ManualTime(), command -> {
            asking.countDown();
            Await.latch(flushing);
            throw new RejectedExecutionException("shut down");
        });
        CompletableFuture<Void> teller = CompletableFuture.runAsync(
                () -> events.tell(at -> new ValveEvent.ShutdownStarted(at, Optional.empty())), Threads.ONE_EACH);
        Await.latch(asking);
        Thread flusher = new Thread(events::flush);
        flusher.start();
        Await.until("the flush waits", () -> Await.waitsForFuture(flusher));
        flushing.countDown();
        Await.until("the flush is over", () -> !flusher.isAlive());
        Await.result(teller);
        assertThat(told).hasSize(1);
    }
}
