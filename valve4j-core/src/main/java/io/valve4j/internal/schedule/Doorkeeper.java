package io.valve4j.internal.schedule;

import static io.valve4j.internal.rate.RateCell.NEVER;

import io.valve4j.Reason;
import io.valve4j.internal.rate.RateCell;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may come into the queue: whether there is room for them, and whether their deadline can be met at all.
 *
 * <p>By default a user may hold at most as many slots as are still free (dynamic threshold, Choudhury and Hahne 1998): a user
 * alone gets half the queue, and a newcomer finds room beside any hog. What can start at once needs no slot.
 */
final class Doorkeeper {

    private final Occupancy occupied;
    private final TurnOrder order;
    private final Resting resting;
    private final RateCell rate;

    private boolean roomComes;
    private long roomAt;

    Doorkeeper(Occupancy occupied, TurnOrder order, Resting resting, RateCell rate) {
        this.occupied = occupied;
        this.order = order;
        this.resting = resting;
        this.rate = rate;
    }

    Admission room(@Nullable Flow flow, String user, Share share, long cost, long now) {
        if (startsAtOnce(flow, share, cost, now)) {
            return Admission.GIVEN;
        }
        int free = occupied.freeSlots();
        if (free <= 0) {
            return new Admission(Reason.QUEUE_FULL, occupied.slots, 0, occupied.nanosToChange(now), false);
        }
        int waiting = resting.count(user) + (flow == null ? 0 : flow.queue.size() + flow.held);
        boolean dynamic = share.queue() == Share.DYNAMIC;
        if (waiting < (dynamic ? free : share.queue())) {
            return Admission.GIVEN;
        }
        int bound = dynamic ? waiting : share.queue();
        return new Admission(Reason.QUEUE_FULL, bound, 0, occupied.nanosToChange(now), true);
    }

    /**
     * Whether all workers are busy, and so little waits that no newcomer can come near a bound that is at least half the queue,
     * or {@link Share#DYNAMIC}: an eighth of it at most. If three times that comes before it is looked at again, three eighths
     * wait in the end, and five are free.
     */
    boolean isQuiet() {
        return occupied.freeWorkers() <= 0
                && occupied.queued + occupied.held + resting.size() <= quietUpTo(occupied.slots);
    }

    /** How many may wait where it is quiet. */
    static int quietUpTo(int slots) {
        return slots / 8;
    }

    /** Whether a newcomer needs no slot, because a worker and the permits are there and nobody is before them. */
    private boolean startsAtOnce(@Nullable Flow flow, Share share, long cost, long now) {
        return nanosToStart(flow, share, cost, now) == 0 && order.comesFirst(flow, now);
    }

    /** When a newcomer will need no slot, if only the rates are in the way; {@link RateCell#NEVER} if more is. */
    private long nanosToStart(@Nullable Flow flow, Share share, long cost, long now) {
        boolean workerFree = occupied.held < occupied.freeWorkers()
                && (flow == null || (flow.queue.size() == 0 && flow.running.size() + flow.held < share.workers()));
        if (!workerFree) {
            return NEVER;
        }
        RateCell own = share.rate();
        long ownWait = own == null ? 0 : own.waitNanos(cost + (flow == null ? 0 : flow.heldCost), now);
        return Math.max(ownWait, rate.waitNanos(cost + occupied.heldCost, now));
    }

    /** Whether the user's own queue and the rates leave a task the chance to start before its deadline. */
    Admission reachable(@Nullable Flow flow, Share share, Ticket ticket, long now) {
        long permits = ticket.cost() + (flow == null ? 0 : flow.queue.cost() + flow.heldCost);
        RateCell own = share.rate();
        long ownWait = own == null ? 0 : own.earliest(permits, now);
        long wait = rate.earliest(permits, now);
        if (Math.max(ownWait, wait) < ticket.deadline() - now) {
            return Admission.GIVEN;
        }
        return Admission.byRate(
                Reason.DEADLINE_UNREACHABLE, rate, share, Math.max(ownWait, wait), ownWait >= wait, now);
    }

    /** Forgets when room was to come, before the seekers are looked at again. */
    void lookAgain() {
        roomComes = false;
    }

    /** Spares a look at all seekers where the queue is full, and no worker or no permit is there to do without it. */
    boolean nobodyFindsRoom(long now) {
        if (occupied.freeSlots() > 0) {
            return false;
        }
        if (occupied.held >= occupied.freeWorkers()) {
            return true;
        }
        long wait = rate.waitNanos(1 + occupied.heldCost, now);
        noteRoomIn(wait, now);
        return wait > 0;
    }

    /** Whether a ticket that seeks room has it now; if only a rate is in its way, notes until when. */
    boolean hasRoom(Ticket ticket, long now) {
        Flow flow = ticket.flow();
        if (room(flow, flow.user, flow.share, ticket.cost(), now).given()) {
            return true;
        }
        noteRoomIn(nanosToStart(flow, flow.share, ticket.cost(), now), now);
        return false;
    }

    private void noteRoomIn(long wait, long now) {
        if (wait > 0 && wait != NEVER && (!roomComes || now + wait - roomAt < 0)) {
            roomComes = true;
            roomAt = now + wait;
        }
    }

    /** Nanoseconds until time alone brings room to a seeker; {@link RateCell#NEVER} if it does not. */
    long nanosToRoom(long now) {
        return roomComes ? roomAt - now : NEVER;
    }
}
