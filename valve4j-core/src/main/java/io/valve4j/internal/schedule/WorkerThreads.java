package io.valve4j.internal.schedule;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Threads for workers: virtual ones where the platform has them (Java 21 and later), else a pool with a ceiling. */
public final class WorkerThreads {

    private static final int KEPT_SECONDS = 10;

    private WorkerThreads() {}

    /**
     * An executor that gives each worker a thread of its own, as long as it lasts.
     *
     * @param mostPlatformThreads the ceiling where threads are platform threads; workers beyond it wait in arrival order
     */
    public static Executor create(int mostPlatformThreads) {
        ThreadFactory virtual = virtualThreads();
        return virtual != null ? worker -> virtual.newThread(worker).start() : pool(mostPlatformThreads);
    }

    private static @Nullable ThreadFactory virtualThreads() {
        // By reflection, since the library is compiled for Java 17. On 17 to 20 the method is absent, or a preview that
        // throws.
        try {
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            Class<?> builder = Class.forName("java.lang.Thread$Builder");
            Class<?> ofVirtual = Class.forName("java.lang.Thread$Builder$OfVirtual");
            MethodHandle start = lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(ofVirtual));
            MethodHandle name =
                    lookup.findVirtual(builder, "name", MethodType.methodType(builder, String.class, long.class));
            MethodHandle factory = lookup.findVirtual(builder, "factory", MethodType.methodType(ThreadFactory.class));
            return (ThreadFactory) factory.invoke(name.invoke(start.invoke(), "valve4j-worker-", 0L));
        } catch (Throwable absent) {
            return null;
        }
    }

    private static Executor pool(int most) {
        HandOff queue = new HandOff();
        AtomicLong number = new AtomicLong();
        return new ThreadPoolExecutor(
                0,
                most,
                KEPT_SECONDS,
                TimeUnit.SECONDS,
                queue,
                worker -> {
                    Thread thread = new Thread(worker, "valve4j-worker-" + number.getAndIncrement());
                    thread.setDaemon(true);
                    return thread;
                },
                (worker, pool) -> {
                    queue.keep(worker);
                    if (pool.getPoolSize() == 0) {
                        // The last thread left just before: a new one will find the worker in the queue.
                        pool.execute(() -> {});
                    }
                });
    }

    /**
     * A pool prefers its queue to new threads. So this queue takes a worker only if an idle thread is waiting for one; what
     * no thread could be made for is kept after all.
     */
    private static final class HandOff extends LinkedTransferQueue<Runnable> {

        private static final long serialVersionUID = 1;

        @Override
        public boolean offer(Runnable worker) {
            return tryTransfer(worker);
        }

        void keep(Runnable worker) {
            super.offer(worker);
        }
    }
}
