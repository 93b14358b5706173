package io.valve4j.internal.quota;

import io.valve4j.quota.QuotaMode;
import io.valve4j.quota.Usage;
import io.valve4j.store.ChargeResult;
import io.valve4j.store.CounterState;
import io.valve4j.store.Posting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One user's leases here: at most one for each meter, all under one plan.
 *
 * <p>Spending is lock-free. Of those who find too little, one takes more from the store, holding the lock, and the others wait
 * for it; who has waited in vain charges exactly, so that nobody waits for a store twice. A demand that the store refuses is
 * asked for once more when everything leased here has been given back: so a lease of one's own is no reason for a refusal.
 *
 * <p>Thread-safe. Blocks as long as the store does, and never where the leases suffice.
 */
final class Purse {

    /** Clocks of different machines may differ in their speed by one part in so many. */
    private static final long DRIFT = 1_000;

    private final Leases leases;
    private final AtomicReference<@Nullable Holdings> holdings = new AtomicReference<>();
    private final ReentrantLock lock = new ReentrantLock();

    /** Guarded by the lock. */
    private final Map<String, LeaseSize> sizes = new HashMap<>();

    /** What is leased by meter, and the plan under which it was. */
    private record Holdings(QuotaPlan plan, Map<String, Lease> leases) {}

    Purse(Leases leases) {
        this.leases = leases;
    }

    /** Spends units of a meter; null if there are too few under this plan. */
    @Nullable
    Lease spend(QuotaPlan plan, String meter, long amount, long now) {
        Lease lease = held(plan).get(meter);
        return lease != null && lease.spend(amount, now) ? lease : null;
    }

    @SuppressWarnings(
            "ReferenceEquality") // the same object is the common case; what is like it is looked for after that
    private Map<String, Lease> held(QuotaPlan plan) {
        Holdings present = holdings.get();
        if (present == null) {
            return Map.of();
        }
        if (present.plan() == plan) {
            return present.leases();
        }
        if (!present.plan().sameAs(plan)) {
            return Map.of();
        }
        holdings.compareAndSet(present, new Holdings(plan, present.leases()));
        return present.leases();
    }

    /** {@link Ledger#charge} by way of leases. */
    LedgerResult charge(QuotaPlan plan, Demand demand) {
        Bill bill = plan.bill(demand);
        if (bill.isEmpty()) {
            return new LedgerResult.Admitted(null, Receipt.NOTHING);
        }
        LedgerResult spent = spent(plan, bill);
        if (spent != null) {
            return spent;
        }
        boolean waited = !lock.tryLock();
        if (waited) {
            lock.lock();
        }
        try {
            spent = waited ? spent(plan, bill) : null;
            if (spent == null && !waited && !leases.closed()) {
                spent = filled(plan, bill);
            }
        } finally {
            lock.unlock();
        }
        return spent != null ? spent : exactly(plan, demand, bill);
    }

    /** Everything that a bill asks for out of leases; null, and nothing is changed, if they do not suffice. */
    private @Nullable LedgerResult spent(QuotaPlan plan, Bill bill) {
        List<Receipt.Spent.Part> parts = new ArrayList<>(1);
        long now = leases.now();
        for (int i = 0; i < bill.quotas().size(); i++) {
            String meter = bill.quotas().get(i).quota().meter();
            if (firstOf(meter, bill, i)) {
                long amount = bill.lines().get(i).amount();
                Lease lease = spend(plan, meter, amount, now);
                if (lease == null) {
                    undo(plan, parts);
                    return null;
                }
                parts.add(new Receipt.Spent.Part(lease, amount));
            }
        }
        return admitted(plan, parts, Remarks.NONE);
    }

    private static boolean firstOf(String meter, Bill bill, int index) {
        for (int i = 0; i < index; i++) {
            if (bill.quotas().get(i).quota().meter().equals(meter)) {
                return false;
            }
        }
        return true;
    }

    private void undo(QuotaPlan plan, List<Receipt.Spent.Part> parts) {
        for (Receipt.Spent.Part part : parts) {
            leases.giveBack(plan.userId(), part.lease().giveBack(part.units()));
        }
    }

    private static LedgerResult admitted(QuotaPlan plan, List<Receipt.Spent.Part> parts, Remarks remarks) {
        Usage tightest = null;
        long fewest = Long.MAX_VALUE;
        List<String> beyondSoft = remarks.beyondSoft();
        for (Receipt.Spent.Part part : parts) {
            Usage usage = part.lease().usage(part.lease().left());
            if (usage != null) {
                long more = usage.unlimited() ? Long.MAX_VALUE : usage.remaining() / part.units();
                tightest = tightest == null || more < fewest ? usage : tightest;
                fewest = Math.min(fewest, more);
            }
            if (!part.lease().remarks().beyondSoft().isEmpty()) {
                beyondSoft = new ArrayList<>(beyondSoft);
                beyondSoft.removeAll(part.lease().remarks().beyondSoft());
                beyondSoft.addAll(part.lease().remarks().beyondSoft());
            }
        }
        boolean unremarkable = beyondSoft.isEmpty() && remarks.passed().isEmpty();
        return new LedgerResult.Admitted(
                tightest,
                new Receipt(new Receipt.Spent(plan.userId(), parts)),
                unremarkable ? Remarks.NONE : new Remarks(beyondSoft, remarks.passed()));
    }

    /** Spends what suffices and takes more of the rest; null, and nothing is charged, if nothing is leased. */
    private @Nullable LedgerResult filled(QuotaPlan plan, Bill bill) {
        QuotaMode.Leased mode = modeOf(plan);
        long now = leases.now();
        Map<String, Lease> present = kept(plan, now);
        Map<String, Long> takes = new HashMap<>();
        List<Receipt.Spent.Part> parts = new ArrayList<>(1);
        boolean leasing = false;
        List<Posting> rest = new ArrayList<>(0);
        for (Map.Entry<String, Long> each : bill.amounts().entrySet()) {
            String meter = each.getKey();
            long amount = each.getValue();
            Lease lease = present.get(meter);
            if (lease != null && lease.spend(amount, now)) {
                parts.add(new Receipt.Spent.Part(lease, amount));
                continue;
            }
            long most = amount > mode.units() / 2 ? 0 : mode.units() - (lease == null ? 0 : lease.left());
            long take = size(meter).take(amount, most);
            takes.put(meter, take);
            leasing |= take > amount;
            if (take == amount && lease != null) {
                // It would be of no more use, and hold back what comes first in the order of the pools.
                rest.addAll(lease.close());
            }
        }
        leases.giveBack(plan.userId(), rest);
        if (takes.isEmpty()) {
            // Somebody has given units back meanwhile.
            return admitted(plan, parts, Remarks.NONE);
        }
        if (!leasing && parts.isEmpty()) {
            return null;
        }
        ChargeResult result;
        Bill taken = bill.with(takes);
        Term term;
        try {
            term = new Term(now, leases.storeNow());
            result = leases.send(plan, taken);
        } catch (RuntimeException failure) {
            undo(plan, parts);
            throw failure;
        }
        if (result instanceof ChargeResult.Admitted || result instanceof ChargeResult.Replayed) {
            return leased(plan, bill, taken, result, term.deadline(plan, mode), parts);
        }
        undo(plan, parts);
        if (result instanceof ChargeResult.Refused) {
            takes.keySet().forEach(meter -> sizes.put(meter, size(meter).refused()));
            return null;
        }
        return new LedgerResult.Stale();
    }

    /** When a charge was sent at the latest, by the clock here and by that of the store, which was read after it. */
    private record Term(long nanos, Instant instant) {

        /** By when it is surely neither older than it may be, nor, by the store's clock, past what it was charged to. */
        long deadline(QuotaPlan plan, QuotaMode.Leased mode) {
            Duration life = mode.ttl();
            Instant until = plan.validity().until();
            if (until != null) {
                Duration left = Duration.between(instant, until);
                life = left.compareTo(life) < 0 ? left : life;
            }
            long lifeNanos = Math.max(0, life.toNanos());
            return nanos + lifeNanos - lifeNanos / DRIFT - 1;
        }
    }

    private LedgerResult leased(
            QuotaPlan plan,
            Bill bill,
            Bill taken,
            ChargeResult result,
            long deadline,
            List<Receipt.Spent.Part> spentBefore) {
        List<Receipt.Spent.Part> parts = new ArrayList<>(spentBefore);
        Map<String, Lease> next = new HashMap<>(held(plan));
        Taking taking = Taking.of(taken, result);
        Map<String, Long> amounts = bill.amounts();
        taken.amounts().forEach((meter, units) -> {
            long amount = amounts.getOrDefault(meter, 0L);
            Lease before = next.remove(meter);
            List<Posting> rest = before == null ? List.of() : before.close();
            Lease.Told told = new Lease.Told(taking.tightest(meter), taking.lasting());
            Lease lease = new Lease(taking.lines(meter, rest), amount, deadline, told);
            if (units == amount) {
                // Not in advance: what is given back of it goes to the store.
                lease.close();
            } else {
                next.put(meter, lease);
            }
            parts.add(new Receipt.Spent.Part(lease, amount));
            sizes.put(meter, size(meter).charged(units, taking.room(meter)));
        });
        holdings.set(new Holdings(plan, Map.copyOf(next)));
        leases.filled(this, modeOf(plan).ttl());
        return admitted(plan, parts, taking.remarks());
    }

    /** The leases that are still good under a plan; the others are given back. Holds the lock. */
    private Map<String, Lease> kept(QuotaPlan plan, long now) {
        Holdings present = holdings.get();
        if (present == null || !present.plan().sameAs(plan)) {
            closeAll();
            sizes.clear();
            holdings.set(new Holdings(plan, Map.of()));
            return Map.of();
        }
        Map<String, Lease> live = new HashMap<>(present.leases());
        List<Posting> rest = new ArrayList<>(0);
        live.entrySet().removeIf(each -> ended(each.getKey(), each.getValue(), now, rest));
        holdings.set(new Holdings(plan, Map.copyOf(live)));
        leases.giveBack(plan.userId(), rest);
        return live;
    }

    /** Whether a lease is no more; its rest is added, and its size learns from it. Holds the lock. */
    private boolean ended(String meter, Lease lease, long now, List<Posting> rest) {
        if (!lease.over(now) && !lease.closed()) {
            return false;
        }
        List<Posting> left = lease.close();
        if (!left.isEmpty()) {
            sizes.put(meter, size(meter).used(lease.spent()));
        }
        rest.addAll(left);
        return true;
    }

    private LedgerResult exactly(QuotaPlan plan, Demand demand, Bill bill) {
        LedgerResult result = leases.chargeExactly(plan, demand);
        if (result instanceof LedgerResult.Refused && closeAll()) {
            result = leases.chargeExactly(plan, demand);
        }
        learn(bill, result);
        return result;
    }

    private void learn(Bill bill, LedgerResult result) {
        if (!lock.tryLock()) {
            return;
        }
        try {
            long more = result instanceof LedgerResult.Admitted admitted ? bill.more(admitted.tightest()) : -1;
            bill.amounts().forEach((meter, amount) -> {
                LeaseSize size = size(meter);
                if (more >= 0) {
                    long room = more > Long.MAX_VALUE / amount ? Long.MAX_VALUE : more * amount;
                    sizes.put(meter, size.charged(Math.max(amount, size.wanted() / 2), room));
                } else if (result instanceof LedgerResult.Refused) {
                    sizes.put(meter, size.refused());
                }
            });
        } finally {
            lock.unlock();
        }
    }

    private LeaseSize size(String meter) {
        return sizes.getOrDefault(meter, LeaseSize.START);
    }

    /** What the leases alone answer to a preview; null if they do not suffice. */
    @Nullable
    LedgerResult preview(QuotaPlan plan, Bill bill) {
        Usage tightest = null;
        long fewest = Long.MAX_VALUE;
        long now = leases.now();
        for (Map.Entry<String, Long> each : bill.amounts().entrySet()) {
            Lease lease = held(plan).get(each.getKey());
            long left = lease == null || lease.over(now) ? 0 : lease.left();
            Usage usage = lease == null || left < each.getValue() ? null : lease.usage(left - each.getValue());
            if (usage == null) {
                return null;
            }
            long more = usage.unlimited() ? Long.MAX_VALUE : usage.remaining() / each.getValue();
            tightest = tightest == null || more < fewest ? usage : tightest;
            fewest = Math.min(fewest, more);
        }
        return new LedgerResult.Admitted(tightest, Receipt.NOTHING);
    }

    /** Adds what is left here to sums by meter. */
    void addLeft(Map<String, Long> units) {
        Holdings present = holdings.get();
        if (present != null) {
            present.leases().forEach((meter, lease) -> units.merge(meter, lease.left(), Posting::sum));
        }
    }

    /** Counters as they would be with everything given back that is leased here. */
    List<CounterState> returned(List<CounterState> present) {
        Holdings held = holdings.get();
        List<CounterState> returned = new ArrayList<>(present);
        for (Lease lease : held == null ? List.<Lease>of() : held.leases().values()) {
            for (Posting posting : lease.rest()) {
                returned.replaceAll(state -> !state.key().equals(posting.key())
                        ? state
                        : new CounterState(
                                state.key(), Math.max(0, state.used() - posting.amount()), state.held(), state.peak()));
            }
        }
        return returned;
    }

    /** Gives back what is leased, whatever it is; returns whether there was anything. Lock-free, but for the store. */
    boolean closeAll() {
        Holdings present = holdings.get();
        if (present == null) {
            return false;
        }
        List<Posting> rest = new ArrayList<>(0);
        present.leases().values().forEach(lease -> rest.addAll(lease.close()));
        leases.giveBack(present.plan().userId(), rest);
        return !rest.isEmpty();
    }

    /** As {@link #closeAll}, also what somebody is about to lease. */
    void closeForGood() {
        lock.lock();
        try {
            closeAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Gives back what nobody has used up in its time. Never waits for the lock.
     *
     * @param idle told under the lock when nothing is leased any more
     */
    void sweep(long now, Runnable idle) {
        if (!lock.tryLock()) {
            return;
        }
        List<Posting> rest = new ArrayList<>(0);
        Holdings present;
        try {
            present = holdings.get();
            if (present != null) {
                Map<String, Lease> live = new HashMap<>(present.leases());
                live.entrySet().removeIf(each -> ended(each.getKey(), each.getValue(), now, rest));
                holdings.set(new Holdings(present.plan(), Map.copyOf(live)));
                if (live.isEmpty()) {
                    idle.run();
                }
            }
        } finally {
            lock.unlock();
        }
        if (present != null) {
            leases.giveBack(present.plan().userId(), rest);
        }
    }

    private static QuotaMode.Leased modeOf(QuotaPlan plan) {
        QuotaPlan.Leasing leasing = plan.leasing();
        if (leasing == null) {
            throw new IllegalStateException("a plan that is charged exactly leases nothing");
        }
        return leasing.mode();
    }
}
