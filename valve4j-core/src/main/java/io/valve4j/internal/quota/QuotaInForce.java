package io.valve4j.internal.quota;

import io.valve4j.quota.Grant;
import io.valve4j.quota.Quota;
import io.valve4j.quota.Usage;
import io.valve4j.quota.Window;
import io.valve4j.store.CounterKey;
import io.valve4j.store.CounterState;
import io.valve4j.store.Draw;
import io.valve4j.store.Pool;
import io.valve4j.store.Posting;
import io.valve4j.subscription.QuotaOverride;
import io.valve4j.subscription.Subscription;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One quota as it is for one user in one span of time: its limit, and the counters that a charge draws on, in their order.
 *
 * <p>The plan's window and the grants are drained by earliest end, what never ends last; of those that end together the plan's
 * window comes first. A soft plan never runs out, so there all grants come before it. An override that blocks or lifts leaves
 * the grants alone.
 *
 * @param quota as the profile has it
 * @param override the user's own limit; null if they have none
 * @param window of the plan's own counter
 * @param pools what a charge draws on
 * @param plan which of the pools is the plan's own
 * @param firstThreshold units of the plan at which the lowest threshold is passed; {@link Long#MAX_VALUE} if there is none. Kept,
 *     since it takes divisions to find, and below it, where most charges are, no other threshold need be looked at
 */
record QuotaInForce(
        Quota quota,
        @Nullable QuotaOverride override,
        Window.Span window,
        List<Pool> pools,
        int plan,
        long firstThreshold) {

    /** One whose first threshold is to be found. */
    private QuotaInForce(
            Quota quota, @Nullable QuotaOverride override, Window.Span window, List<Pool> pools, int plan) {
        this(quota, override, window, pools, plan, firstThreshold(quota, limit(quota, override)));
    }

    static QuotaInForce of(Quota quota, Window.Span window, @Nullable Subscription subscription, Instant at) {
        if (subscription == null) {
            CounterKey key = new CounterKey(quota.name(), window.from().toEpochMilli(), 0);
            return new QuotaInForce(
                    quota, null, window, List.of(planPool(key, quota.limit(), quota.soft(), window)), 0);
        }
        QuotaOverride override = subscription.allowances().overrideOf(quota.name(), at);
        long limit = limit(quota, override);
        CounterKey key =
                new CounterKey(quota.name(), window.from().toEpochMilli(), subscription.generationAt(at, window));
        boolean blocked = override != null && limit == 0;
        Pool plan = planPool(key, limit, quota.soft() && !blocked, window);
        List<Pool> pools = new ArrayList<>();
        if (!blocked && limit != Quota.UNLIMITED) {
            for (Grant grant : subscription.grants()) {
                if (grant.quota().equals(quota.name()) && grant.liveAt(at)) {
                    CounterKey granted = CounterKey.ofGrant(quota.name(), grant.id());
                    pools.add(new Pool(granted, grant.amount(), grant.expiresAt()));
                }
            }
        }
        pools.add(0, plan);
        pools.sort(Comparator.comparing(pool -> drainedAt(pool, quota.soft())));
        return new QuotaInForce(quota, override, window, List.copyOf(pools), pools.indexOf(plan));
    }

    private static Pool planPool(CounterKey key, long limit, boolean admitsAll, Window.Span window) {
        return new Pool(key, admitsAll ? Quota.UNLIMITED : limit, window.until());
    }

    private static Instant drainedAt(Pool pool, boolean soft) {
        boolean plan = pool.key().grant().isEmpty();
        Instant end = pool.end();
        if (soft && plan) {
            return Instant.MAX;
        }
        // A grant without end of a soft quota still comes before the plan.
        return end == null ? (soft ? Instant.MAX.minusNanos(1) : Instant.MAX) : end;
    }

    String name() {
        return quota.name();
    }

    Pool planPool() {
        return pools.get(plan);
    }

    /** The plan's own limit in force, soft or hard. */
    long limit() {
        return limit(quota, override);
    }

    private static long limit(Quota quota, @Nullable QuotaOverride override) {
        return override == null ? quota.limit() : override.limit();
    }

    private static long firstThreshold(Quota quota, long limit) {
        return quota.thresholds().isEmpty()
                ? Long.MAX_VALUE
                : units(limit, quota.thresholds().get(0));
    }

    /** Whether a charge is never refused. */
    boolean admitsAll() {
        return planPool().limit() == Quota.UNLIMITED;
    }

    /** Whether it is soft, and what is used and held of the plan goes beyond its limit. */
    boolean softLimitPassed(CounterState plan) {
        return quota.soft() && Posting.sum(plan.used(), plan.held()) > limit();
    }

    /** How it stands, with the states of its pools starting at an index. */
    Usage usage(List<CounterState> states, int from) {
        long limit = 0;
        long used = 0;
        long held = 0;
        long remaining = 0;
        for (int i = 0; i < pools.size(); i++) {
            CounterState state = states.get(from + i);
            verify(pools.get(i), state);
            Pool pool = i == plan ? new Pool(state.key(), limit(), null) : pools.get(i);
            limit = Posting.sum(limit, pool.limit());
            used = Posting.sum(used, state.used());
            held = Posting.sum(held, state.held());
            remaining = Posting.sum(remaining, pool.room(state));
        }
        return new Usage(name(), quota.meter(), limit, used, held, remaining, Optional.ofNullable(window.until()));
    }

    /** Checks that the store speaks of the counter that it was asked about. */
    static void verify(Pool asked, CounterState told) {
        if (!told.key().equals(asked.key())) {
            throw new IllegalStateException("the store was asked for " + asked.key() + ", but told of " + told);
        }
    }

    /**
     * When a charge that does not fit now may fit; {@link Instant#MAX} if never. Holds that are released meanwhile may make
     * room earlier.
     */
    Instant roomAt(long amount, List<CounterState> states, int from) {
        Instant end = window.until();
        Instant lifted = override == null ? null : override.until();
        boolean liftedFirst = lifted != null && (end == null || lifted.isBefore(end));
        CounterState own = states.get(from + plan);
        if (lifted != null
                && liftedFirst
                && fits(amount, new Pool(own.key(), quota.limit(), null).room(own), lifted, states, from)) {
            return lifted;
        }
        if (end != null) {
            long limit = lifted != null && !lifted.isAfter(end) ? quota.limit() : limit();
            if (fits(amount, limit, end, states, from)) {
                return end;
            }
            if (lifted != null && !liftedFirst && fits(amount, quota.limit(), lifted, states, from)) {
                return lifted;
            }
        }
        return Instant.MAX;
    }

    private boolean fits(long amount, long planRoom, Instant then, List<CounterState> states, int from) {
        long room = planRoom;
        for (int i = 0; i < pools.size(); i++) {
            Instant end = pools.get(i).end();
            if (i != plan && (end == null || then.isBefore(end))) {
                room = Posting.sum(room, pools.get(i).room(states.get(from + i)));
            }
        }
        return amount <= room;
    }

    /** Whether one step on the plan's own counter has passed any threshold. */
    boolean passesAny(Draw draw) {
        long limit = limit();
        if (draw.peakBefore() == draw.after().peak()
                || draw.after().peak() < firstThreshold
                || limit == Quota.UNLIMITED) {
            return false;
        }
        List<Integer> thresholds = quota.thresholds();
        for (int i = 0; i < thresholds.size(); i++) {
            if (passes(draw, units(limit, thresholds.get(i)))) {
                return true;
            }
        }
        return false;
    }

    /** Adds the thresholds that one step on the plan's own counter has passed. */
    void passed(Draw draw, List<ThresholdPassed> passed) {
        if (!passesAny(draw)) {
            return;
        }
        for (int percent : quota.thresholds()) {
            if (passes(draw, units(limit(), percent))) {
                passed.add(new ThresholdPassed(
                        name(), percent, limit(), draw.after().used()));
            }
        }
    }

    private static boolean passes(Draw draw, long units) {
        return draw.peakBefore() < units && units <= draw.after().peak();
    }

    /** So many percent of a limit, rounded up. */
    private static long units(long limit, int percent) {
        long hundreds = limit / 100;
        long rest = (limit % 100 * percent + 99) / 100;
        return hundreds > (Long.MAX_VALUE - rest) / percent ? Long.MAX_VALUE : hundreds * percent + rest;
    }
}
