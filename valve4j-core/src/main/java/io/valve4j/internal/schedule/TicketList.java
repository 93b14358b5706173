package io.valve4j.internal.schedule;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A doubly linked list through the tickets themselves; a ticket is in one list at a time. */
final class TicketList {

    private @Nullable Ticket first;
    private @Nullable Ticket last;
    private int size;
    private long cost;

    @Nullable
    Ticket first() {
        return first;
    }

    int size() {
        return size;
    }

    /** The permits that all of its tickets need; cannot overflow, since a cost is at most {@link Ticket#MAX_COST}. */
    long cost() {
        return cost;
    }

    void copyTo(List<Ticket> all) {
        for (Ticket ticket = first; ticket != null; ticket = ticket.next) {
            all.add(ticket);
        }
    }

    void append(Ticket ticket) {
        ticket.previous = last;
        ticket.next = null;
        if (last == null) {
            first = ticket;
        } else {
            last.next = ticket;
        }
        last = ticket;
        size++;
        cost += ticket.cost();
    }

    void remove(Ticket ticket) {
        if (ticket.previous == null) {
            first = ticket.next;
        } else {
            ticket.previous.next = ticket.next;
        }
        if (ticket.next == null) {
            last = ticket.previous;
        } else {
            ticket.next.previous = ticket.previous;
        }
        ticket.previous = null;
        ticket.next = null;
        size--;
        cost -= ticket.cost();
    }
}
