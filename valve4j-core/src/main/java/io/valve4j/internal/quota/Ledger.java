package io.valve4j.internal.quota;

import io.valve4j.internal.check.Checks;
import io.valve4j.quota.Quota;
import io.valve4j.quota.Usage;
import io.valve4j.store.Charge;
import io.valve4j.store.ChargeLine;
import io.valve4j.store.ChargeResult;
import io.valve4j.store.CounterState;
import io.valve4j.store.Settlement;
import io.valve4j.store.ValveStore;
import io.valve4j.subscription.Subscription;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
     * The counters and limits of a user at an instant. An override in the subscription comes before the quota's own limit.
     *
     * @param quotas the profile's
     * @param subscription the user's; null if the user is to be counted without one
     * @throws IllegalArgumentException if two quotas have one name, or one needs a subscription and there is none
     */
    public QuotaPlan resolve(String userId, List<Quota> quotas, @Nullable Subscription subscription, Instant at) {
        Checks.name("the user's id", userId);
        return QuotaPlan.resolve(userId, quotas, subscription, at);
    }

    /**
     * Takes units from every quota that counts them, or from none.
     *
     * @param calls units for the quotas that count calls; 0 leaves them alone
     * @param costs units for the quotas that count other meters, 1 or more each; meters that no quota counts are passed over
     * @throws IllegalArgumentException if an amount is out of range, or {@code costs} names calls
     */
    public LedgerResult charge(QuotaPlan plan, long calls, Map<String, Long> costs) {
        List<ChargeLine> lines = lines(plan, calls, costs);
        if (lines.isEmpty()) {
            return new LedgerResult.Admitted(null, Receipt.NOTHING);
        }
        Charge charge = new Charge(randomId(), plan.userId(), plan.revision(), plan.validity(), lines);
        ChargeResult result = store.charge(charge);
        if (result instanceof ChargeResult.Admitted admitted) {
            return new LedgerResult.Admitted(tightest(plan, lines, admitted.after()), new Receipt(charge));
        }
        if (result instanceof ChargeResult.Refused refused) {
            return refusal(plan, lines, refused.present());
        }
        return new LedgerResult.Stale();
    }

    /** Answers as {@link #charge} would now, and takes nothing; its receipt gives nothing back. */
    public LedgerResult preview(QuotaPlan plan, long calls, Map<String, Long> costs) {
        List<ChargeLine> lines = lines(plan, calls, costs);
        if (lines.isEmpty()) {
            return new LedgerResult.Admitted(null, Receipt.NOTHING);
        }
        if (!plan.validity().contains(store.now()) || changed(plan)) {
            return new LedgerResult.Stale();
        }
        List<CounterState> present = store.counters(
                plan.userId(), lines.stream().map(ChargeLine::key).toList());
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).fits(present.get(i).used())) {
                return refusal(plan, lines, present);
            }
        }
        return new LedgerResult.Admitted(tightest(plan, lines, charged(lines, present)), Receipt.NOTHING);
    }

    /**
     * Gives back what the receipt's charge took, to the counters that it came from. Void where usage was reset since; without
     * effect if it was given back before, or the store fails: what is given back once too rarely admits nothing too much.
     */
    public void refund(Receipt receipt) {
        Charge charge = receipt.redeem();
        if (charge != null) {
            store.settle(new Settlement.Refund(charge));
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

    private static List<ChargeLine> lines(QuotaPlan plan, long calls, Map<String, Long> costs) {
        Checks.between("the number of calls", calls, 0, Long.MAX_VALUE);
        if (!costs.isEmpty()) {
            costs.forEach(Ledger::checkCost);
        }
        return plan.lines(calls, costs);
    }

    private static void checkCost(String meter, Long cost) {
        if (meter.equals(Quota.CALLS)) {
            throw new IllegalArgumentException("the meter " + Checks.quoted(meter)
                    + " counts permits by itself, but was given a cost of " + cost + ": name another meter");
        }
        Checks.between("the cost on meter " + Checks.quoted(meter), cost, 1, Long.MAX_VALUE);
    }

    private static LedgerResult.Refused refusal(QuotaPlan plan, List<ChargeLine> lines, List<CounterState> present) {
        int binding = -1;
        for (int i = 0; i < lines.size(); i++) {
            boolean refuses = !lines.get(i).fits(present.get(i).used());
            if (refuses && (binding < 0 || roomAt(lines.get(i)).isAfter(roomAt(lines.get(binding))))) {
                binding = i;
            }
        }
        if (binding < 0) {
            throw new IllegalStateException("the store refused a charge that fits: " + lines + " on " + present);
        }
        Instant roomAt = roomAt(lines.get(binding));
        return new LedgerResult.Refused(
                plan.usage(present.get(binding)), roomAt.equals(Instant.MAX) ? Optional.empty() : Optional.of(roomAt));
    }

    /** When a refused line may fit: {@link Instant#MAX} if never. */
    private static Instant roomAt(ChargeLine line) {
        Instant windowEnd = line.windowEnd();
        return windowEnd == null || line.amount() > line.limit() ? Instant.MAX : windowEnd;
    }

    private static Usage tightest(QuotaPlan plan, List<ChargeLine> lines, List<CounterState> after) {
        Usage tightest = plan.usage(after.get(0));
        long fewest = tightest.remaining() / lines.get(0).amount();
        for (int i = 1; i < lines.size(); i++) {
            Usage usage = plan.usage(after.get(i));
            long more = usage.remaining() / lines.get(i).amount();
            if (more < fewest) {
                tightest = usage;
                fewest = more;
            }
        }
        return tightest;
    }

    private static List<CounterState> charged(List<ChargeLine> lines, List<CounterState> present) {
        CounterState[] after = new CounterState[lines.size()];
        for (int i = 0; i < after.length; i++) {
            CounterState counter = present.get(i);
            after[i] = new CounterState(counter.key(), lines.get(i).charged(counter.used()));
        }
        return List.of(after);
    }

    /** A version 4 UUID; unique is enough, so it need not be secret. */
    private static UUID randomId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = (random.nextLong() & ~0xF000L) | 0x4000L;
        long low = (random.nextLong() & ~(0b11L << 62)) | (0b10L << 62);
        return new UUID(high, low);
    }
}
