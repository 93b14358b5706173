package io.valve4j.internal.memory;

import io.valve4j.time.TimeSource;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When a table gives back its room: when less than a quarter are left of the most that it has held, or so few that their room is
 * not worth watching.
 *
 * <p>Values go without a word, when the collector finds that nobody holds them, so one alarm looks how many are left, as long as
 * there are many; each look that finds nothing changed makes the pause before the next one longer. Among few there is no alarm.
 *
 * <p>Thread-safe. An addition costs one volatile read, unless there are by an eighth more values than ever before.
 */
final class Watch {

    /** Up to so many values, room is not worth watching: some 64 kB at most. */
    static final long FEW = 4_096;

    private static final Logger LOG = LoggerFactory.getLogger("io.valve4j.ValveManager");
    private static final long SHORTEST_PAUSE_NANOS = 10_000_000_000L;
    private static final long LONGEST_PAUSE_NANOS = 16 * SHORTEST_PAUSE_NANOS;
    private static final int LEFT_OF_MOST = 4;
    private static final int STEPS_OF_MOST = 8;

    private final TimeSource time;
    private final Executor executor;
    private final Room room;

    /** More than so many are news. */
    private volatile long known = FEW;

    // Guarded by the monitor.
    private TimeSource.@Nullable Alarm alarm;
    private boolean watching;
    private boolean stopped;
    private long most;
    private long sizeBefore;
    private long pauseNanos;

    /** What is watched. */
    interface Room {

        /** Drops what is left of values that nobody holds. O(their number). */
        void tidy();

        /** How many values there are, and what is left of some that have gone. */
        long size();

        /** Gives back the room that the values do not need. O(values). */
        void renew();
    }

    /**
     * Watches nothing yet.
     *
     * @param executor on which to look, which takes longer than an alarm may
     */
    Watch(TimeSource time, Executor executor, Room room) {
        this.time = time;
        this.executor = executor;
        this.room = room;
    }

    /** To be called when something was added, with how many there are then. */
    void added(long size) {
        if (size > known) {
            grown(size);
        }
    }

    private synchronized void grown(long size) {
        if (stopped) {
            return;
        }
        if (!watching) {
            sizeBefore = size;
            pauseNanos = SHORTEST_PAUSE_NANOS;
            alarm = time.alarm(pauseNanos, this::ring);
            watching = true;
        }
        noteMost(size);
    }

    private void noteMost(long size) {
        most = Math.max(most, size);
        known = most + most / STEPS_OF_MOST;
    }

    /** Ends the watch for good. */
    synchronized void stop() {
        stopped = true;
        known = Long.MAX_VALUE;
        if (alarm != null) {
            alarm.cancel();
            alarm = null;
        }
    }

    private void ring() {
        try {
            executor.execute(this::look);
        } catch (RuntimeException | Error noThread) {
            LOG.warn("no thread was found to give back the room of a crowd that has gone; tried again later", noThread);
            goOn(false);
        }
    }

    private void look() {
        boolean fewLeft = false;
        try {
            room.tidy();
            long size = room.size();
            if (hasTooMuchRoom(size)) {
                room.renew();
                renewed(size);
                fewLeft = size <= FEW;
            }
        } catch (RuntimeException | Error failure) {
            LOG.warn("the room of a crowd that has gone was not given back; tried again later", failure);
        }
        goOn(fewLeft);
    }

    private synchronized boolean hasTooMuchRoom(long size) {
        return size <= FEW || size < most / LEFT_OF_MOST;
    }

    private synchronized void renewed(long size) {
        most = size;
    }

    private synchronized void goOn(boolean fewLeft) {
        alarm = null;
        if (stopped) {
            return;
        }
        // Before the size is read, so that whoever adds something after that comes and is heard.
        known = FEW;
        long size = room.size();
        if (fewLeft && size <= FEW) {
            watching = false;
            return;
        }
        noteMost(size);
        pauseNanos = size == sizeBefore ? Math.min(LONGEST_PAUSE_NANOS, pauseNanos * 2) : SHORTEST_PAUSE_NANOS;
        sizeBefore = size;
        alarm = time.alarm(pauseNanos, this::ring);
    }
}
