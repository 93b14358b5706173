package io.valve4j.cli.soak;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/** A thread that sends each request at its time, or as soon after it as it can. */
final class Generator extends Thread {

    /** A thread that is parked wakes up later than asked, by about so much; so it waits the rest awake. */
    private static final long AWAKE_NANOS = 60_000;

    private final Arrivals arrivals;
    private final long endNanos;
    private final LongConsumer request;
    private final AtomicLong sent = new AtomicLong();

    /**
     * Not started yet.
     *
     * @param arrivals when requests are meant to arrive
     * @param endNanos from when on none is sent
     * @param request sends one, given when it was meant to arrive
     */
    Generator(Arrivals arrivals, long endNanos, LongConsumer request) {
        super("soak-arrivals");
        setDaemon(true);
        this.arrivals = arrivals;
        this.endNanos = endNanos;
        this.request = request;
    }

    /** How many were sent. */
    long sent() {
        return sent.get();
    }

    @Override
    public void run() {
        for (long at = arrivals.nextNanos(); at - endNanos < 0; at = arrivals.nextNanos()) {
            awaitNanos(at);
            request.accept(at);
            sent.lazySet(sent.get() + 1);
        }
    }

    private static void awaitNanos(long at) {
        for (long left = at - System.nanoTime(); left > 0; left = at - System.nanoTime()) {
            if (left > AWAKE_NANOS) {
                LockSupport.parkNanos(left - AWAKE_NANOS);
            } else {
                Thread.onSpinWait();
            }
        }
    }
}
