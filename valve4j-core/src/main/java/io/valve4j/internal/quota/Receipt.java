package io.valve4j.internal.quota;

import io.valve4j.quota.Usage;
import io.valve4j.store.Draw;
import io.valve4j.store.Posting;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Proof of a charge, good for one refund. Thread-safe. */
public final class Receipt {

    /** For a charge that took nothing. */
    public static final Receipt NOTHING = new Receipt(null);

    private static final VarHandle REFUNDABLE;

    static {
        try {
            REFUNDABLE = MethodHandles.lookup().findVarHandle(Receipt.class, "refundable", Refundable.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private volatile @Nullable Refundable refundable;

    Receipt(@Nullable Refundable refundable) {
        this.refundable = refundable;
    }

    /** What to give back to the store: all of it to the first who asks, null to everybody after, and if there is nothing. */
    @Nullable
    Paid redeem() {
        Refundable redeemed = refundable;
        return redeemed != null && REFUNDABLE.compareAndSet(this, redeemed, null) ? redeemed.toStore() : null;
    }

    /** What a charge took, and from where. */
    sealed interface Refundable {

        /** To be called once: gives back what can be given back here, and returns the rest, if there is any. */
        @Nullable
        Paid toStore();
    }

    /**
     * What a charge took from the store.
     *
     * @param userId from whom
     * @param postings from which counters
     * @param charge its id if it has an idempotency key, which is free again once it is refunded; else null
     */
    record Paid(
            String userId, List<Posting> postings, @Nullable UUID charge) implements Refundable {

        @Override
        public Paid toStore() {
            return this;
        }
    }

    /**
     * What the store said to a charge. What it means is found out only for who asks: most charges are neither given back nor
     * explained, and both take more memory than the charge itself.
     *
     * @param userId whose charge
     * @param bill what was charged
     * @param draws what the store has drawn for it
     * @param charge as in {@link Paid}
     */
    record Drawn(
            String userId,
            Bill bill,
            List<Draw> draws,
            @Nullable UUID charge) implements Refundable, Supplier<@Nullable Usage> {

        @Override
        public Paid toStore() {
            return new Paid(userId, bill.postings(draws), charge);
        }

        /** The quota that has room for the fewest more such charges. */
        @Override
        public Usage get() {
            return bill.tightest(Ledger.states(draws));
        }
    }

    /**
     * What a charge took from leases.
     *
     * @param userId from whom
     * @param parts from which leases, one for each meter
     */
    record Spent(String userId, List<Part> parts) implements Refundable {

        /** Units of one lease. */
        record Part(Lease lease, long units) {}

        @Override
        public @Nullable Paid toStore() {
            List<Posting> postings = new ArrayList<>(0);
            for (Part part : parts) {
                postings.addAll(part.lease().giveBack(part.units()));
            }
            return postings.isEmpty() ? null : new Paid(userId, postings, null);
        }
    }
}
