package io.valve4j.internal.schedule;

import io.valve4j.Reason;
import org.jspecify.annotations.Nullable;

/**
 * A place in a resource's queue, and then in its use: a task, or somebody who waits for a permit.
 *
 * <p>The scheduler's part (all but the abstract methods) is guarded by the dispatcher's lock. The abstract methods are the
 * effects: the dispatcher calls each at most once for each turn, and never with its lock held.
 */
public abstract class Ticket {

    /** The most permits that one ticket may need: the sums over a full queue stay far from overflow. */
    public static final long MAX_COST = 1_000_000_000L;

    /** How far a ticket has come. */
    enum Stage {
        NEW,
        SEEKS_ROOM,
        HOLDS_SLOT,
        QUEUED,
        RUNNING,
        RESTING,
        ENDED
    }

    private static final long NO_REST = -1;

    private final long cost;
    private final boolean timed;
    private final long deadline;

    Stage stage = Stage.NEW;

    /**
     * In whose hands it is. Others must not look at its stage, which that one's lock guards. Null while it is between two;
     * changes only under the lock of the one that lets it go, or takes it, or before anybody else knows of it. So whoever asks under their own lock whether it is
     * theirs is told rightly, though not whose else it is.
     */
    @Nullable
    Dispatcher home;

    @Nullable
    Flow flow;

    @Nullable
    Ticket previous;

    @Nullable
    Ticket next;

    @Nullable
    Ticket nextEffect;

    Effect effect = Effect.NONE;

    /** Its number among those with a deadline while it is queued, or among those in backoff while it rests. */
    int timerNumber = IndexedHeap.ABSENT;

    long wakeAt;
    long wakeTurn;

    /** Whether it came back from a rest, and so stands in the queue without a slot. */
    boolean returned;

    /** Whether it is a task that ran when what waited was abandoned, and whose end is waited for. */
    boolean outlives;

    /** Whether the turn that it has now is its last, whatever it asks for. */
    boolean lastTurn;

    private long restNanos = NO_REST;

    /** The how-manieth it was to enter the queue. */
    long arrival;

    long startedAt;
    double floorNanos;

    @Nullable
    Share share;

    /** What became of a ticket while the lock was held, to be told once it is released. */
    enum Effect {
        NONE,
        START,
        FIND_ROOM,
        EXPIRE,
        STRAND,
        GIVE_UP
    }

    /** A ticket without a deadline. */
    protected Ticket(long cost) {
        this.cost = cost;
        this.timed = false;
        this.deadline = 0;
    }

    /** A ticket that must start before {@code deadline} nanoseconds on the time source's clock. */
    protected Ticket(long cost, long deadline) {
        this.cost = cost;
        this.timed = true;
        this.deadline = deadline;
    }

    /** The permits of the rate that it needs. */
    public final long cost() {
        return cost;
    }

    final Flow flow() {
        if (flow == null) {
            throw new IllegalStateException("the ticket was never offered to a scheduler");
        }
        return flow;
    }

    /** The share under which it was started. */
    final Share share() {
        if (share == null) {
            throw new IllegalStateException("the ticket was never started");
        }
        return share;
    }

    /** Whether it has a deadline. */
    protected final boolean timed() {
        return timed;
    }

    final long deadline() {
        return deadline;
    }

    /** Whether it runs on a worker's thread, rather than in the thread of somebody who waits for a permit. */
    protected abstract boolean isTask();

    /** Runs the task, on a worker's thread. Must not throw. */
    protected abstract void execute();

    /**
     * Asks for another turn, that many nanoseconds after this attempt has ended. To be called by {@link #execute}. Where that
     * is not granted, since nobody {@linkplain #wanted wants} the task any more, its user may not go on, or what waits was
     * abandoned, it is handed back.
     */
    protected final void askForRest(long nanos) {
        restNanos = nanos;
    }

    /** Takes the request for another turn off the ticket; negative if there was none. */
    final long takeRestNanos() {
        long nanos = restNanos;
        restNanos = NO_REST;
        return nanos;
    }

    /** Whether anybody still waits for the outcome. Called under the lock: must not block, nor run anybody's code. */
    protected boolean wanted() {
        return true;
    }

    /** Hands over the permit that was waited for. Must not block or throw. */
    protected abstract void grant();

    /** Tells that a slot in the queue was found after seeking one. Must not block or throw. */
    protected abstract void roomFound();

    /** Tells that the deadline has passed before the start. Must not block or throw. */
    protected abstract void expired();

    /** Tells that it will never start, and why. May block; must not throw. */
    protected abstract void handedBack(Reason reason);

    final void stranded() {
        handedBack(Reason.COST_TOO_HIGH);
    }

    /** Tells that no thread could be had for the task, which therefore never started. May block; must not throw. */
    protected abstract void unstartable(Throwable cause);

    /**
     * Ends what has its worker: interrupts a task that has begun, and hands back one that has not, since no thread was free
     * for it. May block; must not throw.
     *
     * @return whether it had begun
     */
    protected abstract boolean abandon();

    /** Whether its deadline has passed. */
    protected final boolean isLate(long now) {
        return timed && deadline - now <= 0;
    }
}
