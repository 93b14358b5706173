package io.valve4j.internal.schedule;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Where tasks are left, without the lock, while all workers are busy: nothing can start then before somebody takes the lock to end
 * what runs, and whoever takes it begins by taking in what was left. So it is as if each had come at that moment, and submitters
 * meet neither each other nor the workers at the lock. That costs a task half of what it does otherwise.
 *
 * <p>Open only where no bound can be reached, in whatever order things happen: while so little of the queue is used that what may
 * be left here stays below all of them; see {@link Doorkeeper#isQuiet}. Whoever finds it shut, or full, takes the lock.
 *
 * <p>A stack without locks (Treiber 1986) whose every entry says how many more may come. What is left is thread-safe to leave; all
 * else is guarded by the dispatcher's lock.
 */
final class Inbox {

    /** So many at once, so that whoever takes them in does not hold the lock for long. */
    static final int MOST = 64;

    private static final Arrival SHUT = new Arrival(0, 0);

    private final AtomicReference<Arrival> newest = new AtomicReference<>(SHUT);

    // Guarded by the dispatcher's lock.
    private Arrival bottom = SHUT;
    private boolean open;

    /** Leaves a task without a deadline; false if that cannot be done here. */
    boolean leave(Ticket ticket, String user, Share share) {
        Arrival top = newest();
        if (!top.takes(share)) {
            return false;
        }
        Arrival arrival = new Arrival(ticket, user, share);
        while (top.takes(share)) {
            arrival.below = top;
            arrival.room = top.room - 1;
            arrival.slots = top.slots;
            if (newest.compareAndSet(top, arrival)) {
                return true;
            }
            top = newest();
        }
        return false;
    }

    /** Lets more be left from now on, if that is not so already. What was left meanwhile stays. */
    void open(int slots) {
        if (!open) {
            if (bottom.slots != slots) {
                bottom = new Arrival(Math.min(MOST, Doorkeeper.quietUpTo(slots)), slots);
            }
            newest.set(bottom);
            open = true;
        }
    }

    /** Lets nothing more be left. Returns what was, first come first; null if nothing. */
    @Nullable
    Arrival shut() {
        if (!open) {
            return null;
        }
        open = false;
        return firstOf(newest.getAndSet(SHUT));
    }

    /** Returns what was left, first come first; null if nothing. More may be left, if that was so. */
    @Nullable
    Arrival takeOut() {
        return open ? firstOf(newest.getAndSet(bottom)) : null;
    }

    private Arrival newest() {
        return Objects.requireNonNull(newest.get());
    }

    /** Turns the stack round, and leaves its bottom out. */
    private static @Nullable Arrival firstOf(@Nullable Arrival top) {
        Arrival first = null;
        Arrival arrival = top;
        while (arrival != null && arrival.below != null) {
            Arrival below = arrival.below;
            arrival.below = first;
            first = arrival;
            arrival = below;
        }
        return first;
    }

    /** A task that was left; or, below all of them, nothing. */
    static final class Arrival {

        private final @Nullable Ticket ticket;
        final String user;
        final Share share;

        /** What was left before; once it is taken out, what was left after it. */
        @Nullable
        Arrival below;

        private int room;
        private int slots;

        private Arrival(Ticket ticket, String user, Share share) {
            this.ticket = ticket;
            this.user = user;
            this.share = share;
        }

        private Arrival(int room, int slots) {
            this.ticket = null;
            this.user = "";
            this.share = Share.ALONE;
            this.room = room;
            this.slots = slots;
        }

        Ticket ticket() {
            return Objects.requireNonNull(ticket);
        }

        /** Whether a task of such a share may be left above: a rate of its own might be full again and forgotten by then. */
        private boolean takes(Share of) {
            return room > 0 && of.rate() == null && (of.queue() == Share.DYNAMIC || of.queue() >= slots / 2);
        }
    }
}
