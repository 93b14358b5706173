package io.valve4j.internal.schedule;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What of one user waits for a slot in the queue, in its order; kept only while there is any, which is rare. */
final class Seeking {

    final Flow flow;
    final TicketList tickets = new TicketList();

    /** Its number among the users of whom something seeks room. */
    int number = IndexedHeap.ABSENT;

    /** Lower bounds of its user's key and of {@link Flow#lastServed}, by which it stands there. */
    double rank;

    long turn;

    Seeking(Flow flow) {
        this.flow = flow;
    }

    static void copy(@Nullable Seeking seeking, List<Ticket> all) {
        if (seeking != null) {
            seeking.tickets.copyTo(all);
        }
    }

    static int count(@Nullable Seeking seeking) {
        return seeking == null ? 0 : seeking.tickets.size();
    }
}
