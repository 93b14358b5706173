package io.valve4j.internal.engine;

import io.valve4j.time.TimeSource;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Drops what is kept for users whose bucket is full and who have no work: it equals what would be made anew, so memory
 * follows the active users and not all who were ever seen, whatever ids an attacker invents.
 *
 * <p>One alarm for all users, set only while something is kept. It goes round all that is kept in slices, each of bounded
 * work; a round that finds nothing to drop makes the pause before the next one longer.
 */
final class Reclaimer {

    private static final int SLICE = 4_096;
    private static final long BETWEEN_SLICES_NANOS = 10_000_000L;
    private static final long SHORTEST_PAUSE_NANOS = 1_000_000_000L;
    private static final long LONGEST_PAUSE_NANOS = 60_000_000_000L;

    private final TimeSource time;
    private final Supplier<Collection<Outlet>> outlets;
    private final AtomicBoolean going = new AtomicBoolean();

    private volatile boolean stopped;

    // Touched by one alarm at a time.
    private Iterator<Outlet> round = Collections.emptyIterator();
    private Iterator<BooleanSupplier> steps = Collections.emptyIterator();
    private long pauseNanos = SHORTEST_PAUSE_NANOS;
    private boolean droppedAny;

    Reclaimer(TimeSource time, Supplier<Collection<Outlet>> outlets) {
        this.time = time;
        this.outlets = outlets;
    }

    /** Sees to it that the rounds go on. One volatile read if they do. */
    void wake() {
        if (!going.get() && going.compareAndSet(false, true)) {
            pauseNanos = SHORTEST_PAUSE_NANOS;
            time.alarm(pauseNanos, this::slice);
        }
    }

    /** Ends the rounds: nobody will use what is kept any more. */
    void stop() {
        stopped = true;
    }

    private void slice() {
        if (stopped) {
            return;
        }
        if (!steps.hasNext() && !round.hasNext()) {
            round = outlets.get().iterator();
        }
        int done = 0;
        while (done < SLICE && (steps.hasNext() || round.hasNext())) {
            if (steps.hasNext()) {
                droppedAny |= steps.next().getAsBoolean();
                done++;
            } else {
                steps = round.next().reclaimSteps();
            }
        }
        if (steps.hasNext() || round.hasNext()) {
            time.alarm(BETWEEN_SLICES_NANOS, this::slice);
        } else {
            endRound();
        }
    }

    private void endRound() {
        if (nothingKept()) {
            going.set(false);
            if (!nothingKept()) {
                wake();
            }
            return;
        }
        pauseNanos = droppedAny ? SHORTEST_PAUSE_NANOS : Math.min(LONGEST_PAUSE_NANOS, pauseNanos * 2);
        droppedAny = false;
        time.alarm(pauseNanos, this::slice);
    }

    private boolean nothingKept() {
        return outlets.get().stream().allMatch(Outlet::isEmpty);
    }
}
