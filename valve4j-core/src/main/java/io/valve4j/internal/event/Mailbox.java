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
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stands between the engine and one listener: events wait here, so many at the most, until a thread hands them over one by
 * one. The thread is there only while events are.
 *
 * <p>Whoever has an event told never waits and never fails. Where events are dropped, a gap stands in their place. Thread-safe.
 */
final class Mailbox {

    private static final Logger LOG = LoggerFactory.getLogger(ValveListener.class);
    private static final ThreadLocal<Boolean> DELIVERS = new ThreadLocal<>();

    private final ValveListener listener;
    private final int capacity;
    private final TimeSource time;
    private final Executor threads;
    private final Sparingly failures;
    private final Sparingly losses;

    private final Queue<Item> items = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicReference<@Nullable Gap> openGap = new AtomicReference<>();

    /** How many wait to know when all before them is told. */
    private final AtomicInteger flushing = new AtomicInteger();

    /** Whether a thread was asked for that has not come yet. */
    private final AtomicBoolean threadComes = new AtomicBoolean();

    /** Whether a thread tells the listener: one at a time, even if an executor sends several. */
    private final AtomicBoolean telling = new AtomicBoolean();

    /** What waits to be told. */
    private sealed interface Item {}

    private record Event(ValveEvent event) implements Item {}

    /** Somebody who wants to know when all before it is told. */
    private record Mark(CompletableFuture<Void> reached) implements Item {}

    /** Events that were dropped here. */
    private static final class Gap implements Item {

        private long count = 1;
        private boolean closed;

        synchronized boolean widen() {
            if (!closed) {
                count++;
            }
            return !closed;
        }

        synchronized long close() {
            closed = true;
            return count;
        }
    }

    Mailbox(ValveListener listener, int capacity, TimeSource time, Executor threads) {
        this.listener = listener;
        this.capacity = capacity;
        this.time = time;
        this.threads = threads;
        this.failures = new Sparingly(time);
        this.losses = new Sparingly(time);
    }

    /** Whether the calling thread is telling a listener something, and so must not wait for that to end. */
    static boolean delivers() {
        return DELIVERS.get() != null;
    }

    /** Puts an event behind those that wait. {@link #deliver} is to follow. */
    void put(ValveEvent event) {
        // Those who race may pass the capacity by their number: it bounds memory, and need not be exact.
        if (waiting.get() >= capacity && !(event instanceof ValveEvent.ShutdownEnded)) {
            drop();
        } else {
            openGap.set(null);
            waiting.incrementAndGet();
            items.add(new Event(event));
        }
    }

    private void drop() {
        losses.say(count -> LOG.warn(
                "a listener is too slow: {} events were dropped, since {} wait for it already ({})",
                count,
                capacity,
                listener));
        while (true) {
            Gap gap = openGap.get();
            if (gap == null) {
                Gap opened = new Gap();
                if (openGap.compareAndSet(null, opened)) {
                    items.add(opened);
                    return;
                }
            } else if (gap.widen()) {
                return;
            } else {
                openGap.compareAndSet(gap, null);
            }
        }
    }

    /** Completes when all that was put before is told; tells it in the calling thread if no other is to be had. */
    CompletableFuture<Void> flushed() {
        CompletableFuture<Void> reached = new CompletableFuture<>();
        flushing.incrementAndGet();
        items.add(new Mark(reached));
        deliver();
        if (!threadComes.get()) {
            tellAll();
        }
        return reached;
    }

    /** Sees to it that what waits is told. With an executor that runs in the calling thread, it is told within the call. */
    void deliver() {
        if (telling.get() || threadComes.get() || !threadComes.compareAndSet(false, true)) {
            // Whoever comes, or is telling, looks again when nothing is left.
            return;
        }
        try {
            threads.execute(() -> {
                threadComes.set(false);
                tellAll();
            });
        } catch (Throwable noThread) {
            // What waits waits for the next event, unless somebody waits for it, who may have relied on the thread.
            threadComes.set(false);
            failures.say(count -> LOG.warn("no thread could be had to tell a listener of events", noThread));
            if (flushing.get() > 0) {
                tellAll();
            }
        }
    }

    private void tellAll() {
        while (!items.isEmpty() && telling.compareAndSet(false, true)) {
            Boolean outer = DELIVERS.get();
            DELIVERS.set(true);
            try {
                for (Item item = items.poll(); item != null; item = items.poll()) {
                    deliver(item);
                }
            } finally {
                if (outer == null) {
                    DELIVERS.remove();
                }
                telling.set(false);
            }
        }
    }

    private void deliver(Item item) {
        if (item instanceof Mark mark) {
            flushing.decrementAndGet();
            mark.reached().complete(null);
        } else if (item instanceof Gap gap) {
            tell(new ValveEvent.EventsLost(time.instant(), gap.close()));
        } else if (item instanceof Event event) {
            waiting.decrementAndGet();
            tell(event.event());
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
