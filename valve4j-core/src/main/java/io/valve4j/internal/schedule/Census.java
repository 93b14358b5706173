package io.valve4j.internal.schedule;

import java.util.ArrayList;
import java.util.List;

/** Who is at a resource: lists of tickets as they are now, in no order between users. O(tickets). */
public final class Census {

    private final TurnOrder order;
    private final Resting resting;

    Census(TurnOrder order, Resting resting) {
        this.order = order;
        this.resting = resting;
    }

    /** Every ticket that waits in the queue, seeks room or rests. */
    public List<Ticket> waiting() {
        List<Ticket> all = resting.all();
        order.flows().forEach(flow -> flow.queue.copyTo(all));
        all.addAll(seeking());
        return all;
    }

    /** Every ticket of one user that waits in the queue, seeks room or rests. */
    public List<Ticket> waiting(String user) {
        List<Ticket> all = resting.of(user);
        Flow flow = order.find(user);
        if (flow != null) {
            flow.queue.copyTo(all);
            flow.room.copyTo(all);
        }
        return all;
    }

    /** Every ticket that seeks room. */
    public List<Ticket> seeking() {
        List<Ticket> all = new ArrayList<>();
        order.flows().forEach(flow -> flow.room.copyTo(all));
        return all;
    }

    /** Every ticket that runs. */
    public List<Ticket> running() {
        List<Ticket> all = new ArrayList<>();
        order.flows().forEach(flow -> flow.running.copyTo(all));
        return all;
    }

    /** Every ticket of one user that runs. */
    List<Ticket> running(String user) {
        List<Ticket> all = new ArrayList<>();
        Flow flow = order.find(user);
        if (flow != null) {
            flow.running.copyTo(all);
        }
        return all;
    }
}
