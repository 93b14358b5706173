package io.valve4j.guard;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Counts calls under way, so that a store is closed behind the last one. Thread-safe, lock-free but for the wait. */
final class Turnstile {

    private static final long CLOSED = Long.MIN_VALUE;

    private final AtomicLong inside = new AtomicLong();
    private final CountDownLatch empty = new CountDownLatch(1);

    /** One more call, to be followed by {@link #leave}. */
    void enter() {
        if (inside.incrementAndGet() < 0) {
            leave();
            throw closed();
        }
    }

    /** As {@link #enter} would, for now; enters nobody. */
    void check() {
        if (inside.get() < 0) {
            throw closed();
        }
    }

    private static IllegalStateException closed() {
        return new IllegalStateException("the store is closed, and takes no calls any more");
    }

    void leave() {
        if (inside.decrementAndGet() == CLOSED) {
            empty.countDown();
        }
    }

    long inside() {
        return inside.get() & ~CLOSED;
    }

    /** Lets nobody in any more; false if that is so already. */
    boolean close() {
        long before = inside.getAndUpdate(count -> count | CLOSED);
        if (before == 0) {
            empty.countDown();
        }
        return before >= 0;
    }

    /** Waits until everybody has left, so long at most; an interrupt ends the wait, with the flag kept. */
    void awaitEmpty(long nanos) {
        try {
            boolean unused = empty.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
        }
    }
}
