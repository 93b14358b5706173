package io.valve4j.internal.schedule;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Tickets on their way into the queue whom nothing can refuse: they are left here by one compare-and-set, and taken in, in
 * their order, by whoever next has the dispatcher's lock. So a submitter neither waits for workers, nor they for it.
 *
 * <p>A stack through the tickets themselves (Treiber 1986). The top counts what may be taken for certain: as long as all who
 * wait at the resource together are fewer than a user's bound, that user is within it, and no look at them is needed. Who
 * finds no room here is not refused, but has to ask under the lock.
 *
 * <p>Thread-safe, lock-free.
 */
final class Inbox {

    /** An inbox into which nothing may come. */
    private static final InboxTop SHUT = new Empty(Integer.MAX_VALUE, 0);

    private final AtomicReference<InboxTop> top = new AtomicReference<>(SHUT);

    private static final class Empty extends InboxTop {

        Empty(int waiting, int free) {
            this.waiting = waiting;
            this.free = free;
        }
    }

    private InboxTop top() {
        return Objects.requireNonNull(top.get());
    }

    boolean isEmpty() {
        return !(top() instanceof Ticket);
    }

    /** Leaves a ticket, unless it is uncertain whether there is room for it. */
    boolean add(Ticket ticket, Share share) {
        while (true) {
            InboxTop present = top();
            int bound = share.queue() == Share.DYNAMIC ? present.free : share.queue();
            if (present.free <= 0 || present.waiting >= bound) {
                ticket.next = null;
                return false;
            }
            ticket.waiting = present.waiting + 1;
            ticket.free = present.free - 1;
            ticket.next = present instanceof Ticket below ? below : null;
            if (top.compareAndSet(present, ticket)) {
                return true;
            }
        }
    }

    /** Takes out all tickets, the first that came first, and leaves it open for as many more as there is room for. */
    @Nullable
    Ticket takeAll() {
        while (true) {
            InboxTop present = top();
            if (!(present instanceof Ticket last)) {
                return null;
            }
            if (top.compareAndSet(present, new Empty(present.waiting, present.free))) {
                return inOrder(last);
            }
        }
    }

    /** Takes out all tickets, and lets nothing in until it is opened. */
    @Nullable
    Ticket shut() {
        return top.getAndSet(SHUT) instanceof Ticket last ? inOrder(last) : null;
    }

    /** Shuts it if it is empty; else does nothing. */
    boolean shutIfEmpty() {
        InboxTop present = top();
        return !(present instanceof Ticket) && top.compareAndSet(present, SHUT);
    }

    /**
     * Lets tickets in again, after it was shut.
     *
     * @param waiting how many wait, in the queue or at rest, or hold slots
     * @param free how many slots are free
     */
    void open(int waiting, int free) {
        if (free > 0) {
            top.set(new Empty(waiting, free));
        }
    }

    private static Ticket inOrder(Ticket last) {
        Ticket first = last;
        Ticket after = null;
        for (Ticket ticket = last; ticket != null; ) {
            Ticket before = ticket.next;
            ticket.next = after;
            after = ticket;
            first = ticket;
            ticket = before;
        }
        return first;
    }
}
