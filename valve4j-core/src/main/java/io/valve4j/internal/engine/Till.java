package io.valve4j.internal.engine;

import io.valve4j.internal.quota.Demand;
import io.valve4j.internal.quota.Hold;
import io.valve4j.internal.quota.Lease;
import io.valve4j.internal.quota.Ledger;
import io.valve4j.internal.quota.LedgerResult;
import io.valve4j.internal.quota.QuotaPlan;
import io.valve4j.internal.quota.Receipt;
import io.valve4j.internal.quota.Remarks;
import io.valve4j.internal.quota.Settled;
import io.valve4j.internal.store.Outages;
import io.valve4j.task.TaskOptions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Charges and refunds by way of the ledger, and turns a store that fails into an answer: none, or where the profile is open
 * during an outage, that nothing was charged. Thread-safe.
 */
final class Till {

    private static final LedgerResult UNCHARGED = new LedgerResult.Admitted(Receipt.NOTHING, Remarks.UNCHARGED);

    private final Ledger ledger;
    private final StoreLog log;
    private final LongAdder uncharged = new LongAdder();

    Till(Ledger ledger, StoreLog log) {
        this.ledger = ledger;
        this.log = log;
    }

    /** The ledger's answer, or that it is admitted uncharged; null if the store failed. */
    @Nullable
    LedgerResult charge(Route way, TaskOptions options) {
        Demand demand = demand(options);
        return counted(answer(way, () -> ledger.charge(way.quotas(), demand)));
    }

    /** As {@link #charge}, for whom will not give it back nor ask what bounds it. */
    @Nullable
    LedgerResult take(Route way, TaskOptions options) {
        Demand demand = demand(options);
        return counted(answer(way, () -> ledger.take(way.quotas(), demand)));
    }

    private static Demand demand(TaskOptions options) {
        return new Demand(
                options.calls(), options.units(), options.idempotencyKey().orElse(null));
    }

    /** The ledger's answer to the wish to hold units, or that they are given without being held; null if the store failed. */
    @Nullable
    LedgerResult reserve(Route way, Demand demand, Duration holdFor) {
        return counted(answer(way, () -> ledger.reserve(way.quotas(), demand, holdFor)));
    }

    /** What {@link #charge} would answer; takes nothing. */
    @Nullable
    LedgerResult preview(Route way, TaskOptions options) {
        return answer(way, () -> ledger.preview(way.quotas(), options.calls(), options.units()));
    }

    private @Nullable LedgerResult answer(Route way, Supplier<LedgerResult> asked) {
        try {
            return asked.get();
        } catch (RuntimeException failure) {
            boolean open = way.standing().open() && Outages.is(failure);
            log.failed(
                    open
                            ? "the store failed to decide on quotas; users are admitted uncharged"
                            : "the store failed to decide on quotas; users are refused",
                    failure);
            return open ? UNCHARGED : null;
        }
    }

    @SuppressWarnings("ReferenceEquality") // there is only one
    private @Nullable LedgerResult counted(@Nullable LedgerResult result) {
        if (result == UNCHARGED) {
            uncharged.increment();
        }
        return result;
    }

    /** How many charges and holds were admitted uncharged since this was last asked. */
    long takeUncharged() {
        return uncharged.sumThenReset();
    }

    /** Undoes {@link QuotaPlan#spend}. If the store is needed for that and fails, the units stay charged. */
    void giveBack(QuotaPlan plan, Lease lease, long calls) {
        try {
            ledger.giveBack(plan, lease, calls);
        } catch (RuntimeException failure) {
            log.failed("the store failed to take a lease back; its units stay charged", failure);
        }
    }

    /** Settles a hold at what was used; throws what the store throws, since nobody else knows of it. */
    Settled commit(Hold hold, Map<String, Long> actual) {
        return ledger.commit(hold, actual);
    }

    /** Settles a hold at nothing. If the store fails, it lapses by itself: that admits nothing too much. */
    void release(Hold hold) {
        try {
            ledger.release(hold);
        } catch (RuntimeException failure) {
            log.failed("the store failed to release units; they are held until they lapse", failure);
        }
    }

    /** Gives a charge back. If the store fails, the units stay charged: that admits nothing too much. */
    void refund(Receipt receipt) {
        try {
            ledger.refund(receipt);
        } catch (RuntimeException failure) {
            log.failed("the store failed to take a refund; its units stay charged", failure);
        }
    }
}
