package io.valve4j.internal.schedule;

import io.valve4j.internal.rate.RateCell;
import org.jspecify.annotations.Nullable;

/**
 * Tickets in the queue, in their users' own queues and by their deadlines. A user comes into the order with the first of theirs,
 * and leaves it with the last.
 */
final class Queued {

    private final Occupancy occupied;
    private final TurnOrder order;
    private final DeadlineHeap deadlines = new DeadlineHeap();

    /** Counts what was queued. */
    private long arrivals;

    Queued(Occupancy occupied, TurnOrder order) {
        this.occupied = occupied;
        this.order = order;
    }

    /** Puts a ticket behind what its user has here. */
    void add(Flow flow, Ticket ticket, long now) {
        ticket.stage = Ticket.Stage.QUEUED;
        ticket.arrival = ++arrivals;
        flow.queue.append(ticket);
        occupied.queued++;
        if (ticket.timed()) {
            deadlines.add(ticket);
        }
        if (flow.queue.size() == 1) {
            order.enter(flow, now);
        }
    }

    /** Takes a ticket out for good. */
    void remove(Ticket ticket, long now) {
        Flow flow = ticket.flow();
        boolean wasFirst = flow.queue.first() == ticket;
        unlink(ticket);
        ticket.stage = Ticket.Stage.ENDED;
        if (flow.queue.size() == 0) {
            flow.leaveHeap();
        } else if (wasFirst && order.isParked(flow)) {
            // The next one may cost less, and so need no park.
            standAnew(flow, now);
        }
    }

    /** Takes a ticket out that starts, and its user out of the order until they have been served. */
    void removeStarting(Ticket ticket) {
        unlink(ticket);
        ticket.flow().leaveHeap();
    }

    private void unlink(Ticket ticket) {
        ticket.flow().queue.remove(ticket);
        occupied.queued--;
        if (ticket.returned) {
            ticket.returned = false;
            occupied.returned--;
        }
        if (ticket.timerNumber != IndexedHeap.ABSENT) {
            deadlines.remove(ticket);
        }
    }

    /** Has a user who has tickets here stand in the order anew, since what they stood by is another now. */
    void standAnew(Flow flow, long now) {
        flow.leaveHeap();
        order.enter(flow, now);
    }

    /** A ticket whose deadline has passed; null when there is none. */
    @Nullable
    Ticket late(long now) {
        Ticket ticket = deadlines.least();
        return ticket != null && ticket.isLate(now) ? ticket : null;
    }

    /** Nanoseconds until the next deadline; {@link RateCell#NEVER} if there is none. */
    long nanosToDeadline(long now) {
        Ticket ticket = deadlines.least();
        return ticket == null ? RateCell.NEVER : ticket.deadline() - now;
    }

    private static final class DeadlineHeap extends TimerHeap {
        @Override
        boolean before(int a, int b) {
            return at(a).deadline() - at(b).deadline() < 0;
        }
    }
}
