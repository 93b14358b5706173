package io.valve4j.cli.machine;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;

/** The heap of this JVM. */
public final class Heap {

    private static final MemoryMXBean MEMORY = ManagementFactory.getMemoryMXBean();

    private Heap() {}

    /**
     * Bytes that are still reachable: what is used right after a full collection, the least of several, since threads that go on
     * make garbage in between, and references are cleared one collection after their target. Stops the world each time.
     *
     * @param collections how many
     */
    public static long live(int collections) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < collections; i++) {
            System.gc();
            least = Math.min(least, MEMORY.getHeapMemoryUsage().getUsed());
        }
        return least;
    }

    /** What the heap may grow to: {@code -Xmx}, or what the JVM chose. */
    public static long most() {
        return Runtime.getRuntime().maxMemory();
    }
}
