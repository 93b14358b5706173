package io.valve4j.internal.quota;

import io.valve4j.store.Posting;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Proof of a charge, good for one refund. Thread-safe. */
public final class Receipt {

    /** For a charge that took nothing. */
    public static final Receipt NOTHING = new Receipt(null);

    private final AtomicReference<@Nullable Paid> refundable;

    Receipt(@Nullable Paid paid) {
        refundable = new AtomicReference<>(paid);
    }

    /** What to give back: all of it to the first who asks, null to everybody after. */
    @Nullable
    Paid redeem() {
        return refundable.getAndSet(null);
    }

    /**
     * What a charge took.
     *
     * @param userId from whom
     * @param postings from which counters
     * @param charge its id if it has an idempotency key, which is free again once it is refunded; else null
     */
    record Paid(
            String userId, List<Posting> postings, @Nullable UUID charge) {}
}
