package io.valve4j.internal.schedule;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Threads for workers: virtual ones where the platform has them (Java 21 and later), else a pool with a ceiling; or somebody
 * else's executor. Thread-safe.
 */
public final class WorkerThreads implements Executor {

    private static final Duration KEPT = Duration.ofSeconds(10);

    private final Executor executor;
    private final BooleanSupplier crowded;

    private WorkerThreads(Executor executor, BooleanSupplier crowded) {
        this.executor = executor;
        this.crowded = crowded;
    }

    /** Threads of an executor that belongs to somebody else. */
    public static WorkerThreads of(Executor executor) {
        return new WorkerThreads(executor, () -> false);
    }

    @Override
    public void execute(Runnable worker) {
        executor.execute(worker);
    }

    /**
     * Whether workers wait for a thread, so that one who could go on with its own resource should go to the back of the line
     * instead. Otherwise a resource that never runs out of work would keep its threads from all others for ever.
     */
    boolean crowded() {
        return crowded.getAsBoolean();
    }

    /**
     * Threads of their own for all workers, each as long as it lasts.
     *
     * @param mostPlatformThreads the ceiling where threads are platform threads; workers beyond it wait in arrival order
     */
    public static WorkerThreads create(int mostPlatformThreads) {
        ThreadFactory virtual = virtualThreads();
        return virtual == null
                ? pool(mostPlatformThreads)
                : of(worker -> virtual.newThread(worker).start());
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

    /** A pool of platform threads, made when they are needed; workers beyond so many wait in arrival order. */
    public static WorkerThreads pool(int most) {
        HandOff queue = new HandOff();
        AtomicLong number = new AtomicLong();
        Executor threads = new WorkerPool(most, KEPT, queue, worker -> {
            Thread thread = new Thread(worker, "valve4j-worker-" + number.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        });
        return new WorkerThreads(threads, queue::crowded);
    }
}
