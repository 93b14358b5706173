package io.valve4j.internal.event;

import io.valve4j.event.ValveEvent;
import io.valve4j.event.ValveListener;
import io.valve4j.time.TimeSource;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stands between the engine and one listener: events wait here, so many at the most, until a thread of their own hands
 * them over one by one. The thread is there only while events are.
 *
 * <p>Whoever has an event told never waits and never fails. Thread-safe.
 */
final class Mailbox {

    private static final Logger LOG = LoggerFactory.getLogger(ValveListener.class);

    private final ValveListener listener;
    private final int capacity;
    private final TimeSource time;
    private final Executor threads;
    private final Sparingly failures;
    private final Sparingly losses;

    private final Queue<Item> items = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicBoolean delivering = new AtomicBoolean();

    /** What waits: an event, or somebody who wants to know when all before it is told. */
    private sealed interface Item {

        record Event(ValveEvent event) implements Item {}

        record Mark(CompletableFuture<Void> reached) implements Item {}
    }

    Mailbox(ValveListener listener, int capacity, TimeSource time, Executor threads) {
        this.listener = listener;
        this.capacity = capacity;
        this.time = time;
        this.threads = threads;
        this.failures = new Sparingly(time);
        this.losses = new Sparingly(time);
    }

    /** Puts an event behind those that wait. {@link #deliver} is to follow. */
    void put(ValveEvent event) {
        // Those who race may pass the capacity by their number: it bounds memory, and need not be exact.
        if (waiting.get() >= capacity) {
            lost.incrementAndGet();
            losses.say(count -> LOG.warn(
                    "a listener is too slow: {} events were dropped, since {} wait for it already ({})",
                    count,
                    capacity,
                    listener));
        } else {
            waiting.incrementAndGet();
            items.add(new Item.Event(event));
        }
    }

    /** Completes when all that was put before is told. */
    CompletableFuture<Void> flushed() {
        CompletableFuture<Void> reached = new CompletableFuture<>();
        items.add(new Item.Mark(reached));
        deliver();
        return reached;
    }

    /** Sees to it that what waits is told. With an executor that runs in the calling thread, it is told within the call. */
    void deliver() {
        if (delivering.get() || !delivering.compareAndSet(false, true)) {
            return;
        }
        try {
            threads.execute(this::deliverAll);
        } catch (Throwable noThread) {
            // The events wait for the next one.
            delivering.set(false);
            failures.say(count -> LOG.warn("no thread could be had to tell a listener of events", noThread));
        }
    }

    private void deliverAll() {
        do {
            for (Item item = items.poll(); item != null; item = items.poll()) {
                if (item instanceof Item.Mark mark) {
                    mark.reached().complete(null);
                } else if (item instanceof Item.Event event) {
                    waiting.decrementAndGet();
                    tellOfLosses();
                    tell(event.event());
                }
            }
            tellOfLosses();
            delivering.set(false);
            // Whoever put something between the last look and now found somebody delivering.
        } while (!items.isEmpty() && delivering.compareAndSet(false, true));
    }

    private void tellOfLosses() {
        long count = lost.getAndSet(0);
        if (count > 0) {
            tell(new ValveEvent.EventsLost(time.instant(), count));
        }
    }

    private void tell(ValveEvent event) {
        try {
            listener.on(event);
        } catch (Throwable failure) {
            failures.say(count -> LOG.warn("a listener failed {} times, the last time on {}", count, event, failure));
        }
    }
}
