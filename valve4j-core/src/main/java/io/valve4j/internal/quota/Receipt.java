package io.valve4j.internal.quota;

import io.valve4j.store.Posting;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Proof of a charge, good for one refund. Thread-safe. */
public final class Receipt {

    /** For a charge that took nothing. */
    public static final Receipt NOTHING = new Receipt(null);

    private final AtomicReference<@Nullable Refundable> refundable;

    Receipt(@Nullable Refundable refundable) {
        this.refundable = new AtomicReference<>(refundable);
    }

    /** What to give back to the store: all of it to the first who asks, null to everybody after, and if there is nothing. */
    @Nullable
    Paid redeem() {
        Refundable redeemed = refundable.getAndSet(null);
        return redeemed == null ? null : redeemed.toStore();
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
