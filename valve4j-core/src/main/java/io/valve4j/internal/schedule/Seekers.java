package io.valve4j.internal.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Submitters that wait for a slot in the queue. They enter by their users' keys, not by racing. */
final class Seekers {

    private final TurnOrder order;
    private final SeekerHeap users = new SeekerHeap();

    Seekers(TurnOrder order) {
        this.order = order;
    }

    boolean none() {
        return users.size() == 0;
    }

    void add(Flow flow, Ticket ticket, long now) {
        Seeking seeking = flow.seeking;
        if (seeking == null) {
            seeking = new Seeking(flow);
            seeking.rank = order.entryKey(flow, now);
            seeking.turn = flow.lastServed;
            flow.seeking = seeking;
            users.add(seeking);
        }
        seeking.tickets.append(ticket);
    }

    void remove(Flow flow, Ticket ticket) {
        Seeking seeking = Objects.requireNonNull(flow.seeking, "a ticket seeks room of which nothing is known");
        seeking.tickets.remove(ticket);
        if (seeking.tickets.size() == 0) {
            users.remove(seeking);
            flow.seeking = null;
        }
    }

    /** Takes out the first ticket, by its user's key, for which there is room; null when there is none. */
    @Nullable
    Ticket next(Predicate<Ticket> hasRoom, long now) {
        List<Seeking> passed = new ArrayList<>();
        Ticket found = null;
        for (Seeking seeking = least(now); found == null && seeking != null; seeking = least(now)) {
            Ticket ticket = seeking.tickets.first();
            users.remove(seeking);
            if (ticket != null && hasRoom.test(ticket)) {
                seeking.tickets.remove(ticket);
                found = ticket;
            }
            if (seeking.tickets.size() > 0) {
                passed.add(seeking);
            } else {
                seeking.flow.seeking = null;
            }
        }
        passed.forEach(users::add);
        return found;
    }

    private @Nullable Seeking least(long now) {
        while (true) {
            Seeking seeking = users.least();
            if (seeking == null) {
                return null;
            }
            Flow flow = seeking.flow;
            double key = order.entryKey(flow, now);
            if (key == seeking.rank && flow.lastServed == seeking.turn) {
                return seeking;
            }
            seeking.rank = key;
            seeking.turn = flow.lastServed;
            users.moved(seeking);
            if (users.least() == seeking) {
                return seeking;
            }
        }
    }

    private static final class SeekerHeap extends IndexedHeap<Seeking> {
        @Override
        boolean before(int placeA, int placeB) {
            Seeking a = at(placeA);
            Seeking b = at(placeB);
            return a.rank < b.rank || (a.rank == b.rank && a.turn < b.turn);
        }

        @Override
        int number(Seeking seeking) {
            return seeking.number;
        }

        @Override
        void number(Seeking seeking, int number) {
            seeking.number = number;
        }
    }
}
