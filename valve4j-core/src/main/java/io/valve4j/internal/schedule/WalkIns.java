package io.valve4j.internal.schedule;

import io.valve4j.Reason;
import io.valve4j.internal.rate.RateCell;

/**
 * Decides about those who will not queue: whether they may start at once, or take permits past the queue. Nobody may who would
 * come before somebody whose turn it is. Answers questions; changes nothing.
 */
final class WalkIns {

    private final Occupancy occupied;
    private final TurnOrder order;
    private final RateCell rate;

    WalkIns(Occupancy occupied, TurnOrder order, RateCell rate) {
        this.occupied = occupied;
        this.order = order;
        this.rate = rate;
    }

    /** Whether a worker and the permits are there for a user, and no other comes first. */
    Admission mayStart(long cost, String user, Share share, long now) {
        Admission admission = mayTake(cost, user, share, now);
        if (!admission.given()) {
            return admission;
        }
        Flow flow = order.find(user);
        if (occupied.freeWorkers() <= 0) {
            return new Admission(Reason.NO_WORKER, occupied.workers, 0, occupied.nanosToChange(now), false);
        }
        if (flow != null && flow.running.size() >= share.workers()) {
            return new Admission(Reason.NO_WORKER, share.workers(), 0, occupied.nanosToChange(now), true);
        }
        if ((flow != null && flow.queue.size() > 0) || !order.comesFirst(flow, now)) {
            return new Admission(
                    Reason.NO_WORKER, occupied.workers, occupied.freeWorkers(), occupied.nanosToChange(now), false);
        }
        return admission;
    }

    /** Whether the permits are there for a user, and, while others wait for the rate, no other comes first. */
    Admission mayTake(long cost, String user, Share share, long now) {
        Admission admission = Admission.ofPermits(rate, share, cost, now);
        if (!occupied.rateBlocked || (!admission.given() && admission.own())) {
            return admission;
        }
        Flow flow = order.find(user);
        boolean first = (flow == null || flow.queue.size() == 0) && order.comesFirst(flow, now);
        if (first) {
            return admission;
        }
        long wait = Math.max(occupied.nanosToChange(now), admission.waitNanos());
        return new Admission(Reason.RATE_LIMITED, rate.rate().burst(), rate.available(now), wait, false);
    }
}
