package io.valve4j.internal.quota;

import io.valve4j.internal.check.Checks;
import io.valve4j.quota.Quota;
import io.valve4j.quota.Usage;
import io.valve4j.store.Charge;
import io.valve4j.store.ChargeResult;
import io.valve4j.store.CounterState;
import io.valve4j.store.Draw;
import io.valve4j.store.Posting;
import io.valve4j.store.SettleResult;
import io.valve4j.store.Settlement;
import io.valve4j.store.ValveStore;
import io.valve4j.subscription.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Charges users' quotas: all that a charge concerns, or none.
 *
 * <p>Keeps nothing itself: any number of ledgers may work on one store, and no counter passes its limit. Thread-safe; blocks
 * only as long as the store does, which is asked once per charge, and not at all if no quota is concerned.
 */
public final class Ledger {

    /** How long a hold lasts unless told otherwise. */
    public static final Duration DEFAULT_HOLD = Duration.ofMinutes(10);

    /** Nothing to give back, nothing to explain, nothing to remark. */
    private static final LedgerResult TAKEN = new LedgerResult.Admitted(Receipt.NOTHING, Remarks.NONE);

    private final ValveStore store;

    /** A ledger on a store, which stays the caller's to close. */
    public Ledger(ValveStore store) {
        this.store = Checks.notNull("the store", store);
    }

    /** The clock by which plans are verified. */
    public Instant now() {
        return store.now();
    }

    /**
     * The counters and limits of a user at an instant. An override in the subscription comes before the quota's own limit,
     * grants on top of it.
     *
     * @param quotas the profile's
     * @param subscription the user's; null if the user is to be counted without one
     * @throws IllegalArgumentException if two quotas have one name, or one needs a subscription and there is none
     */
    public QuotaPlan resolve(String userId, List<Quota> quotas, @Nullable Subscription subscription, Instant at) {
        Checks.name("the user's id", userId);
        return QuotaPlan.resolve(userId, quotas, subscription, at);
    }

    /** {@link #charge(QuotaPlan, Demand)} for what is no repeat. */
    public LedgerResult charge(QuotaPlan plan, long calls, Map<String, Long> costs) {
        return charge(plan, new Demand(calls, costs));
    }

    /**
     * Takes units from every quota that counts them, or from none; from leases, if the plan has them and this is no repeat.
     */
    public LedgerResult charge(QuotaPlan plan, Demand demand) {
        return charge(plan, demand, false);
    }

    /**
     * As {@link #charge}, for whom will not give it back nor ask what bounds it: what is only good for that is left out where it
     * would be made for each charge. That is 72 B of one in memory, a sixth of all.
     */
    public LedgerResult take(QuotaPlan plan, Demand demand) {
        return charge(plan, demand, true);
    }

    private LedgerResult charge(QuotaPlan plan, Demand demand, boolean forGood) {
        QuotaPlan.Leasing leasing = plan.leasing();
        return leasing == null || demand.key() != null
                ? chargeExactly(plan, demand, forGood)
                : leasing.purse().charge(plan, demand);
    }

    /**
     * As {@link #charge}, in the store.
     *
     * @param forGood as in {@link #take}
     */
    LedgerResult chargeExactly(QuotaPlan plan, Demand demand, boolean forGood) {
        Bill bill = plan.bill(demand);
        if (bill.isEmpty()) {
            return TAKEN;
        }
        Charge charge = chargeOf(plan, bill, demand, null);
        ChargeResult result = store.charge(charge);
        if (result instanceof ChargeResult.Admitted admitted) {
            List<Draw> draws = admitted.draws();
            bill.verify(draws);
            Remarks remarks = bill.remarks(draws);
            if (forGood) {
                return remarks.equals(Remarks.NONE) ? TAKEN : new LedgerResult.Admitted(Receipt.NOTHING, remarks);
            }
            Receipt.Drawn drawn = new Receipt.Drawn(plan.userId(), bill, draws, idIfKeyed(charge));
            return new LedgerResult.Admitted(drawn, new Receipt(drawn), remarks);
        }
        if (result instanceof ChargeResult.Replayed replayed) {
            // Sent again by itself, a charge is the caller's own; that of another caller is not theirs to give back.
            if (!replayed.id().equals(charge.id())) {
                return new LedgerResult.Admitted(Receipt.NOTHING, Remarks.REPLAYED);
            }
            Receipt.Paid paid = new Receipt.Paid(plan.userId(), replayed.postings(), idIfKeyed(charge));
            return new LedgerResult.Admitted(new Receipt(paid), Remarks.NONE);
        }
        return notAdmitted(bill, result);
    }

    /**
     * Sets units aside in every quota that counts them, or in none. Until they are settled or the time is up, nobody else can
     * have them. A repeat by idempotency key returns the same hold again.
     *
     * @param holdFor after how long they lapse, by the store's clock
     */
    public LedgerResult reserve(QuotaPlan plan, Demand demand, Duration holdFor) {
        Checks.positive("the time to hold", holdFor);
        Bill bill = plan.bill(demand);
        if (bill.isEmpty()) {
            return new LedgerResult.Reserved(null, hold(plan, randomId(), bill, List.of()), Remarks.NONE);
        }
        Charge charge = chargeOf(plan, bill, demand, holdFor);
        ChargeResult result = store.charge(charge);
        if (result instanceof ChargeResult.Admitted admitted) {
            List<Draw> draws = admitted.draws();
            bill.verify(draws);
            Hold hold = hold(plan, charge.id(), bill, bill.postings(draws));
            return new LedgerResult.Reserved(bill.tightest(states(draws)), hold, bill.remarks(draws));
        }
        if (result instanceof ChargeResult.Replayed replayed) {
            Hold hold = hold(plan, replayed.id(), bill, replayed.postings());
            boolean repeat = !replayed.id().equals(charge.id());
            return new LedgerResult.Reserved(null, hold, repeat ? Remarks.REPLAYED : Remarks.NONE);
        }
        return notAdmitted(bill, result);
    }

    private static @Nullable UUID idIfKeyed(Charge charge) {
        return charge.replayKey() == null ? null : charge.id();
    }

    private static Hold hold(QuotaPlan plan, UUID id, Bill bill, List<Posting> postings) {
        return new Hold(plan.userId(), id, bill.quotas(), postings);
    }

    private static Charge chargeOf(QuotaPlan plan, Bill bill, Demand demand, @Nullable Duration holdFor) {
        String key = demand.key();
        return new Charge(
                randomId(),
                plan.userId(),
                plan.revision(),
                plan.validity(),
                bill.lines(),
                key == null ? null : new Charge.ReplayKey(key, demand.fingerprint(holdFor != null)),
                holdFor);
    }

    /** Charges a bill as it is, as no repeat. */
    ChargeResult send(QuotaPlan plan, Bill bill) {
        return store.charge(new Charge(randomId(), plan.userId(), plan.revision(), plan.validity(), bill.lines()));
    }

    /** Gives units back to their counters; nothing if there are none. */
    void giveBack(String userId, List<Posting> postings) {
        if (!postings.isEmpty()) {
            store.settle(new Settlement.Refund(randomId(), userId, postings, null));
        }
    }

    /** Undoes {@link QuotaPlan#spend}. Blocks, as long as the store does, only if the lease was closed meanwhile. */
    public void giveBack(QuotaPlan plan, Lease lease, long calls) {
        giveBack(plan.userId(), lease.giveBack(calls));
    }

    private static LedgerResult notAdmitted(Bill bill, ChargeResult result) {
        if (result instanceof ChargeResult.Refused refused) {
            LedgerResult refusal = bill.refusal(refused.present());
            if (refusal == null) {
                throw new IllegalStateException(
                        "the store refused a charge that fits: " + bill.lines() + " on " + refused.present());
            }
            return refusal;
        }
        return result instanceof ChargeResult.KeyReused ? new LedgerResult.KeyReused() : new LedgerResult.Stale();
    }

    /**
     * Answers as {@link #charge} would now, and takes nothing; its receipt gives nothing back, and an idempotency key makes
     * no difference.
     */
    public LedgerResult preview(QuotaPlan plan, long calls, Map<String, Long> costs) {
        Bill bill = plan.bill(new Demand(calls, costs));
        if (bill.isEmpty()) {
            return new LedgerResult.Admitted(Receipt.NOTHING, Remarks.NONE);
        }
        QuotaPlan.Leasing leasing = plan.leasing();
        LedgerResult leased = leasing == null ? null : leasing.purse().preview(plan, bill);
        if (leased != null) {
            return leased;
        }
        if (!plan.validity().contains(store.now()) || changed(plan)) {
            return new LedgerResult.Stale();
        }
        List<CounterState> present = store.counters(plan.userId(), bill.keys());
        if (leasing != null) {
            present = leasing.purse().returned(present);
        }
        LedgerResult refusal = bill.refusal(present);
        if (refusal != null) {
            return refusal;
        }
        List<CounterState> after = bill.after(present);
        return new LedgerResult.Admitted(bill.tightest(after), Receipt.NOTHING, bill.foreseen(after));
    }

    /**
     * Settles a hold at what was really used, in the window in which it was made. What goes beyond the estimate is posted too,
     * to the plan's own counter, and said if that leads above the limit.
     *
     * @param actual units by meter, 0 or more; where a meter is not named, as much as was held
     */
    public Settled commit(Hold hold, Map<String, Long> actual) {
        Settlement.Commit commit = hold.commit(actual);
        if (hold.isEmpty()) {
            return new Settled(SettleResult.Outcome.DONE, List.of(), List.of());
        }
        SettleResult result = store.settle(commit);
        List<String> beyond = new ArrayList<>(0);
        List<ThresholdPassed> passed = new ArrayList<>(0);
        int from = 0;
        for (Hold.Part part : result.draws().isEmpty() ? List.<Hold.Part>of() : hold.parts()) {
            QuotaInForce quota = part.quota();
            int until = from + part.postings(actual).size();
            for (Draw draw : result.draws().subList(from, until)) {
                if (draw.after().key().grant().isEmpty()) {
                    quota.passed(draw, passed);
                    if (part.used(actual) > part.heldUnits() && draw.after().used() > quota.limit()) {
                        beyond.add(quota.name());
                    }
                }
            }
            from = until;
        }
        return new Settled(result.outcome(), beyond, passed);
    }

    /** Settles a hold at nothing. Without effect if it is settled already, or no longer known. */
    public SettleResult.Outcome release(Hold hold) {
        return hold.isEmpty()
                ? SettleResult.Outcome.DONE
                : store.settle(hold.release()).outcome();
    }

    /**
     * Gives back what the receipt's charge took, to the counters that it came from. Void where usage was reset since; without
     * effect if it was given back before, or the store fails: what is given back once too rarely admits nothing too much.
     */
    public void refund(Receipt receipt) {
        Receipt.Paid paid = receipt.redeem();
        if (paid != null) {
            store.settle(new Settlement.Refund(randomId(), paid.userId(), paid.postings(), paid.charge()));
        }
    }

    /** How every quota of the plan stands, in the profile's order. */
    public List<Usage> usage(QuotaPlan plan) {
        return plan.isEmpty() ? List.of() : plan.usage(store.counters(plan.userId(), plan.keys()));
    }

    private boolean changed(QuotaPlan plan) {
        return plan.revision() != 0
                && store.find(plan.userId()).map(Subscription::revision).orElse(0L) != plan.revision();
    }

    static List<CounterState> states(List<Draw> draws) {
        if (draws.size() == 1) {
            return List.of(draws.get(0).after());
        }
        CounterState[] states = new CounterState[draws.size()];
        for (int i = 0; i < states.length; i++) {
            states[i] = draws.get(i).after();
        }
        return List.of(states);
    }

    /** A version 4 UUID; unique is enough, so it need not be secret. */
    static UUID randomId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = (random.nextLong() & ~0xF000L) | 0x4000L;
        long low = (random.nextLong() & ~(0b11L << 62)) | (0b10L << 62);
        return new UUID(high, low);
    }
}
