package io.valve4j.internal.schedule;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rule by which users take turns: start-time fair queueing for work of unknown length. {@link FairScheduler} says where
 * it comes from and what it promises.
 *
 * <p>Keys rise while tasks run, each at a pace of its own, so no heap can stay sorted by them. But they never fall: the heap
 * is ordered by what each key was when it was last looked at, a lower bound; the least is looked at afresh, and moved if it
 * has risen, until one stays in front. Only users with running tasks can rise, so a choice costs O(log active users),
 * amortised.
 */
final class TurnOrder {

    /** Up to here a double tells keys apart that lie a quantum over the largest weight from each other. */
    private static final double LARGEST_EXACT = 1L << 40;

    /** So many who left ahead of V are remembered at the least; beyond that, no more than there are users with work. */
    private static final int LEAST_REMEMBERED = 1_000;

    /** Above this a map that has been emptied is not worth keeping for its table. */
    private static final int LARGE = 1_000;

    private final TurnRule rule;
    private Map<String, Flow> flows = new HashMap<>();
    private boolean grewLarge;
    private final FlowHeap eligible = new FlowHeap();
    private final FlowHeap ahead = new FlowHeap();
    private final WakeHeap parked = new WakeHeap();

    /** The largest key that was ever served. */
    private double virtualTime;

    /** Counts dispatches and arrivals, so that among equal keys whoever has waited longest comes first. */
    private long turns;

    TurnOrder(TurnRule rule) {
        this.rule = rule;
    }

    @Nullable
    Flow find(String user) {
        return flows.get(user);
    }

    Collection<Flow> flows() {
        return flows.values();
    }

    /** What is known of a user, from now on. They are kept until {@link #settle} finds that they need not be. */
    Flow open(String user, Share share) {
        Flow flow = flows.get(user);
        if (flow == null) {
            flow = rule.flow(user, share);
            flow.lastServed = ++turns;
            flows.put(user, flow);
            grewLarge |= flows.size() > LARGE;
        } else {
            flow.share = share;
            if (flow.heap == ahead) {
                flow.leaveHeap();
            }
        }
        return flow;
    }

    /** Lets a user with queued work take part: lifted to V first, so that having idled is worth nothing. */
    void enter(Flow flow, long now) {
        stand(flow, lifted(flow, now));
    }

    /** Lets a user who was just served, and has more work, take part again. */
    void stand(Flow flow, long now) {
        stand(flow, flow.key(now));
    }

    private void stand(Flow flow, double key) {
        // At the ceiling of their workers users stand nowhere: the end of a task of theirs brings them back.
        if (flow.running.size() < flow.share.workers()) {
            flow.rank = key;
            flow.enter(eligible);
        }
    }

    /** Lifts a user to V, if they are behind it, and returns their key. */
    private double lifted(Flow flow, long now) {
        double key = flow.key(now);
        if (key >= virtualTime) {
            return key;
        }
        flow.lift(virtualTime - key);
        return flow.key(now);
    }

    /** Sets a user aside whose own rate has no permit. */
    void park(Flow flow, long wakeAt) {
        flow.leaveHeap();
        flow.wakeAt = wakeAt;
        flow.enter(parked);
    }

    boolean isParked(Flow flow) {
        return flow.heap == parked;
    }

    /** The parked user who wakes first. */
    @Nullable
    Flow firstToWake() {
        return parked.least();
    }

    /** Brings back those whose own rate has a permit again. */
    void unpark(long now) {
        for (Flow flow = parked.least(); flow != null && flow.wakeAt - now <= 0; flow = parked.least()) {
            flow.leaveHeap();
            enter(flow, now);
        }
    }

    /** The eligible user with the least key; ties go to whoever was served least recently. */
    @Nullable
    Flow least(long now) {
        while (true) {
            Flow flow = eligible.least();
            if (flow == null || eligible.size() == 1) {
                return flow;
            }
            double key = flow.key(now);
            if (key == flow.rank) {
                return flow;
            }
            flow.rank = key;
            eligible.moved(flow);
            if (eligible.least() == flow) {
                return flow;
            }
        }
    }

    /** Whether a user, known here or not, would be served before every other who is eligible. */
    boolean comesFirst(@Nullable Flow flow, long now) {
        Flow first = least(now);
        if (first == null || first == flow) {
            return true;
        }
        if (rule == TurnRule.FIFO) {
            return false;
        }
        double key = flow == null ? virtualTime : entryKey(flow, now);
        double firstKey = first.key(now);
        long served = flow == null ? Long.MAX_VALUE : flow.lastServed;
        return key < firstKey || (key == firstKey && served < first.lastServed);
    }

    /** The key at which a user would take part if they came now. */
    double entryKey(Flow flow, long now) {
        return Math.max(virtualTime, flow.key(now));
    }

    /** Notes that a user is served now, before their key has risen by it. */
    void served(Flow flow, long now) {
        double key = lifted(flow, now);
        flow.lastServed = ++turns;
        if (key > virtualTime) {
            virtualTime = key;
            forgetUpTo(virtualTime);
        }
        if (virtualTime > LARGEST_EXACT) {
            startAgainFromZero();
        }
    }

    private void forgetUpTo(double key) {
        for (Flow caught = ahead.least(); caught != null && caught.rank <= key; caught = ahead.least()) {
            virtualTime = Math.max(virtualTime, caught.rank);
            caught.leaveHeap();
            flows.remove(caught.user);
        }
    }

    /** Only differences between keys matter, and those of small keys are exact. Leaves the heaps in their order. */
    private void startAgainFromZero() {
        for (Flow flow : flows.values()) {
            flow.service -= virtualTime;
            if (flow.seeking != null) {
                flow.seeking.rank -= virtualTime;
            }
        }
        eligible.lower(virtualTime);
        ahead.lower(virtualTime);
        virtualTime = 0;
    }

    /**
     * Forgets a user who has no work, as soon as the others have caught up with them. When nobody stands in the order, as at
     * the end of a busy period in the original, nobody has anything to catch up: V rises to whoever was furthest ahead.
     */
    void settle(Flow flow, long now) {
        if (!flow.idle() || flow.heap == ahead) {
            return;
        }
        if (eligible.size() == 0) {
            // Whose permits came back while all workers were busy has been waiting for a worker since then.
            unpark(now);
        }
        if (eligible.size() == 0) {
            forgetUpTo(Double.POSITIVE_INFINITY);
            virtualTime = Math.max(virtualTime, flow.service);
        }
        if (flow.service <= virtualTime) {
            flows.remove(flow.user);
        } else {
            flow.rank = flow.service;
            flow.enter(ahead);
            forgetAboveBound();
        }
    }

    /**
     * While newcomers come as fast as they can be served, all are served at V, which therefore stands still, and nobody who has
     * left is ever caught up with. Ids are chosen by attackers, so memory must not follow them: of too many, those who are
     * least ahead are let off the little that they owe.
     */
    private void forgetAboveBound() {
        for (Flow least = ahead.least(); least != null && tooManyAhead(); least = ahead.least()) {
            least.leaveHeap();
            flows.remove(least.user);
        }
    }

    private boolean tooManyAhead() {
        return ahead.size() > LEAST_REMEMBERED && ahead.size() > flows.size() - ahead.size();
    }

    /** Forgets everything: nobody has work, so nobody is ahead of anybody. */
    void clear() {
        if (grewLarge) {
            flows = new HashMap<>();
            grewLarge = false;
        } else {
            flows.clear();
        }
        ahead.clear();
        virtualTime = 0;
        turns = 0;
    }

    private static final class WakeHeap extends UserHeap {
        @Override
        boolean before(int a, int b) {
            return at(a).wakeAt - at(b).wakeAt < 0;
        }
    }
}
