package io.valve4j.internal.quota;

import io.valve4j.internal.check.Checks;
import io.valve4j.internal.memory.WeakTable;
import io.valve4j.quota.QuotaMode;
import io.valve4j.status.LeaseStatus;
import io.valve4j.store.ChargeResult;
import io.valve4j.store.Posting;
import io.valve4j.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All leases of one manager.
 *
 * <p>A lease is an ordinary charge of more units than were asked for, spent here, its rest given back by an ordinary refund. So
 * any store will do, and nothing that goes wrong here (a crash, a pause, a clock) can lead above a limit: the store counts all
 * leased units as used. A clock only decides until when they may be spent; the one that matters is the monotonic one, read
 * before the store's is, so that waiting for the store, and a wall clock that is off, only make a lease shorter.
 *
 * <p>Memory follows the users who have a lease: {@link Purse} is kept by whoever may spend from it, and here while it has one.
 * One alarm for all of them gives back what was not used in its time, at the latest a quarter of the shortest time after that.
 *
 * <p>Thread-safe.
 */
public final class Leases {

    private static final Logger LOG = LoggerFactory.getLogger("io.valve4j.store");
    private static final long SHORTEST_PAUSE_NANOS = 10_000_000L;

    private final TimeSource time;
    private final Ledger ledger;
    private final Executor executor;

    /** One purse for each owner for as long as anybody holds it, so that all of the owner's limiters spend from one. */
    private final WeakTable<Owner, Purse> purses;

    /** Those that have a lease, each with how long that lasts. */
    private final Map<Purse, Long> active = new ConcurrentHashMap<>();

    private volatile boolean closed;
    private volatile long dueAt;
    private volatile TimeSource.@Nullable Alarm alarm;

    /** Whose leases; the profile is empty for a subscriber, who has but one. */
    private record Owner(String profile, String user) {}

    /**
     * No leases yet.
     *
     * @param ledger what takes units from the store and gives them back
     * @param executor on which leases are given back whose time is over; may block
     */
    public Leases(TimeSource time, Ledger ledger, Executor executor) {
        this.time = Checks.notNull("the time source", time);
        this.ledger = Checks.notNull("the ledger", ledger);
        this.executor = Checks.notNull("the executor", executor);
        this.purses = new WeakTable<>(owner -> new Purse(this), time, executor);
    }

    /**
     * A plan as it is charged in a mode.
     *
     * @param guestOf the profile of a user who needs no subscription; null for a subscriber
     */
    public QuotaPlan plan(QuotaPlan plan, QuotaMode mode, @Nullable String guestOf) {
        return mode instanceof QuotaMode.Leased leased && !plan.isEmpty()
                ? plan.leased(new QuotaPlan.Leasing(purse(guestOf, plan.userId()), leased))
                : plan;
    }

    private Purse purse(@Nullable String guestOf, String user) {
        return purses.get(new Owner(guestOf == null ? "" : guestOf, user));
    }

    /** Gives back what is leased for a subscriber, whose subscription has changed. Blocks as long as the store does. */
    public void recall(String user) {
        Purse purse = purses.find(new Owner("", user));
        if (purse != null) {
            purse.closeAll();
        }
    }

    /** Gives everything back and leases nothing from now on; charges go on, exactly. Blocks as long as the store does. */
    public void close() {
        closed = true;
        purses.stop();
        TimeSource.Alarm set = alarm;
        if (set != null) {
            set.cancel();
        }
        active.keySet().forEach(Purse::closeForGood);
        active.clear();
    }

    /** What is leased now. O(users with a lease). */
    public LeaseStatus status() {
        Map<String, Long> units = new HashMap<>();
        active.keySet().forEach(purse -> purse.addLeft(units));
        return new LeaseStatus(active.size(), units);
    }

    boolean closed() {
        return closed;
    }

    long now() {
        return time.nanos();
    }

    Instant storeNow() {
        return ledger.now();
    }

    ChargeResult send(QuotaPlan plan, Bill bill) {
        return ledger.send(plan, bill);
    }

    LedgerResult chargeExactly(QuotaPlan plan, Demand demand) {
        return ledger.chargeExactly(plan, demand, false);
    }

    /** Gives units back. If the store fails they stay charged: that admits nothing too much. */
    void giveBack(String user, List<Posting> postings) {
        try {
            ledger.giveBack(user, postings);
        } catch (RuntimeException failure) {
            LOG.warn("the store failed to take a lease back; its units stay charged", failure);
        }
    }

    /** To be called by a purse that has a new lease, under its lock. */
    void filled(Purse purse, Duration ttl) {
        active.put(purse, ttl.toNanos());
        if (closed) {
            purse.closeAll();
            return;
        }
        ringIn(ttl.toNanos());
    }

    private void ringIn(long nanos) {
        long at = time.nanos() + nanos;
        if (alarm != null && at - dueAt >= 0) {
            return;
        }
        synchronized (this) {
            TimeSource.Alarm set = alarm;
            if (closed || (set != null && at - dueAt >= 0)) {
                return;
            }
            if (set != null) {
                set.cancel();
            }
            dueAt = at;
            alarm = time.alarm(nanos, this::ring);
        }
    }

    private void ring() {
        try {
            executor.execute(this::round);
        } catch (RuntimeException failure) {
            LOG.warn("no thread was found to give leases back on", failure);
            goOn();
        }
    }

    /** Visits all who have a lease: O(their number), and one call to the store for each that has something to give back. */
    private void round() {
        try {
            active.keySet().forEach(purse -> purse.sweep(time.nanos(), () -> active.remove(purse)));
        } finally {
            goOn();
        }
    }

    private synchronized void goOn() {
        alarm = null;
        long shortest = Long.MAX_VALUE;
        for (long ttl : active.values()) {
            shortest = Math.min(shortest, ttl);
        }
        if (shortest != Long.MAX_VALUE) {
            ringIn(Math.max(SHORTEST_PAUSE_NANOS, shortest / 4));
        }
    }
}
