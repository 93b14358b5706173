package io.valve4j;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.TimeUnit;

/** Has garbage collected. */
public final class Garbage {

    private static final long MOST_SECONDS = 60;

    private Garbage() {}

    /** Collects all that nobody holds, and returns once every queue of references has been told of it. */
    public static void collect() {
        System.gc();
        // The JVM tells in batches, one after the other. The first of these two may be in the same batch as what is
        // waited for;
        // the second is in a later one.
        awaitOneMore();
        awaitOneMore();
    }

    private static void awaitOneMore() {
        ReferenceQueue<Object> queue = new ReferenceQueue<>();
        WeakReference<Object> last = new WeakReference<>(new Object(), queue);
        System.gc();
        try {
            if (queue.remove(TimeUnit.SECONDS.toMillis(MOST_SECONDS)) == null) {
                throw new AssertionError("never collected");
            }
        } catch (InterruptedException interrupt) {
            throw new AssertionError("interrupted", interrupt);
        } finally {
            Reference.reachabilityFence(last);
        }
    }
}
