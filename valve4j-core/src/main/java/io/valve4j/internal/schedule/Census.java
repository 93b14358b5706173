package io.valve4j.internal.schedule;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

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
            Seeking.copy(flow.seeking, all);
        }
        return all;
    }

    /** Every ticket that seeks room. */
    public List<Ticket> seeking() {
        List<Ticket> all = new ArrayList<>();
        order.flows().forEach(flow -> Seeking.copy(flow.seeking, all));
        return all;
    }

    /** Every ticket that runs. */
    public List<Ticket> running() {
        List<Ticket> all = new ArrayList<>();
        order.flows().forEach(flow -> flow.running.copyTo(all));
        return all;
    }

    /**
     * Those with most work, at most so many, in no order. O(users · log most).
     */
    List<UserLoad> busiest(int most) {
        PriorityQueue<UserLoad> least = new PriorityQueue<>(Comparator.comparingInt(UserLoad::total));
        for (Flow flow : order.flows()) {
            int waiting = flow.queue.size() + Seeking.count(flow.seeking);
            int total = waiting + flow.running.size();
            if (total > 0 && (least.size() < most || total > least.element().total())) {
                least.add(new UserLoad(flow.user, flow.share.profile(), waiting, flow.running.size()));
                if (least.size() > most) {
                    least.remove();
                }
            }
        }
        return List.copyOf(least);
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
