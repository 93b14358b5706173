package io.valve4j.internal.schedule;

import io.valve4j.Reason;
import io.valve4j.internal.rate.BucketSpec;
import io.valve4j.internal.rate.RateCell;
import io.valve4j.time.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The queue and the workers of one resource: a {@link FairScheduler} in its {@link Shell}, and the threads that run its tasks.
 *
 * <p>A worker that finishes a task takes its next one in the same step, without a hand-off to another thread.
 *
 * <p>Thread-safe. No method blocks, except for the lock, which is held for the time of one scheduling step.
 */
public final class Dispatcher {

    private final RateCell rate;
    private final FairScheduler scheduler;
    private final Closing closing;
    private final Afterwards afterwards = new Afterwards();
    private final Performer performer;
    private final Shell shell;

    /**
     * A dispatcher with nothing to do: no thread, no alarm.
     *
     * @param workers how many tickets may run at once
     * @param slots how many tickets may wait
     * @param rate the resource's permits, which others may take from as well
     * @param time all time
     * @param threads gives workers their threads
     * @param callbacks runs what is told to tickets, where that may block
     * @param rule who comes first
     */
    public Dispatcher(
            int workers,
            int slots,
            RateCell rate,
            TimeSource time,
            WorkerThreads threads,
            Executor callbacks,
            TurnRule rule) {
        this(new FairScheduler(workers, slots, rate, rule), rate, time, threads, callbacks);
    }

    Dispatcher(FairScheduler scheduler, RateCell rate, TimeSource time, WorkerThreads threads, Executor callbacks) {
        this.rate = rate;
        this.scheduler = scheduler;
        this.closing = new Closing(scheduler);
        this.performer = new Performer(this, afterwards, threads, callbacks);
        this.shell = new Shell(scheduler, closing, time, performer, afterwards);
    }

    /** Runs what may block, or run others' code, aside from the thread that happens to find out about it. */
    public void aside(Runnable callback) {
        performer.aside(callback);
    }

    /** Whether something waits for the rate, so that permits may not be taken past the queue. One volatile read. */
    public boolean contended() {
        return shell.contended();
    }

    /**
     * Puts a ticket into the queue, or starts it, if there is room.
     *
     * @param called a reading of the clock from just before; it is read anew before a refusal
     */
    public Admission offer(Ticket ticket, String user, Share share, long called) {
        if (ticket.isTask() && !ticket.timed()) {
            ticket.home = this;
            if (shell.leave(ticket, user, share)) {
                return Admission.GIVEN;
            }
        }
        Admission admission;
        Ticket effects;
        long now = shell.lock(called);
        try {
            admission = admit(ticket, user, share, now);
            if (!admission.given()) {
                now = shell.now();
                admission = admit(ticket, user, share, now);
            }
            if (admission.given()) {
                scheduler.enqueue(ticket, now);
            }
            effects = shell.settle(now);
        } finally {
            shell.unlock();
        }
        shell.perform(effects);
        return admission;
    }

    /** Holds a slot for a ticket, to be followed by {@link #enqueue} or {@link #letGo}. */
    public Admission hold(Ticket ticket, String user, Share share) {
        return shell.look(now -> admit(ticket, user, share, now));
    }

    /** Holds a slot, or has the ticket wait for one if all are taken: then {@link Ticket#roomFound} tells. */
    public Admission holdOrSeek(Ticket ticket, String user, Share share) {
        return shell.step(now -> {
            Admission admission = admit(ticket, user, share, now);
            if (admission.reason() == Reason.QUEUE_FULL) {
                scheduler.seekRoom(ticket, user, share, now);
            }
            return admission;
        });
    }

    private Admission admit(Ticket ticket, String user, Share share, long now) {
        Admission refusal = closing.refusal(share);
        if (refusal != null) {
            return refusal;
        }
        ticket.home = this;
        return scheduler.hold(ticket, user, share, now);
    }

    /**
     * Puts a ticket that holds a slot into the queue, or starts it. A slot held before the close is good after it; once what
     * waited was abandoned, the ticket is handed back.
     */
    public void enqueue(Ticket ticket) {
        boolean inTime = shell.step(now -> {
            if (closing.isAbandoned()) {
                scheduler.letGo(ticket, now);
                afterwards.begin();
            } else {
                scheduler.enqueue(ticket, now);
            }
            return !closing.isAbandoned();
        });
        if (!inTime) {
            afterwards(() -> ticket.handedBack(Reason.SHUTTING_DOWN));
        }
    }

    /** Gives back a slot that a ticket holds. */
    public void letGo(Ticket ticket) {
        shell.alter(now -> scheduler.letGo(ticket, now));
    }

    /** Starts a ticket in the caller's thread if that is possible at once; {@link #finish} ends it. */
    public Admission startNow(Ticket ticket, String user, Share share) {
        return shell.look(now -> {
            Admission refusal = closing.refusal(share);
            if (refusal != null) {
                return refusal;
            }
            ticket.home = this;
            return scheduler.startNow(ticket, user, share, now);
        });
    }

    /** Takes permits past the queue, if its user comes first. */
    public Admission takeNow(long cost, String user, Share share) {
        return shell.look(now -> {
            Admission refusal = closing.refusal(share);
            return refusal != null ? refusal : scheduler.takeNow(cost, user, share, now);
        });
    }

    /** What {@link #takeNow} would answer. */
    public Admission mayTakeNow(long cost, String user, Share share) {
        return shell.look(now -> {
            Admission refusal = closing.refusal(share);
            return refusal != null ? refusal : scheduler.mayTakeNow(cost, user, share, now);
        });
    }

    /** Ends a ticket that was started, and starts what may follow. */
    public void finish(Ticket ticket) {
        shell.perform(finishAndSettle(ticket));
    }

    /** Ends a worker's task and gives it the next one; null when there is none for it, or others wait for its thread. */
    @Nullable
    Ticket finishAndNext(Ticket ticket) {
        return shell.performButOne(finishAndSettle(ticket));
    }

    /** The first half of {@link #finish}, and of {@link #finishAndNext}. Returns the effects, to be performed. */
    @Nullable
    Ticket finishAndSettle(Ticket ticket) {
        long now = shell.lock(shell.reading());
        try {
            return end(ticket, now) ? shell.settle(now) : givenUp(ticket, now);
        } finally {
            shell.unlock();
        }
    }

    /** Ends a ticket's turn, and lets it rest if it is to have another; false if it was, and now cannot. */
    private boolean end(Ticket ticket, long now) {
        long rest = ticket.takeRestNanos();
        if (rest >= 0 && !closing.isAbandoned() && !ticket.lastTurn && ticket.wanted()) {
            scheduler.rest(ticket, rest, now);
            return true;
        }
        scheduler.finish(ticket, now);
        closing.ended(ticket);
        return rest < 0;
    }

    private Ticket givenUp(Ticket ticket, long now) {
        afterwards.begin();
        ticket.effect = Ticket.Effect.GIVE_UP;
        ticket.nextEffect = shell.settle(now);
        return ticket;
    }

    /**
     * Takes a ticket out that waits or rests, and does what follows; false, and nothing, when it runs or has ended.
     *
     * @param then may block; whoever waits for the end of all work waits for it too
     */
    public boolean withdraw(Ticket ticket, Runnable then) {
        boolean withdrawn = shell.step(now -> {
            boolean out = ticket.home == this && scheduler.withdraw(ticket, now);
            if (out) {
                afterwards.begin();
            }
            return out;
        });
        if (withdrawn) {
            afterwards(then);
        }
        return withdrawn;
    }

    /** Does what was begun under the lock. */
    private void afterwards(Runnable action) {
        try {
            action.run();
        } finally {
            afterwards.end();
        }
    }

    /** Gives back the permits of a started ticket that came to nothing. Its worker is freed by {@link #finish} as always. */
    public void refundPermits(Ticket ticket) {
        shell.look(now -> {
            scheduler.refundPermits(ticket, now);
            return true;
        });
    }

    /** Looks whether somebody can start, since a user's permits were given back. */
    public void permitsCameBack(String user) {
        shell.alter(now -> scheduler.permitsCameBack(user, now));
    }

    /** What of a user waits in the queue, seeks room or rests. */
    public List<Ticket> waiting(String user) {
        return shell.look(now -> scheduler.census().waiting(user));
    }

    /** How much is going on here. O(1). */
    public Load load() {
        return shell.look(now -> new Load(scheduler.knownUsers(), scheduler.queued(), scheduler.running()));
    }

    /** The users with most work here, at most so many, in no order. O(users), under the lock. */
    public List<UserLoad> busiest(int most) {
        return shell.look(now -> scheduler.census().busiest(most));
    }

    /** Hands back those of the tickets that still wait here. */
    public void handBack(List<Ticket> tickets, Reason reason) {
        handBackAll(reason, now -> tickets);
    }

    /** Has what runs of a user, as far as it is concerned, have no further turn after this one. */
    public void endTurns(String user, Predicate<Ticket> concerned) {
        shell.look(now -> {
            for (Ticket running : scheduler.census().running(user)) {
                running.lastTurn |= concerned.test(running);
            }
            return true;
        });
    }

    /**
     * Lets those of the tickets go that still stand in the queue here, or rest, for another dispatcher to {@link #adopt}; to be
     * followed by {@link #released}, so that whoever waits for the end of all work waits for them.
     */
    public List<Leaver> release(List<Ticket> tickets) {
        return shell.step(now -> {
            afterwards.begin();
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

    /** What was released is elsewhere now, or handed back. */
    public void released() {
        afterwards.end();
    }

    /** Takes over what another dispatcher has released, in its order, whether there is room or not. */
    public Admission adopt(List<Leaver> leavers, String user, Share share) {
        return shell.step(now -> {
            Admission refusal = closing.refusal(share);
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

    private List<Ticket> handBackAll(Reason reason, LongFunction<List<Ticket>> which) {
        List<Ticket> withdrawn = shell.step(now -> {
            List<Ticket> found = new ArrayList<>(which.apply(now));
            found.removeIf(ticket -> ticket.home != this || !scheduler.withdraw(ticket, now));
            found.forEach(ticket -> afterwards.begin());
            return found;
        });
        withdrawn.forEach(ticket -> afterwards(() -> Performer.guarded(() -> ticket.handedBack(reason))));
        return withdrawn;
    }

    /** Takes on another number of workers and slots, and another rate, in one step. What was accepted stays accepted. */
    public void reconfigure(int workers, int slots, BucketSpec nextRate) {
        shell.alter(now -> {
            rate.change(nextRate, now);
            scheduler.reconfigure(workers, slots);
        });
    }

    /** Gives one user who has work here another share. */
    public void reshare(String user, Share share) {
        shell.alter(now -> scheduler.reshare(user, share, now));
    }

    /** Gives users who have work here other shares. */
    public void reshare(FairScheduler.ShareChange change) {
        shell.alter(now -> scheduler.reshare(change, now));
    }

    /** Takes no new work from now on, and turns away who still seeks room. */
    public void close() {
        handBackAll(Reason.SHUTTING_DOWN, now -> {
            closing.close();
            return scheduler.census().seeking();
        });
    }

    /**
     * Completes once it is closed, and all that was accepted has ended, with its refunds made and its letters written; or, once
     * what waited was abandoned, when no task runs any more. Not under the lock.
     */
    public CompletableFuture<Void> over() {
        return afterwards.done();
    }

    /** Hands back all that waits, and what has a worker but no thread yet; interrupts the tasks that run. */
    public Abandoned abandon() {
        List<Ticket> running = new ArrayList<>();
        long[] completed = new long[1];
        List<Ticket> unstarted = handBackAll(Reason.SHUTTING_DOWN, now -> {
            running.addAll(scheduler.census().running());
            completed[0] = closing.abandon(running);
            return scheduler.census().waiting();
        });
        int interrupted = 0;
        int permitsHeld = 0;
        for (Ticket ticket : running) {
            if (!ticket.abandon()) {
                unstarted.add(ticket);
                shell.alter(now -> closing.outlasted(ticket));
            } else if (ticket.isTask()) {
                interrupted++;
            } else {
                permitsHeld++;
            }
        }
        return new Abandoned(completed[0], interrupted, permitsHeld, unstarted);
    }

    /** Makes this dispatcher unusable if nothing is in it, so that a new one is its equal; the rate is left alone. */
    public boolean retireIfIdle() {
        return shell.look(now -> closing.retireIfIdle());
    }

    /** Retires a user's own rate if it is full and the user has no work here. */
    public boolean retireIfUnused(String user, RateCell own) {
        return shell.look(now -> !scheduler.knows(user) && own.retireIfFull(now));
    }

    /** Whether the calling thread runs one of this dispatcher's tasks. */
    public boolean isCurrent() {
        return Worker.current() == this;
    }

    /** Whether the calling thread runs a task of any dispatcher. */
    public static boolean inTask() {
        return Worker.current() != null;
    }
}
