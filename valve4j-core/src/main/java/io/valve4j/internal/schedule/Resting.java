package io.valve4j.internal.schedule;

import io.valve4j.internal.rate.RateCell;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tickets in backoff: their last attempt failed, and the next is due at a known time. They hold no worker, no slot and no
 * permit, and stand in no order; so their user, if that is all they have here, is no more active than anybody else.
 */
final class Resting {

    private final WakeHeap heap = new WakeHeap();
    private final Map<String, TicketList> byUser = new HashMap<>();
    private long turns;

    boolean none() {
        return heap.size() == 0;
    }

    int size() {
        return heap.size();
    }

    boolean knows(String user) {
        return byUser.containsKey(user);
    }

    int count(String user) {
        TicketList tickets = none() ? null : byUser.get(user);
        return tickets == null ? 0 : tickets.size();
    }

    /** Lets a ticket rest that was started before, whose share it keeps until it wakes. */
    void add(Ticket ticket, long wakeAt) {
        ticket.stage = Ticket.Stage.RESTING;
        ticket.wakeAt = wakeAt;
        ticket.wakeTurn = ++turns;
        heap.add(ticket);
        byUser.computeIfAbsent(ticket.flow().user, user -> new TicketList()).append(ticket);
    }

    void remove(Ticket ticket) {
        heap.remove(ticket);
        String user = ticket.flow().user;
        TicketList list = byUser.get(user);
        if (list == null) {
            throw new IllegalStateException("a ticket rests of which nothing is known");
        }
        list.remove(ticket);
        if (list.size() == 0) {
            byUser.remove(user);
        }
    }

    /** The next ticket whose rest is over, taken out; null when there is none. */
    @Nullable
    Ticket nextAwake(long now) {
        Ticket ticket = heap.least();
        if (ticket == null || ticket.wakeAt - now > 0) {
            return null;
        }
        remove(ticket);
        return ticket;
    }

    /** Nanoseconds until the next one wakes; {@link RateCell#NEVER} if none does. */
    long nanosToWake(long now) {
        Ticket ticket = heap.least();
        return ticket == null ? RateCell.NEVER : ticket.wakeAt - now;
    }

    void reshare(FairScheduler.ShareChange change) {
        byUser.forEach((user, tickets) -> {
            for (Ticket ticket = tickets.first(); ticket != null; ticket = ticket.next) {
                ticket.share = change.shareOf(user, ticket.share());
            }
        });
    }

    List<Ticket> all() {
        List<Ticket> all = new ArrayList<>();
        byUser.values().forEach(tickets -> tickets.copyTo(all));
        return all;
    }

    List<Ticket> of(String user) {
        List<Ticket> all = new ArrayList<>();
        TicketList tickets = byUser.get(user);
        if (tickets != null) {
            tickets.copyTo(all);
        }
        return all;
    }

    private static final class WakeHeap extends TimerHeap {
        @Override
        boolean before(int placeA, int placeB) {
            Ticket a = at(placeA);
            Ticket b = at(placeB);
            return a.wakeAt - b.wakeAt < 0 || (a.wakeAt == b.wakeAt && a.wakeTurn < b.wakeTurn);
        }
    }
}
