package io.valve4j.internal.engine;

import io.valve4j.time.TimeSource;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Drops what is kept for users whose bucket is full and who have no work: it equals what would be made anew, so memory
 * follows the active users and not all who were ever seen, whatever ids an attacker invents.
 *
 * <p>One alarm for all users, set only while something is kept. It goes round all that is kept in slices, each of bounded
 * work; a round that finds nothing to drop makes the pause before the next one longer. At that pace some 400,000 are dropped in a
 * second. When more come, which shows where most of what was looked at was dropped, those who come help: each addition looks at
 * several others, so that a flood drops what it leaves.
 */
final class Reclaimer implements Outlet.Warden {

    private static final int SLICE = 4_096;
    private static final int LOOKS_AT_ONCE = 64;
    private static final int LOOKS_PER_ADDITION = 16;
    private static final long BETWEEN_SLICES_NANOS = 10_000_000L;
    private static final long SHORTEST_PAUSE_NANOS = 1_000_000_000L;
    private static final long LONGEST_PAUSE_NANOS = 60_000_000_000L;

    private final TimeSource time;
    private final Supplier<Collection<Outlet>> outlets;
    private final AtomicBoolean going = new AtomicBoolean();

    private volatile boolean stopped;
    private volatile boolean flooded;
    private volatile TimeSource.@Nullable Alarm alarm;

    private final ReentrantLock looking = new ReentrantLock();

    // Guarded by the lock.
    private Iterator<Outlet> round = Collections.emptyIterator();
    private Iterator<BooleanSupplier> steps = Collections.emptyIterator();
    private boolean droppedAny;
    private long looks;
    private long drops;

    // Touched by one alarm at a time.
    private long pauseNanos = SHORTEST_PAUSE_NANOS;

    Reclaimer(TimeSource time, Supplier<Collection<Outlet>> outlets) {
        this.time = time;
        this.outlets = outlets;
    }

    /** Sees to it that the rounds go on. One volatile read if they do. */
    @Override
    public void wake() {
        if (!going.get() && going.compareAndSet(false, true)) {
            pauseNanos = SHORTEST_PAUSE_NANOS;
            setAlarm(pauseNanos);
        }
    }

    private void setAlarm(long nanos) {
        TimeSource.Alarm set = time.alarm(nanos, this::slice);
        alarm = set;
        if (stopped) {
            set.cancel();
        }
    }

    /** One volatile read, unless there is a flood; never waits for others who help. */
    @Override
    public void help() {
        if (flooded && !stopped && looking.tryLock()) {
            try {
                look(LOOKS_PER_ADDITION);
            } finally {
                looking.unlock();
            }
        }
    }

    /** Ends the rounds: nobody will use what is kept any more, and no alarm may hold it until it rings. */
    void stop() {
        stopped = true;
        TimeSource.Alarm set = alarm;
        if (set != null) {
            set.cancel();
        }
    }

    private void slice() {
        if (stopped) {
            return;
        }
        boolean ended = false;
        // In small parts, so that in a flood nobody finds the lock taken for long.
        for (int done = 0; done < SLICE && !ended; done += LOOKS_AT_ONCE) {
            looking.lock();
            try {
                look(LOOKS_AT_ONCE);
                ended = roundIsOver();
            } finally {
                looking.unlock();
            }
        }
        assess();
        if (ended) {
            endRound();
        } else {
            setAlarm(BETWEEN_SLICES_NANOS);
        }
    }

    /** Whether there is a flood, by what was looked at since the slice before, whoever did. */
    private void assess() {
        looking.lock();
        try {
            flooded = drops > SLICE / 2 && drops > looks / 2;
            looks = 0;
            drops = 0;
        } finally {
            looking.unlock();
        }
    }

    /** Looks at so many, or at what is left of the round; begins the next round where one has ended. */
    private void look(int most) {
        if (roundIsOver()) {
            round = outlets.get().iterator();
        }
        int done = 0;
        while (done < most && (steps.hasNext() || round.hasNext())) {
            if (steps.hasNext()) {
                done++;
                if (steps.next().getAsBoolean()) {
                    drops++;
                    droppedAny = true;
                }
            } else {
                steps = round.next().reclaimSteps();
            }
        }
        looks += done;
        if (roundIsOver()) {
            forgetRound();
        }
    }

    private boolean roundIsOver() {
        return !steps.hasNext() && !round.hasNext();
    }

    /** An iterator holds the table on which it began, even at its end: that of a crowd would outlast the crowd. */
    private void forgetRound() {
        round = Collections.emptyIterator();
        steps = Collections.emptyIterator();
    }

    private void endRound() {
        if (nothingKept()) {
            trim();
            going.set(false);
            if (!nothingKept()) {
                wake();
            }
            return;
        }
        pauseNanos = tookAny() ? SHORTEST_PAUSE_NANOS : Math.min(LONGEST_PAUSE_NANOS, pauseNanos * 2);
        setAlarm(pauseNanos);
    }

    /** With the lock, so that no helper is on a table that is let go of. */
    private void trim() {
        looking.lock();
        try {
            forgetRound();
            outlets.get().forEach(Outlet::trim);
        } finally {
            looking.unlock();
        }
    }

    private boolean tookAny() {
        looking.lock();
        try {
            boolean any = droppedAny;
            droppedAny = false;
            return any;
        } finally {
            looking.unlock();
        }
    }

    private boolean nothingKept() {
        return outlets.get().stream().allMatch(Outlet::isEmpty);
    }
}
