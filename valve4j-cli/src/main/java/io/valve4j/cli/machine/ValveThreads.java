package io.valve4j.cli.machine;

import java.time.Duration;

/** The platform threads that the library has made in this JVM. */
public final class ValveThreads {

    private static final String PREFIX = "valve4j-";
    private static final long BETWEEN_LOOKS_MILLIS = 20;

    private ValveThreads() {}

    /** How many are alive. Virtual threads are not counted: the JVM does not list them. */
    public static int count() {
        return (int) Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(PREFIX))
                .count();
    }

    /** Waits until none is alive, or the time is up. Returns how many are left. */
    public static int awaitNone(Duration patience) throws InterruptedException {
        long start = System.nanoTime();
        int left = count();
        while (left > 0 && System.nanoTime() - start < patience.toNanos()) {
            Thread.sleep(BETWEEN_LOOKS_MILLIS);
            left = count();
        }
        return left;
    }
}
