package io.valve4j.nodes;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How long this machine keeps a thread waiting that only wants to go on: what is promised within a time holds beside that. A
 * thread sleeps for a millisecond again and again, and remembers by how much it was ever late.
 */
final class Stalls implements AutoCloseable {

    private static final long NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Thread sleeper = new Thread(this::sleepOnAndOn, "stalls");
    private volatile long longestNanos;
    private volatile boolean closed;

    Stalls() {
        sleeper.setDaemon(true);
        sleeper.start();
    }

    private void sleepOnAndOn() {
        while (!closed) {
            long begun = System.nanoTime();
            LockSupport.parkNanos(NAP_NANOS);
            longestNanos = Math.max(longestNanos, System.nanoTime() - begun - NAP_NANOS);
        }
    }

    long longestMillis() {
        return TimeUnit.NANOSECONDS.toMillis(longestNanos);
    }

    @Override
    public void close() {
        closed = true;
    }
}
