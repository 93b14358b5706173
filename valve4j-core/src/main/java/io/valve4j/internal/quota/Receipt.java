package io.valve4j.internal.quota;

import io.valve4j.store.Charge;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Proof of a charge, good for one refund. Thread-safe. */
public final class Receipt {

    /** For a charge that took nothing. */
    public static final Receipt NOTHING = new Receipt(null);

    private final AtomicReference<@Nullable Charge> refundable;

    Receipt(@Nullable Charge charge) {
        refundable = new AtomicReference<>(charge);
    }

    /** What to give back: the charge to the first who asks, null to everybody after. */
    @Nullable
    Charge redeem() {
        return refundable.getAndSet(null);
    }
}
