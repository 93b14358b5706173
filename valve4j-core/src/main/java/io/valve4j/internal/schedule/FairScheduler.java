package io.valve4j.internal.schedule;

import static io.valve4j.internal.rate.RateCell.NEVER;

import io.valve4j.Rate;
import io.valve4j.internal.rate.RateCell;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides whose task starts next on one resource: first come, first served within a user; fair between users; and no worker
 * and no permit idles while somebody eligible could use it.
 *
 * <p>The rule is start-time fair queueing (Goyal, Vin, Cheng 1996) for work of unknown length, as in the virtual token
 * counter (Sheng et al. 2024). A user's <em>key</em> is the service that they have received, divided by their weight; what
 * runs counts while it runs. A free worker with a permit goes to the least key. The <em>virtual time</em> V is the largest
 * key that was ever served. Who comes anew is lifted to V, so idling earns no credit; who is ahead of V waits until the
 * others have caught up, and owes nothing beyond that. A task's charge is the time for which it keeps a worker, or the equal
 * share of the rate if that is what it used more of: {@code max(run time, workers × cost / rate, quantum)}.
 *
 * <p>For two users f and g who both always have eligible work, over any interval, with W their charges received, w their
 * weights, k the largest part of a charge that is known at dispatch and e the largest part that is learned as the task runs,
 * and N workers: {@code |Wf/wf − Wg/wg| ≤ (kf + N·ef)/wf + (kg + N·eg)/wg}. The proof, and what is not promised:
 * docs/fairness.md.
 *
 * <p>A pure state machine: no thread, no lock, no clock. Time comes as an argument, in nanoseconds that never go back;
 * effects are return values. After every call, whoever drives it {@linkplain #wake wakes} who has rested, then asks for what
 * follows until there is nothing more: {@link #nextExpired}, {@link #nextStart}, {@link #nextStranded}, {@link #nextRoom};
 * then sets its alarm by {@link #nanosToNextEvent}. Not thread-safe; only the rate cells may be used by others meanwhile.
 */
public class FairScheduler {

    /** The least charge, so that tasks that take no time at all alternate: one microsecond of one worker. */
    public static final double QUANTUM_NANOS = 1_000;

    private final RateCell rate;
    private final TurnOrder order;
    private final Seekers seekers;
    private final Queued queued;
    private final Resting resting = new Resting();
    private final ArrayDeque<Ticket> stranded = new ArrayDeque<>(0);

    private final Occupancy occupied = new Occupancy();
    private final Doorkeeper door;
    private final WalkIns walkIns;
    private double nanosPerPermit;

    /** A scheduler with nothing to do, by the rule. */
    public FairScheduler(int workers, int slots, RateCell rate) {
        this(workers, slots, rate, TurnRule.FAIR);
    }

    /**
     * A scheduler with nothing to do.
     *
     * @param workers how many tickets may run at once
     * @param slots how many tickets may wait
     * @param rate the resource's permits, which others may take from as well
     * @param rule who comes first
     */
    public FairScheduler(int workers, int slots, RateCell rate, TurnRule rule) {
        this.rate = rate;
        this.order = new TurnOrder(rule);
        this.seekers = new Seekers(order);
        this.queued = new Queued(occupied, order);
        this.door = new Doorkeeper(occupied, order, resting, rate);
        this.walkIns = new WalkIns(occupied, order, rate);
        reconfigure(workers, slots);
    }

    /** Takes on another number of workers, of slots, or another rate, which the cell has been given before. */
    public final void reconfigure(int nextWorkers, int nextSlots) {
        occupied.workers = nextWorkers;
        occupied.slots = nextSlots;
        Rate now = rate.rate();
        nanosPerPermit =
                now.isUnlimited() ? 0 : (double) nextWorkers * now.period().toNanos() / now.permits();
    }

    /**
     * Holds a slot in the queue for a ticket, if there is room and a task's deadline can be met. A held slot is followed by
     * {@link #enqueue} or {@link #letGo}.
     */
    public Admission hold(Ticket ticket, String user, Share share, long now) {
        Flow flow = order.find(user);
        Admission admission = door.room(flow, user, share, ticket.cost(), now);
        if (admission.given() && ticket.isTask() && ticket.timed()) {
            admission = door.reachable(flow, share, ticket, now);
        }
        if (admission.given()) {
            hold(order.open(user, share), ticket);
        }
        return admission;
    }

    private void hold(Flow flow, Ticket ticket) {
        flow.held++;
        flow.heldCost += ticket.cost();
        occupied.held++;
        occupied.heldCost += ticket.cost();
        ticket.flow = flow;
        ticket.stage = Ticket.Stage.HOLDS_SLOT;
    }

    /** Has a ticket wait for a slot, which {@link #nextRoom} will tell of. */
    public void seekRoom(Ticket ticket, String user, Share share, long now) {
        Flow flow = order.open(user, share);
        ticket.flow = flow;
        ticket.stage = Ticket.Stage.SEEKS_ROOM;
        seekers.add(flow, ticket, now);
    }

    /** Puts a ticket that holds a slot into the queue. */
    public void enqueue(Ticket ticket, long now) {
        queued.add(release(ticket), ticket, now);
    }

    /** Gives back a slot that a ticket holds. */
    public void letGo(Ticket ticket, long now) {
        Flow flow = release(ticket);
        ticket.stage = Ticket.Stage.ENDED;
        settle(flow, now);
    }

    private Flow release(Ticket ticket) {
        Flow flow = ticket.flow();
        flow.held--;
        flow.heldCost -= ticket.cost();
        occupied.held--;
        occupied.heldCost -= ticket.cost();
        return flow;
    }

    /**
     * Starts a ticket at once, if a worker and the permits are there and no other user comes first; the caller runs it, and
     * calls {@link #finish} in the end.
     */
    public Admission startNow(Ticket ticket, String user, Share share, long now) {
        Admission admission = mayStartNow(ticket.cost(), user, share, now);
        if (!admission.given()) {
            return admission;
        }
        if (share.take(rate, ticket.cost(), now) != 0) {
            return Admission.ofPermits(rate, share, ticket.cost(), now);
        }
        start(order.open(user, share), ticket, now);
        return admission;
    }

    /** What {@link #startNow} would answer; changes nothing. */
    public Admission mayStartNow(long cost, String user, Share share, long now) {
        return walkIns.mayStart(cost, user, share, now);
    }

    /**
     * Takes permits for somebody who needs no worker. While others wait for the rate it does so only for the user who comes
     * first, and charges them as for a task.
     */
    public Admission takeNow(long cost, String user, Share share, long now) {
        Admission admission = mayTakeNow(cost, user, share, now);
        if (!admission.given()) {
            return admission;
        }
        if (share.take(rate, cost, now) != 0) {
            return Admission.ofPermits(rate, share, cost, now);
        }
        if (occupied.rateBlocked) {
            Flow flow = order.open(user, share);
            order.served(flow, now);
            flow.service += flow.charge(floor(cost), 0) / share.weight();
            settle(flow, now);
        }
        return admission;
    }

    /** What {@link #takeNow} would answer; changes nothing. */
    public Admission mayTakeNow(long cost, String user, Share share, long now) {
        return walkIns.mayTake(cost, user, share, now);
    }

    /** The next ticket whose deadline has passed, taken out of the queue; null when there is none. */
    public @Nullable Ticket nextExpired(long now) {
        Ticket ticket = queued.late(now);
        if (ticket != null) {
            leaveQueue(ticket, now);
        }
        return ticket;
    }

    /** The next ticket to start now, with its worker and its permits taken; null when none can. */
    public @Nullable Ticket nextStart(long now) {
        occupied.rateBlocked = false;
        if (occupied.freeWorkers() <= 0) {
            return null;
        }
        order.unpark(now);
        for (Flow flow = order.least(now); flow != null; flow = order.least(now)) {
            Ticket ticket = flow.firstQueued();
            RateCell own = flow.share.rate();
            long ownWait = own == null ? 0 : own.waitNanos(ticket.cost(), now);
            long wait = rate.waitNanos(ticket.cost(), now);
            if (ownWait == NEVER || wait == NEVER) {
                leaveQueue(ticket, now);
                stranded.add(ticket);
            } else if (ownWait > 0) {
                order.park(flow, now + ownWait);
            } else if (wait > 0) {
                occupied.rateBlocked = true;
                occupied.permitAt = now + wait;
                return null;
            } else if (flow.share.take(rate, ticket.cost(), now) == 0) {
                queued.removeStarting(ticket);
                start(flow, ticket, now);
                if (flow.queue.size() > 0) {
                    order.stand(flow, now);
                }
                return ticket;
            }
        }
        return null;
    }

    private void start(Flow flow, Ticket ticket, long now) {
        order.served(flow, now);
        ticket.flow = flow;
        ticket.stage = Ticket.Stage.RUNNING;
        ticket.startedAt = now;
        ticket.floorNanos = floor(ticket.cost());
        ticket.share = flow.share;
        flow.running.append(ticket);
        occupied.running++;
    }

    private double floor(long cost) {
        return Math.max(QUANTUM_NANOS, (double) cost * nanosPerPermit);
    }

    /** The next ticket that can never start, since a live change left the rate's burst below its cost; null when none. */
    public @Nullable Ticket nextStranded() {
        return stranded.poll();
    }

    /** The next ticket that found a slot after seeking one, and now holds it; null when none does. */
    public @Nullable Ticket nextRoom(long now) {
        door.lookAgain();
        if (seekers.none() || door.nobodyFindsRoom(now)) {
            return null;
        }
        Ticket found = seekers.next(ticket -> door.hasRoom(ticket, now), now);
        if (found != null) {
            hold(found.flow(), found);
        }
        return found;
    }

    /** Ends a running ticket: charges its user, and frees its worker. */
    public void finish(Ticket ticket, long now) {
        Flow flow = ticket.flow();
        flow.service += flow.charge(ticket, now) / ticket.share().weight();
        flow.running.remove(ticket);
        occupied.running--;
        ticket.stage = Ticket.Stage.ENDED;
        if (flow.queue.size() > 0 && flow.heap == null) {
            order.enter(flow, now);
        }
        settle(flow, now);
    }

    /**
     * Ends the attempt of a running ticket, as {@link #finish} does, and lets it rest for a while; then it stands in the queue
     * again, behind what its user has there, whether there is room or not. To its own user's bound it counts as waiting; from
     * others it takes no room.
     */
    public void rest(Ticket ticket, long nanos, long now) {
        finish(ticket, now);
        resting.add(ticket, now + nanos);
    }

    /** Puts those into the queue again whose rest is over. */
    public void wake(long now) {
        for (Ticket ticket = resting.nextAwake(now); ticket != null; ticket = resting.nextAwake(now)) {
            String user = ticket.flow().user;
            Flow present = order.find(user);
            Flow flow = order.open(user, present == null ? ticket.share() : present.share);
            ticket.flow = flow;
            ticket.returned = true;
            occupied.returned++;
            queued.add(flow, ticket, now);
        }
    }

    /** Takes over a ticket that another scheduler let go, whether there is room or not: into the queue, or to rest on. */
    void adopt(Ticket ticket, boolean rests, String user, Share share, long now) {
        if (rests) {
            ticket.share = share;
            resting.add(ticket, ticket.wakeAt);
            return;
        }
        Flow flow = order.open(user, share);
        ticket.flow = flow;
        queued.add(flow, ticket, now);
    }

    /** Gives back the permits of a ticket that runs, as far as time has not brought them back by itself. */
    public void refundPermits(Ticket ticket, long now) {
        ticket.share().refund(rate, ticket.cost(), ticket.startedAt, now);
        permitsCameBack(ticket.flow().user, now);
    }

    /** Looks at a user again whose own rate was given permits back, since they need no longer be set aside. */
    public void permitsCameBack(String user, long now) {
        Flow flow = order.find(user);
        if (flow != null && order.isParked(flow)) {
            queued.standAnew(flow, now);
        }
    }

    /** Takes a ticket out that seeks room, waits in the queue or rests; false when it runs or has ended. */
    public boolean withdraw(Ticket ticket, long now) {
        if (ticket.stage == Ticket.Stage.QUEUED) {
            leaveQueue(ticket, now);
            return true;
        }
        if (ticket.stage == Ticket.Stage.SEEKS_ROOM) {
            seekers.remove(ticket.flow(), ticket);
            ticket.stage = Ticket.Stage.ENDED;
            settle(ticket.flow(), now);
            return true;
        }
        if (ticket.stage == Ticket.Stage.RESTING) {
            resting.remove(ticket);
            ticket.stage = Ticket.Stage.ENDED;
            return true;
        }
        return false;
    }

    private void leaveQueue(Ticket ticket, long now) {
        queued.remove(ticket, now);
        settle(ticket.flow(), now);
    }

    private void settle(Flow flow, long now) {
        if (nobodyIsActive()) {
            order.clear();
        } else {
            order.settle(flow, now);
        }
    }

    /** Nanoseconds until time alone will change something; {@link RateCell#NEVER} if it will not. */
    public long nanosToNextEvent(long now) {
        long nearest = queued.nanosToDeadline(now);
        if (occupied.rateBlocked) {
            nearest = Math.min(nearest, occupied.permitAt - now);
        }
        nearest = Math.min(nearest, door.nanosToRoom(now));
        nearest = Math.min(nearest, resting.nanosToWake(now));
        Flow wakes = order.firstToWake();
        if (wakes != null && occupied.freeWorkers() > 0) {
            nearest = Math.min(nearest, wakes.wakeAt - now);
        }
        return Math.max(0, nearest);
    }

    /** Gives users who have work here other shares; the weight of what runs stays as it was at its dispatch. */
    public void reshare(ShareChange change, long now) {
        for (Flow flow : List.copyOf(order.flows())) {
            reshare(flow, change.shareOf(flow.user, flow.share), now);
        }
        resting.reshare(change);
    }

    /** Gives one user who has work here another share. */
    void reshare(String user, Share share, long now) {
        Flow flow = order.find(user);
        if (flow != null) {
            reshare(flow, share, now);
        }
        resting.of(user).forEach(ticket -> ticket.share = share);
    }

    private void reshare(Flow flow, Share share, long now) {
        flow.share = share;
        // Also where it is equal: the rate in its cell may be another, or a submit may have brought it before.
        if (flow.queue.size() > 0) {
            queued.standAnew(flow, now);
        }
    }

    /** What a live change makes of a user's share. */
    @FunctionalInterface
    public interface ShareChange {

        /** The share from now on; the present one to leave it. */
        Share shareOf(String user, Share present);
    }

    /** Whether newcomers can neither start nor be refused; see {@link Doorkeeper#isQuiet}. */
    boolean isQuiet() {
        return seekers.none() && door.isQuiet();
    }

    int slots() {
        return occupied.slots;
    }

    /** Who is here. */
    public Census census() {
        return new Census(order, resting);
    }

    /** Whether a worker is free and somebody waits whom only the resource's rate holds back; as of the last start. */
    public boolean rateBlocked() {
        return occupied.rateBlocked;
    }

    /** How many tickets run. */
    public int running() {
        return occupied.running;
    }

    /** How many tickets wait in the queue. */
    public int queued() {
        return occupied.queued;
    }

    /** Whether nothing runs, waits, rests, or holds a slot. */
    public boolean idle() {
        return nobodyIsActive() && resting.none();
    }

    private boolean nobodyIsActive() {
        return occupied.nothing() && seekers.none();
    }

    /** Whether anything is kept about a user. */
    public boolean knows(String user) {
        return order.find(user) != null || resting.knows(user);
    }

    /** How many users take part in the order, or are ahead of it. */
    public int knownUsers() {
        return order.flows().size();
    }
}
