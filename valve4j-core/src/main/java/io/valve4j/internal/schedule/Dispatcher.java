package io.valve4j.internal.schedule;

import io.valve4j.Reason;
import io.valve4j.internal.rate.BucketSpec;
import io.valve4j.internal.rate.RateCell;
import io.valve4j.time.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The shell round a {@link FairScheduler}: owns its lock, its alarm, and the threads that run its tasks.
 *
 * <p>Every change is made under the lock, and what follows from it (tasks to start, permits to hand over) is collected in a
 * chain through the tickets and done once the lock is released: no user code, and no executor, is ever called with it held.
 * A worker that finishes a task takes its next one in the same step, without a hand-off to another thread.
 *
 * <p>Thread-safe. No method blocks, except for the lock, which is held for the time of one scheduling step.
 */
public final class Dispatcher {

    private static final Admission CLOSED = new Admission(Reason.SHUTTING_DOWN, 0, 0, RateCell.NEVER, false);

    private final ReentrantLock lock = new ReentrantLock();
    private final RateCell rate;
    private final TimeSource time;
    private final Performer performer;
    private final FairScheduler scheduler;
    private final CompletableFuture<Void> emptied = new CompletableFuture<>();

    private TimeSource.@Nullable Alarm alarm;
    private long alarmAt;
    private long alarms;
    private boolean closed;
    private boolean abandoned;
    private boolean retired;
    private long completedSinceClose;
    private volatile boolean contended;

    /**
     * A dispatcher with nothing to do: no thread, no alarm.
     *
     * @param workers how many tickets may run at once
     * @param slots how many tickets may wait
     * @param rate the resource's permits, which others may take from as well
     * @param time all time
     * @param threads gives workers their threads
     * @param callbacks runs what is told to tickets, where that may block
     */
    public Dispatcher(
            int workers, int slots, RateCell rate, TimeSource time, WorkerThreads threads, Executor callbacks) {
        this.rate = rate;
        this.time = time;
        this.performer = new Performer(this, threads, callbacks);
        this.scheduler = new FairScheduler(workers, slots, rate);
    }

    /** Runs what may block, or run others' code, aside from the thread that happens to find out about it. */
    public void aside(Runnable callback) {
        performer.aside(callback);
    }

    /** Whether something waits for the rate, so that permits may not be taken past the queue. One volatile read. */
    public boolean contended() {
        return contended;
    }

    /** Makes a change under the lock, and performs what follows from it once the lock is released. */
    private <T> T step(LongFunction<T> change) {
        T result;
        Ticket effects;
        lock.lock();
        try {
            long now = time.nanos();
            result = change.apply(now);
            effects = settle(now);
        } finally {
            lock.unlock();
        }
        performer.perform(effects);
        return result;
    }

    private void alter(LongConsumer change) {
        step(now -> {
            change.accept(now);
            return true;
        });
    }

    /** Asks, or takes, what nothing else follows from. */
    private <T> T look(LongFunction<T> question) {
        lock.lock();
        try {
            return question.apply(time.nanos());
        } finally {
            lock.unlock();
        }
    }

    /** Puts a ticket into the queue, or starts it, if there is room. */
    public Admission offer(Ticket ticket, String user, Share share) {
        return step(now -> {
            Admission admission = admit(ticket, user, share, now);
            if (admission.given()) {
                scheduler.enqueue(ticket, now);
            }
            return admission;
        });
    }

    /** Holds a slot for a ticket, to be followed by {@link #enqueue} or {@link #letGo}. */
    public Admission hold(Ticket ticket, String user, Share share) {
        return look(now -> admit(ticket, user, share, now));
    }

    /** Holds a slot, or has the ticket wait for one if all are taken: then {@link Ticket#roomFound} tells. */
    public Admission holdOrSeek(Ticket ticket, String user, Share share) {
        return step(now -> {
            Admission admission = admit(ticket, user, share, now);
            if (admission.reason() == Reason.QUEUE_FULL) {
                scheduler.seekRoom(ticket, user, share, now);
            }
            return admission;
        });
    }

    private Admission admit(Ticket ticket, String user, Share share, long now) {
        Admission refusal = shut(share);
        if (refusal != null) {
            return refusal;
        }
        ticket.home = this;
        return scheduler.hold(ticket, user, share, now);
    }

    private @Nullable Admission shut(Share share) {
        if (retired || (share.rate() != null && share.rate().isRetired())) {
            return Admission.RETIRED;
        }
        return closed ? CLOSED : null;
    }

    /**
     * Puts a ticket that holds a slot into the queue, or starts it. A slot held before the close is good after it; once what
     * waited was abandoned, the ticket is handed back.
     */
    public void enqueue(Ticket ticket) {
        boolean inTime = step(now -> {
            if (abandoned) {
                scheduler.letGo(ticket);
            } else {
                scheduler.enqueue(ticket, now);
            }
            return !abandoned;
        });
        if (!inTime) {
            ticket.handedBack(Reason.SHUTTING_DOWN);
        }
    }

    /** Gives back a slot that a ticket holds. */
    public void letGo(Ticket ticket) {
        alter(now -> scheduler.letGo(ticket));
    }

    /** Starts a ticket in the caller's thread if that is possible at once; {@link #finish} ends it. */
    public Admission startNow(Ticket ticket, String user, Share share) {
        return look(now -> {
            Admission refusal = shut(share);
            if (refusal != null) {
                return refusal;
            }
            ticket.home = this;
            return scheduler.startNow(ticket, user, share, now);
        });
    }

    /** Takes permits past the queue, if its user comes first. */
    public Admission takeNow(long cost, String user, Share share) {
        return look(now -> {
            Admission refusal = shut(share);
            return refusal != null ? refusal : scheduler.takeNow(cost, user, share, now);
        });
    }

    /** What {@link #takeNow} would answer. */
    public Admission mayTakeNow(long cost, String user, Share share) {
        return look(now -> {
            Admission refusal = shut(share);
            return refusal != null ? refusal : scheduler.mayTakeNow(cost, user, share, now);
        });
    }

    /** Ends a ticket that was started, and starts what may follow. */
    public void finish(Ticket ticket) {
        performer.perform(finishAndSettle(ticket));
    }

    /** The first half of {@link #finish}. Returns the effects, to be performed. */
    @Nullable
    Ticket finishAndSettle(Ticket ticket) {
        lock.lock();
        try {
            long now = time.nanos();
            return end(ticket, now) ? settle(now) : givenUp(ticket, now);
        } finally {
            lock.unlock();
        }
    }

    /** Ends a ticket's turn, and lets it rest if it is to have another; false if it was, and now cannot. */
    private boolean end(Ticket ticket, long now) {
        long rest = ticket.takeRestNanos();
        boolean again = rest >= 0 && ticket.wanted();
        if (again && !abandoned) {
            scheduler.rest(ticket, rest, now);
            return true;
        }
        if (closed) {
            completedSinceClose++;
        }
        scheduler.finish(ticket, now);
        return !again;
    }

    private Ticket givenUp(Ticket ticket, long now) {
        ticket.effect = Ticket.Effect.GIVE_UP;
        ticket.nextEffect = settle(now);
        return ticket;
    }

    /** Takes a ticket out that waits or rests; false when it runs or has ended. */
    public boolean withdraw(Ticket ticket) {
        return step(now -> ticket.home == this && scheduler.withdraw(ticket, now));
    }

    /** Gives back the permits of a started ticket that came to nothing. Its worker is freed by {@link #finish} as always. */
    public void refundPermits(Ticket ticket) {
        look(now -> {
            scheduler.refundPermits(ticket, now);
            return true;
        });
    }

    /** Looks whether somebody can start, since a user's permits were given back. */
    public void permitsCameBack(String user) {
        alter(now -> scheduler.permitsCameBack(user, now));
    }

    /** What of a user waits in the queue, seeks room or rests. */
    public List<Ticket> waiting(String user) {
        return look(now -> scheduler.census().waiting(user));
    }

    /** Hands back those of the tickets that still wait here. */
    public void handBack(List<Ticket> tickets, Reason reason) {
        List<Ticket> withdrawn = step(now -> tickets.stream()
                .filter(ticket -> ticket.home == this && scheduler.withdraw(ticket, now))
                .toList());
        withdrawn.forEach(ticket -> ticket.handedBack(reason));
    }

    /** Lets those of the tickets go that still stand in the queue here, or rest, for another dispatcher to {@link #adopt}. */
    public List<Leaver> release(List<Ticket> tickets) {
        return step(now -> {
            List<Leaver> leavers = new ArrayList<>(tickets.size());
            for (Ticket ticket : tickets) {
                Ticket.Stage stage = ticket.home == this ? ticket.stage : Ticket.Stage.ENDED;
                if (stage == Ticket.Stage.QUEUED || stage == Ticket.Stage.RESTING) {
                    scheduler.withdraw(ticket, now);
                    ticket.home = null;
                    leavers.add(new Leaver(ticket, stage == Ticket.Stage.RESTING));
                }
            }
            return leavers;
        });
    }

    /** A ticket between two dispatchers. */
    public record Leaver(Ticket ticket, boolean rests) {}

    /** Takes over what another dispatcher has released, in its order, whether there is room or not. */
    public Admission adopt(List<Leaver> leavers, String user, Share share) {
        return step(now -> {
            Admission refusal = shut(share);
            if (refusal != null) {
                return refusal;
            }
            for (Leaver leaver : leavers) {
                leaver.ticket().home = this;
                scheduler.adopt(leaver.ticket(), leaver.rests(), user, share, now);
            }
            return Admission.GIVEN;
        });
    }

    private List<Ticket> withdrawAll(Supplier<List<Ticket>> which) {
        return step(now -> {
            List<Ticket> withdrawn = which.get();
            withdrawn.forEach(ticket -> scheduler.withdraw(ticket, now));
            return withdrawn;
        });
    }

    /** Takes on another number of workers and slots, and another rate, in one step. What was accepted stays accepted. */
    public void reconfigure(int workers, int slots, BucketSpec nextRate) {
        alter(now -> {
            rate.change(nextRate, now);
            scheduler.reconfigure(workers, slots);
        });
    }

    /** Gives one user who has work here another share. */
    public void reshare(String user, Share share) {
        alter(now -> scheduler.reshare(user, share, now));
    }

    /** Gives users who have work here other shares. */
    public void reshare(FairScheduler.ShareChange change) {
        alter(now -> scheduler.reshare(change, now));
    }

    /** Takes no new work from now on, and turns away who still seeks room. */
    public void close() {
        withdrawAll(() -> {
                    closed = true;
                    return scheduler.census().seeking();
                })
                .forEach(ticket -> ticket.handedBack(Reason.SHUTTING_DOWN));
    }

    /** Completes once it is closed and all that was accepted has ended. */
    public CompletableFuture<Void> emptied() {
        return emptied;
    }

    /** Hands back all that waits, and what has a worker but no thread yet; interrupts the tasks that run. */
    public Abandoned abandon() {
        List<Ticket> running = new ArrayList<>();
        List<Ticket> unstarted = new ArrayList<>();
        long completed = step(now -> {
            abandoned = true;
            unstarted.addAll(scheduler.census().waiting());
            unstarted.forEach(ticket -> scheduler.withdraw(ticket, now));
            running.addAll(scheduler.census().running());
            return completedSinceClose;
        });
        unstarted.forEach(ticket -> ticket.handedBack(Reason.SHUTTING_DOWN));
        int interrupted = 0;
        int permitsHeld = 0;
        for (Ticket ticket : running) {
            if (!ticket.abandon()) {
                unstarted.add(ticket);
            } else if (ticket.isTask()) {
                interrupted++;
            } else {
                permitsHeld++;
            }
        }
        return new Abandoned(completed, interrupted, permitsHeld, unstarted);
    }

    /**
     * What became of what was accepted.
     *
     * @param completed how many tickets had ended since the close
     * @param interrupted how many tasks ran
     * @param permitsHeld how many permits were not closed yet
     * @param unstarted what was handed back
     */
    public record Abandoned(long completed, int interrupted, int permitsHeld, List<Ticket> unstarted) {}

    /** Makes this dispatcher unusable if nothing is in it, so that a new one is its equal; the rate is left alone. */
    public boolean retireIfIdle() {
        return look(now -> {
            if (!closed && scheduler.idle()) {
                retired = true;
            }
            return retired;
        });
    }

    /** Retires a user's own rate if it is full and the user has no work here. */
    public boolean retireIfUnused(String user, RateCell own) {
        return look(now -> !scheduler.knows(user) && own.retireIfFull(now));
    }

    private void rung(long number) {
        alter(now -> {
            if (number == alarms) {
                alarm = null;
            }
        });
    }

    /** Brings the scheduler to rest and sets the alarm. Returns the first of the effects, to be performed unlocked. */
    private @Nullable Ticket settle(long now) {
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
        boolean blocked = scheduler.rateBlocked();
        if (contended != blocked) {
            contended = blocked;
        }
        setAlarm(now);
        if (closed && scheduler.idle()) {
            // Completes only the manager's own waiting, which runs nobody's code.
            emptied.complete(null);
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
            alarm = time.alarm(wait, () -> rung(number));
        }
    }

    /** Whether the calling thread runs one of this dispatcher's tasks. */
    public boolean isCurrent() {
        return Worker.current() == this;
    }

    /** Whether the calling thread runs a task of any dispatcher. */
    public static boolean inTask() {
        return Worker.current() != null;
    }

    /** Ends a worker's task and gives it the next one; null when there is none for it, or others wait for its thread. */
    @Nullable
    Ticket finishAndNext(Ticket ticket) {
        return performer.performButOne(finishAndSettle(ticket));
    }
}
