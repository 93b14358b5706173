package io.valve4j.internal.schedule;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Platform threads, made when they are needed and gone some time later; workers beyond the ceiling wait in arrival order.
 *
 * <p>A pool by itself may leave a worker in its queue though it has room for a thread: if it comes at the ceiling, just as a
 * thread leaves, and the others are busy. So both look whether a thread is missing: whoever keeps a worker, and every thread
 * after it has left.
 *
 * <p>Thread-safe.
 */
final class WorkerPool extends ThreadPoolExecutor {

    /** What a thread begins with that is made for a worker in the queue. */
    private static final Runnable LOOK = () -> {};

    private final HandOff queue;

    WorkerPool(int most, Duration kept, HandOff queue, ThreadFactory factory) {
        super(0, most, kept.toNanos(), TimeUnit.NANOSECONDS, queue, factory);
        this.queue = queue;
        setThreadFactory(worker -> factory.newThread(() -> stay(worker)));
        setRejectedExecutionHandler((worker, itself) -> keep(worker));
    }

    private void stay(Runnable worker) {
        try {
            worker.run();
        } finally {
            callThread();
        }
    }

    private void keep(Runnable worker) {
        // Where there is no room for a thread, every one that there is looks into the queue, or calls another.
        if (!LOOK.equals(worker)) {
            queue.keep(worker);
            if (getPoolSize() < getMaximumPoolSize()) {
                callThread();
            }
        }
    }

    private void callThread() {
        if (queue.crowded()) {
            execute(LOOK);
        }
    }
}
