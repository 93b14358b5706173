package io.valve4j.internal.schedule;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The queue of a pool of threads that takes a worker only if an idle thread is there for it: a pool prefers its queue to new
 * threads, and so makes a new one instead. What no thread could be made for is kept after all.
 *
 * <p>A thread may be promised a worker at the moment when it has waited long enough. It leaves nevertheless; whoever has the
 * pool looks whether there is a {@linkplain #crowded() crowd} behind it.
 *
 * <p>{@link java.util.concurrent.LinkedTransferQueue} would do the same by itself, but up to JDK 20 a thread that waits in it for a
 * bounded time may spin for ever (JDK-8301341).
 *
 * <p>Thread-safe. Of what a queue can do, only what a pool without core threads uses is as said here.
 */
class HandOff extends LinkedBlockingQueue<Runnable> {

    private static final long serialVersionUID = 1;

    /** How many threads wait, less how many workers are in the queue, or on their way into it. */
    private final AtomicInteger free = new AtomicInteger();

    /** Takes the worker if a thread waits to which nothing is promised. */
    @Override
    public boolean offer(Runnable worker) {
        int seen = free.get();
        while (seen > 0 && !free.compareAndSet(seen, seen - 1)) {
            seen = free.get();
        }
        return seen > 0 && super.offer(worker);
    }

    /** Takes the worker in any case. */
    void keep(Runnable worker) {
        free.decrementAndGet();
        super.offer(worker);
    }

    /** Whether workers wait for a thread. */
    boolean crowded() {
        return free.get() < 0;
    }

    @Override
    public @Nullable Runnable poll(long timeout, TimeUnit unit) throws InterruptedException {
        free.incrementAndGet();
        Runnable worker = null;
        try {
            worker = super.poll(timeout, unit);
            return worker;
        } finally {
            if (worker == null) {
                free.decrementAndGet();
            }
        }
    }
}
