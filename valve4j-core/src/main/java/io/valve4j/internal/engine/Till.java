package io.valve4j.internal.engine;

import io.valve4j.internal.quota.Demand;
import io.valve4j.internal.quota.Hold;
import io.valve4j.internal.quota.Lease;
import io.valve4j.internal.quota.Ledger;
import io.valve4j.internal.quota.LedgerResult;
import io.valve4j.internal.quota.QuotaPlan;
import io.valve4j.internal.quota.Receipt;
import io.valve4j.internal.quota.Settled;
import io.valve4j.task.TaskOptions;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Charges and refunds by way of the ledger, and turns a store that fails into an answer. */
record Till(Ledger ledger) {

    private static final Logger LOG = LoggerFactory.getLogger("io.valve4j.store");

    /** The ledger's answer; null if the store failed. */
    @Nullable
    LedgerResult charge(QuotaPlan plan, TaskOptions options) {
        try {
            return ledger.charge(
                    plan,
                    new Demand(
                            options.calls(),
                            options.units(),
                            options.idempotencyKey().orElse(null)));
        } catch (RuntimeException failure) {
            LOG.warn("the store failed to charge", failure);
            return null;
        }
    }

    /** The ledger's answer to the wish to hold units; null if the store failed. */
    @Nullable
    LedgerResult reserve(QuotaPlan plan, Demand demand, Duration holdFor) {
        try {
            return ledger.reserve(plan, demand, holdFor);
        } catch (RuntimeException failure) {
            LOG.warn("the store failed to hold units", failure);
            return null;
        }
    }

    /** What {@link #charge} would answer; takes nothing. */
    @Nullable
    LedgerResult preview(QuotaPlan plan, TaskOptions options) {
        try {
            return ledger.preview(plan, options.calls(), options.units());
        } catch (RuntimeException failure) {
            LOG.warn("the store failed to look up usage", failure);
            return null;
        }
    }

    /** Undoes {@link QuotaPlan#spend}. If the store is needed for that and fails, the units stay charged. */
    void giveBack(QuotaPlan plan, Lease lease, long calls) {
        try {
            ledger.giveBack(plan, lease, calls);
        } catch (RuntimeException failure) {
            LOG.warn("the store failed to take a lease back; its units stay charged", failure);
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
            LOG.warn("the store failed to release units; they are held until they lapse", failure);
        }
    }

    /** Gives a charge back. If the store fails, the units stay charged: that admits nothing too much. */
    void refund(Receipt receipt) {
        try {
            ledger.refund(receipt);
        } catch (RuntimeException failure) {
            LOG.warn("the store failed to take a refund; its units stay charged", failure);
        }
    }
}
