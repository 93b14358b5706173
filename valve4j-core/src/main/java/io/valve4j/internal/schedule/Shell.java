package io.valve4j.internal.schedule;

import io.valve4j.internal.rate.RateCell;
import io.valve4j.time.TimeSource;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link FairScheduler} is driven by: a lock, a clock and an alarm.
 *
 * <p>Every change is made under the lock, and what follows from it (tasks to start, permits to hand over) is collected in a
 * chain through the tickets and done once the lock is released: no user code, and no executor, is ever called with it held.
 *
 * <p>A change is a function of the time of its step. Where not even an object for that function may be made, for each task,
 * its caller does by hand what {@link #step} does.
 */
final class Shell {

    private final ReentrantLock lock = new ReentrantLock();
    private final FairScheduler scheduler;
    private final Closing closing;
    private final TimeSource time;
    private final Performer performer;
    private final Afterwards afterwards;
    private final Inbox inbox = new Inbox();

    // Guarded by the lock.
    private Inbox.@Nullable Arrival left;
    private boolean unsettled;
    private TimeSource.@Nullable Alarm alarm;
    private long alarmAt;
    private long alarms;
    private long latest;
    private volatile boolean contended;

    Shell(FairScheduler scheduler, Closing closing, TimeSource time, Performer performer, Afterwards afterwards) {
        this.scheduler = scheduler;
        this.closing = closing;
        this.time = time;
        this.performer = performer;
        this.afterwards = afterwards;
        this.latest = time.nanos();
    }

    /** Whether something waits for the rate, as of the last step. One volatile read. */
    boolean contended() {
        return contended;
    }

    /** Makes a change under the lock, and performs what follows from it once the lock is released. */
    <T> T step(LongFunction<T> change) {
        T result;
        Ticket effects;
        lock.lock();
        try {
            long now = alone();
            result = change.apply(now);
            effects = settle(now);
        } finally {
            lock.unlock();
        }
        perform(effects);
        return result;
    }

    /** As {@link #step}, for a change without a result. */
    void alter(LongConsumer change) {
        step(now -> {
            change.accept(now);
            return true;
        });
    }

    /** Asks, or takes, what nothing else follows from. */
    <T> T look(LongFunction<T> question) {
        lock.lock();
        try {
            T answer = question.apply(alone());
            openIfQuiet();
            return answer;
        } finally {
            lock.unlock();
        }
    }

    /** Leaves a task for whoever takes the lock next; false if it must be taken now. Without the lock. */
    boolean leave(Ticket ticket, String user, Share share) {
        return inbox.leave(ticket, user, share);
    }

    /** Begins a step during which more may be left, if that may be so. Returns its time; {@link #settle} is to follow. */
    long lock(long reading) {
        lock.lock();
        unsettled = true;
        long now = from(reading);
        try {
            takeIn(inbox.takeOut(), now);
        } catch (Throwable noMemory) {
            // Whoever ends a task here must not be kept from it by those of others: these are tried again when it
            // settles.
        }
        return now;
    }

    /** Where a step came to no end, everybody takes the lock from then on, until one does: then what was missed is done. */
    void unlock() {
        try {
            if (unsettled) {
                keep(inbox.shut());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Begins a step that sees all there is. Returns its time. */
    private long alone() {
        long now = now();
        takeIn(inbox.shut(), now);
        return now;
    }

    /**
     * Takes in what was left. All workers were busy then, and are: so nothing follows from it. If it fails on the way, for lack of
     * memory or stack, the rest is not lost, and comes first the next time.
     */
    private void takeIn(Inbox.@Nullable Arrival first, long now) {
        keep(first);
        for (Inbox.Arrival arrival = left; arrival != null; arrival = left) {
            try {
                scheduler.adopt(arrival.ticket(), false, arrival.user, arrival.share, now);
            } finally {
                if (arrival.ticket().stage != Ticket.Stage.NEW) {
                    left = arrival.below;
                }
            }
        }
    }

    private void keep(Inbox.@Nullable Arrival more) {
        if (left == null) {
            left = more;
        } else if (more != null) {
            Inbox.Arrival last = left;
            while (last.below != null) {
                last = last.below;
            }
            last.below = more;
        }
    }

    private boolean openIfQuiet() {
        boolean quiet = left == null && closing.isOpen() && scheduler.isQuiet();
        if (quiet) {
            inbox.open(scheduler.slots());
        }
        return quiet;
    }

    /** The time of a step. */
    long now() {
        return from(reading());
    }

    /** The time of a step, by a reading that may be from before the lock was had, and so older than the step before. */
    long from(long reading) {
        latest = reading - latest > 0 ? reading : latest;
        return latest;
    }

    /** What the clock says; needs no lock. */
    long reading() {
        return time.nanos();
    }

    /** Brings the scheduler to rest and sets the alarm. Returns the first of the effects, to be performed unlocked. */
    @Nullable
    Ticket settle(long now) {
        Ticket effects = effects(now);
        while (!openIfQuiet()) {
            keep(inbox.shut());
            if (left == null) {
                break;
            }
            takeIn(null, now);
            effects = Performer.chained(effects, effects(now));
        }
        boolean blocked = scheduler.rateBlocked();
        if (contended != blocked) {
            contended = blocked;
        }
        setAlarm(now);
        if (closing.isOver()) {
            afterwards.lastStepTaken();
        }
        unsettled = false;
        return effects;
    }

    private @Nullable Ticket effects(long now) {
        Ticket first = null;
        Ticket last = null;
        scheduler.wake(now);
        for (Ticket ticket = next(now); ticket != null; ticket = next(now)) {
            if (last == null) {
                first = ticket;
            } else {
                last.nextEffect = ticket;
            }
            last = ticket;
        }
        return first;
    }

    private @Nullable Ticket next(long now) {
        Ticket ticket = scheduler.nextExpired(now);
        Ticket.Effect effect = Ticket.Effect.EXPIRE;
        if (ticket == null) {
            ticket = scheduler.nextStart(now);
            effect = Ticket.Effect.START;
        }
        if (ticket == null) {
            ticket = scheduler.nextStranded();
            effect = Ticket.Effect.STRAND;
        }
        if (ticket == null) {
            ticket = scheduler.nextRoom(now);
            effect = Ticket.Effect.FIND_ROOM;
        }
        if (ticket != null) {
            ticket.effect = effect;
            if (effect != Ticket.Effect.START || !ticket.isTask()) {
                // A task that starts runs, and so is seen to be there.
                afterwards.begin();
            }
        }
        return ticket;
    }

    private void setAlarm(long now) {
        long wait = scheduler.nanosToNextEvent(now);
        if (alarm != null) {
            if (wait != RateCell.NEVER && alarmAt - (now + wait) <= 0) {
                return;
            }
            alarm.cancel();
            alarm = null;
        }
        if (wait != RateCell.NEVER) {
            alarmAt = now + wait;
            // One that was called off too late must not be taken for the one that was set after it.
            long number = ++alarms;
            alarm = time.alarm(Math.max(0, alarmAt - reading()), () -> rung(number));
        }
    }

    private void rung(long number) {
        alter(now -> {
            if (number == alarms) {
                alarm = null;
            }
        });
    }

    /** Performs the effects of a step. Not under the lock. */
    void perform(@Nullable Ticket effects) {
        performer.perform(effects);
        afterwards.check();
    }

    /** As {@link #perform}, but leaves the first task that starts to the calling worker; null if there is none for it. */
    @Nullable
    Ticket performButOne(@Nullable Ticket effects) {
        Ticket kept = performer.performButOne(effects);
        afterwards.check();
        return kept;
    }
}
