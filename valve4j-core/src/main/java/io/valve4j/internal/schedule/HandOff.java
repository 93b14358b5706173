package io.valve4j.internal.schedule;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The queue of a pool of threads that takes a worker only if an idle thread is there for it: a pool prefers its queue to new
 * threads, and so makes a new one instead. What no thread could be made for is kept after all.
 *
 * <p>{@link java.util.concurrent.LinkedTransferQueue} would do the same by itself, but up to JDK 20 a thread that waits in it for a
 * bounded time may spin for ever (JDK-8301341).
 *
 * <p>Thread-safe. Of what a queue can do, only what a pool without core threads uses is as said here.
 */
final class HandOff extends LinkedBlockingQueue<Runnable> {

    private static final long serialVersionUID = 1;

    /**
     * How many threads wait, less how many workers are in the queue, or on their way into it. A thread whose time is up may leave
     * only where that leaves it no lower than 0: else one of the workers was promised to it.
     */
    private final AtomicInteger free = new AtomicInteger();

    /** Takes the worker if a thread waits that nothing is promised to. */
    @Override
    public boolean offer(Runnable worker) {
        return claim() && super.offer(worker);
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
        try {
            Runnable worker = super.poll(timeout, unit);
            while (worker == null && !claim()) {
                worker = super.poll(timeout, unit);
            }
            return worker;
        } catch (InterruptedException interrupt) {
            free.decrementAndGet();
            throw interrupt;
        }
    }

    /** Counts one waiting thread less, or one worker more, if a thread waits that nothing is promised to. */
    private boolean claim() {
        int seen = free.get();
        while (seen > 0 && !free.compareAndSet(seen, seen - 1)) {
            seen = free.get();
        }
        return seen > 0;
    }
}
