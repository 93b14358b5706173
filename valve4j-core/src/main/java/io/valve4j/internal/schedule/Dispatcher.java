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
    private final WorkerThreads threads;
    private final Executor callbacks;
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
        this.threads = threads;
        this.callbacks = callbacks;
        this.scheduler = new FairScheduler(workers, slots, rate);
    }

    /** Runs what may block, or run others' code, aside from the thread that happens to find out about it. */
    public void aside(Runnable callback) {
        try {
            callbacks.execute(callback);
        } catch (Throwable noThread) {
            callback.run();
        }
    }

    /** Whether something waits for the rate, so that permits may not be taken past the queue. One volatile read. */
    public boolean contended() {
        return contended;
    }

    /** Puts a ticket into the queue, or starts it, if there is room. */
    public Admission offer(Ticket ticket, String user, Share share) {
        Ticket effects;
        lock.lock();
        try {
            long now = time.nanos();
            Admission admission = admit(ticket, user, share, now);
            if (!admission.given()) {
                return admission;
            }
            scheduler.enqueue(ticket, now);
            effects = settle(now);
        } finally {
            lock.unlock();
        }
        perform(effects);
        return Admission.GIVEN;
    }

    /** Holds a slot for a ticket, to be followed by {@link #enqueue} or {@link #letGo}. */
    public Admission hold(Ticket ticket, String user, Share share) {
        lock.lock();
        try {
            return admit(ticket, user, share, time.nanos());
        } finally {
            lock.unlock();
        }
    }

    /** Holds a slot, or has the ticket wait for one if all are taken: then {@link Ticket#roomFound} tells. */
    public Admission holdOrSeek(Ticket ticket, String user, Share share) {
        Ticket effects;
        Admission admission;
        lock.lock();
        try {
            long now = time.nanos();
            admission = admit(ticket, user, share, now);
            if (admission.reason() != Reason.QUEUE_FULL) {
                return admission;
            }
            scheduler.seekRoom(ticket, user, share, now);
            effects = settle(now);
        } finally {
            lock.unlock();
        }
        perform(effects);
        return admission;
    }

    private Admission admit(Ticket ticket, String user, Share share, long now) {
        Admission refusal = shut(share);
        return refusal != null ? refusal : scheduler.hold(ticket, user, share, now);
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
        Ticket effects;
        boolean tooLate;
        lock.lock();
        try {
            long now = time.nanos();
            tooLate = abandoned;
            if (tooLate) {
                scheduler.letGo(ticket);
            } else {
                scheduler.enqueue(ticket, now);
            }
            effects = settle(now);
        } finally {
            lock.unlock();
        }
        perform(effects);
        if (tooLate) {
            ticket.handedBack(Reason.SHUTTING_DOWN);
        }
    }

    /** Gives back a slot that a ticket holds. */
    public void letGo(Ticket ticket) {
        Ticket effects;
        lock.lock();
        try {
            scheduler.letGo(ticket);
            effects = settle(time.nanos());
        } finally {
            lock.unlock();
        }
        perform(effects);
    }

    /** Starts a ticket in the caller's thread if that is possible at once; {@link #finish} ends it. */
    public Admission startNow(Ticket ticket, String user, Share share) {
        lock.lock();
        try {
            Admission refusal = shut(share);
            return refusal != null ? refusal : scheduler.startNow(ticket, user, share, time.nanos());
        } finally {
            lock.unlock();
        }
    }

    /** Takes permits past the queue, if its user comes first. */
    public Admission takeNow(long cost, String user, Share share) {
        lock.lock();
        try {
            Admission refusal = shut(share);
            return refusal != null ? refusal : scheduler.takeNow(cost, user, share, time.nanos());
        } finally {
            lock.unlock();
        }
    }

    /** What {@link #takeNow} would answer. */
    public Admission mayTakeNow(long cost, String user, Share share) {
        lock.lock();
        try {
            Admission refusal = shut(share);
            return refusal != null ? refusal : scheduler.mayTakeNow(cost, user, share, time.nanos());
        } finally {
            lock.unlock();
        }
    }

    /** Ends a ticket that was started, and starts what may follow. */
    public void finish(Ticket ticket) {
        perform(finishAndSettle(ticket));
    }

    private @Nullable Ticket finishAndSettle(Ticket ticket) {
        lock.lock();
        try {
            long now = time.nanos();
            if (closed) {
                completedSinceClose++;
            }
            scheduler.finish(ticket, now);
            return settle(now);
        } finally {
            lock.unlock();
        }
    }

    /** Takes a ticket out that has not started; false when it has started or ended before. */
    public boolean withdraw(Ticket ticket) {
        Ticket effects;
        lock.lock();
        try {
            long now = time.nanos();
            if (!scheduler.withdraw(ticket, now)) {
                return false;
            }
            effects = settle(now);
        } finally {
            lock.unlock();
        }
        perform(effects);
        return true;
    }

    /** Gives back the permits of a started ticket that came to nothing. Its worker is freed by {@link #finish} as always. */
    public void refundPermits(Ticket ticket) {
        lock.lock();
        try {
            scheduler.refundPermits(ticket, time.nanos());
        } finally {
            lock.unlock();
        }
    }

    /** Hands back everything of one user that waits. */
    public void handBack(String user, Reason reason) {
        withdrawAll(() -> scheduler.waiting(user)).forEach(ticket -> ticket.handedBack(reason));
    }

    private List<Ticket> withdrawAll(Supplier<List<Ticket>> which) {
        Ticket effects;
        List<Ticket> withdrawn;
        lock.lock();
        try {
            long now = time.nanos();
            withdrawn = which.get();
            withdrawn.forEach(ticket -> scheduler.withdraw(ticket, now));
            effects = settle(now);
        } finally {
            lock.unlock();
        }
        perform(effects);
        return withdrawn;
    }

    /** Takes on another number of workers and slots, and another rate, in one step. What was accepted stays accepted. */
    public void reconfigure(int workers, int slots, BucketSpec nextRate) {
        Ticket effects;
        lock.lock();
        try {
            long now = time.nanos();
            rate.change(nextRate, now);
            scheduler.reconfigure(workers, slots);
            effects = settle(now);
        } finally {
            lock.unlock();
        }
        perform(effects);
    }

    /** Gives users who have work here other shares. */
    public void reshare(FairScheduler.ShareChange change) {
        Ticket effects;
        lock.lock();
        try {
            long now = time.nanos();
            scheduler.reshare(change, now);
            effects = settle(now);
        } finally {
            lock.unlock();
        }
        perform(effects);
    }

    /** Takes no new work from now on, and turns away who still seeks room. */
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        withdrawAll(scheduler::seeking).forEach(ticket -> ticket.handedBack(Reason.SHUTTING_DOWN));
    }

    /** Completes once it is closed and all that was accepted has ended. */
    public CompletableFuture<Void> emptied() {
        return emptied;
    }

    /** Hands back all that waits, and what has a worker but no thread yet; interrupts the tasks that run. */
    public Abandoned abandon() {
        Ticket effects;
        List<Ticket> waiting;
        List<Ticket> running;
        long completed;
        lock.lock();
        try {
            long now = time.nanos();
            abandoned = true;
            waiting = scheduler.waiting();
            waiting.forEach(ticket -> scheduler.withdraw(ticket, now));
            running = scheduler.runningTickets();
            completed = completedSinceClose;
            effects = settle(now);
        } finally {
            lock.unlock();
        }
        perform(effects);
        List<Ticket> unstarted = new ArrayList<>(waiting);
        int interrupted = 0;
        waiting.forEach(ticket -> ticket.handedBack(Reason.SHUTTING_DOWN));
        for (Ticket ticket : running) {
            if (!ticket.abandon()) {
                unstarted.add(ticket);
            } else if (ticket.isTask()) {
                interrupted++;
            }
        }
        return new Abandoned(completed, interrupted, unstarted);
    }

    /**
     * What became of what was accepted.
     *
     * @param completed how many tickets had ended since the close
     * @param interrupted how many tasks ran
     * @param unstarted what was handed back
     */
    public record Abandoned(long completed, int interrupted, List<Ticket> unstarted) {}

    /** Makes this dispatcher unusable if nothing is in it, so that a new one is its equal; the rate is left alone. */
    public boolean retireIfIdle() {
        lock.lock();
        try {
            if (!closed && scheduler.idle()) {
                retired = true;
            }
            return retired;
        } finally {
            lock.unlock();
        }
    }

    /** Retires a user's own rate if it is full and the user has no work here. */
    public boolean retireIfUnused(String user, RateCell own) {
        lock.lock();
        try {
            return !scheduler.knows(user) && own.retireIfFull(time.nanos());
        } finally {
            lock.unlock();
        }
    }

    /** How many tickets run, and how many wait. */
    public Load load() {
        lock.lock();
        try {
            return new Load(scheduler.running(), scheduler.queued());
        } finally {
            lock.unlock();
        }
    }

    /**
     * A look at what a dispatcher has to do.
     *
     * @param running how many tickets run
     * @param queued how many tickets wait
     */
    public record Load(int running, int queued) {}

    /** Looks whether somebody can start, since a user's permits were given back. */
    public void permitsCameBack(String user) {
        Ticket effects;
        lock.lock();
        try {
            long now = time.nanos();
            scheduler.permitsCameBack(user, now);
            effects = settle(now);
        } finally {
            lock.unlock();
        }
        perform(effects);
    }

    private void rung(long number) {
        Ticket effects;
        lock.lock();
        try {
            if (number == alarms) {
                alarm = null;
            }
            effects = settle(time.nanos());
        } finally {
            lock.unlock();
        }
        perform(effects);
    }

    /** Brings the scheduler to rest and sets the alarm. Returns the first of the effects, to be performed unlocked. */
    private @Nullable Ticket settle(long now) {
        Ticket first = null;
        Ticket last = null;
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

    private void perform(@Nullable Ticket effects) {
        Ticket mine = perform(effects, false);
        if (mine != null) {
            throw new IllegalStateException("a task was kept back for a worker that does not exist");
        }
    }

    /** Performs a chain of effects; may keep back the first task for the worker who asks. */
    private @Nullable Ticket perform(@Nullable Ticket effects, boolean keepOne) {
        Ticket kept = null;
        for (Ticket ticket = effects; ticket != null; ) {
            Ticket next = ticket.nextEffect;
            ticket.nextEffect = null;
            switch (ticket.effect) {
                case START -> {
                    if (!ticket.isTask()) {
                        ticket.grant();
                    } else if (keepOne && kept == null) {
                        kept = ticket;
                    } else {
                        next = chained(startWorker(ticket), next);
                    }
                }
                case FIND_ROOM -> ticket.roomFound();
                case EXPIRE -> ticket.expired();
                case STRAND -> aside(ticket::stranded);
                case NONE -> throw new IllegalStateException("a ticket without an effect");
            }
            ticket = next;
        }
        return kept;
    }

    private static @Nullable Ticket chained(@Nullable Ticket first, @Nullable Ticket second) {
        if (first == null) {
            return second;
        }
        Ticket last = first;
        while (last.nextEffect != null) {
            last = last.nextEffect;
        }
        last.nextEffect = second;
        return first;
    }

    /** Returns the effects of the worker's not getting a thread; null if it got one. */
    private @Nullable Ticket startWorker(Ticket ticket) {
        Worker worker = new Worker(this, ticket);
        try {
            threads.execute(worker);
        } catch (Throwable cause) {
            // An executor may throw although it has taken the worker, or has even run it.
            if (worker.claim()) {
                ticket.unstartable(cause);
                return finishAndSettle(ticket);
            }
        }
        return null;
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
        Ticket next = perform(finishAndSettle(ticket), true);
        if (next != null && threads.crowded()) {
            perform(startWorker(next));
            return null;
        }
        return next;
    }
}
