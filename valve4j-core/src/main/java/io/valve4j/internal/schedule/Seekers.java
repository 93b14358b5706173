package io.valve4j.internal.schedule;

import java.util.ArrayList;
import java.util.List;
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
        flow.room.append(ticket);
        if (flow.roomNumber == IndexedHeap.ABSENT) {
            flow.roomRank = order.entryKey(flow, now);
            flow.roomTurn = flow.lastServed;
            users.add(flow);
        }
    }

    void remove(Flow flow, Ticket ticket) {
        flow.room.remove(ticket);
        if (flow.room.size() == 0) {
            users.remove(flow);
        }
    }

    /** Takes out the first ticket, by its user's key, for which there is room; null when there is none. */
    @Nullable
    Ticket next(Predicate<Ticket> hasRoom, long now) {
        List<Flow> passed = new ArrayList<>();
        Ticket found = null;
        for (Flow flow = least(now); found == null && flow != null; flow = least(now)) {
            Ticket ticket = flow.room.first();
            users.remove(flow);
            if (ticket != null && hasRoom.test(ticket)) {
                flow.room.remove(ticket);
                found = ticket;
            }
            if (flow.room.size() > 0) {
                passed.add(flow);
            }
        }
        passed.forEach(users::add);
        return found;
    }

    private @Nullable Flow least(long now) {
        while (true) {
            Flow flow = users.least();
            if (flow == null) {
                return null;
            }
            double key = order.entryKey(flow, now);
            if (key == flow.roomRank && flow.lastServed == flow.roomTurn) {
                return flow;
            }
            flow.roomRank = key;
            flow.roomTurn = flow.lastServed;
            users.moved(flow);
            if (users.least() == flow) {
                return flow;
            }
        }
    }

    private static final class SeekerHeap extends IndexedHeap<Flow> {
        @Override
        boolean before(int placeA, int placeB) {
            Flow a = at(placeA);
            Flow b = at(placeB);
            return a.roomRank < b.roomRank || (a.roomRank == b.roomRank && a.roomTurn < b.roomTurn);
        }

        @Override
        int number(Flow flow) {
            return flow.roomNumber;
        }

        @Override
        void number(Flow flow, int number) {
            flow.roomNumber = number;
        }
    }
}
