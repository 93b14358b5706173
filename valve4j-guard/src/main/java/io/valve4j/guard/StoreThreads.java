package io.valve4j.guard;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Threads on which a store is called: one for each call under way, with nothing of its caller's context on it.
 *
 * <p>Virtual ones from Java 24 on. Before, a driver that blocks in {@code synchronized} would keep a virtual thread's carrier,
 * and a store that hangs would stop all virtual threads of the process; so there they are platform threads, kept for a while
 * when idle.
 */
final class StoreThreads {

    private static final int UNPINNED = 24;
    private static final int KEPT_SECONDS = 10;
    private static final String NAME = "valve4j-store-";

    private StoreThreads() {}

    static Executor create() {
        ThreadFactory virtual = Runtime.version().feature() >= UNPINNED ? virtualThreads() : null;
        return virtual == null ? pool() : call -> virtual.newThread(call).start();
    }

    private static @Nullable ThreadFactory virtualThreads() {
        // By reflection, since the library is compiled for Java 17.
        try {
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            Class<?> builder = Class.forName("java.lang.Thread$Builder");
            Class<?> ofVirtual = Class.forName("java.lang.Thread$Builder$OfVirtual");
            MethodHandle start = lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(ofVirtual));
            MethodHandle name =
                    lookup.findVirtual(builder, "name", MethodType.methodType(builder, String.class, long.class));
            MethodHandle inherit = lookup.findVirtual(
                    builder, "inheritInheritableThreadLocals", MethodType.methodType(builder, boolean.class));
            MethodHandle factory = lookup.findVirtual(builder, "factory", MethodType.methodType(ThreadFactory.class));
            return (ThreadFactory) factory.invoke(inherit.invoke(name.invoke(start.invoke(), NAME, 0L), false));
        } catch (Throwable absent) {
            return null;
        }
    }

    static Executor pool() {
        AtomicLong number = new AtomicLong();
        return new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, KEPT_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), call -> {
                    Thread thread = new Thread(null, call, NAME + number.getAndIncrement(), 0, false);
                    thread.setDaemon(true);
                    thread.setContextClassLoader(StoreThreads.class.getClassLoader());
                    return thread;
                });
    }
}
