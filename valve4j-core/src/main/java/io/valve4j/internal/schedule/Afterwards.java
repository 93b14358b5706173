package io.valve4j.internal.schedule;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what is still to be done after steps whose lock is released: refunds, letters, futures. So whoever waits for the end
 * of all work waits for these too. Thread-safe, lock-free.
 */
final class Afterwards {

    private final AtomicLong open = new AtomicLong();
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private volatile boolean lastStepTaken;

    /** Something is to be done; {@link #end} is to follow. */
    void begin() {
        open.incrementAndGet();
    }

    /** It is done. */
    void end() {
        if (open.decrementAndGet() == 0 && lastStepTaken) {
            done.complete(null);
        }
    }

    /**
     * No step is to follow that leaves anything to be done, except from within what is being done. Called under the lock, with
     * what the step itself leaves begun; {@link #check} is to follow when the lock is released.
     */
    void lastStepTaken() {
        lastStepTaken = true;
    }

    /** Completes what waits, if nothing is left. Not to be called under a lock, since dependents run within the call. */
    void check() {
        if (lastStepTaken && open.get() == 0) {
            done.complete(null);
        }
    }

    /** Completes when the last step was taken and all is done. */
    CompletableFuture<Void> done() {
        return done;
    }
}
