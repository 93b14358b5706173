package io.valve4j.internal.quota;

import io.valve4j.quota.Usage;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The ledger's answer to a charge. */
public sealed interface LedgerResult {

    /**
     * Every quota had room.
     *
     * @param tightest the charged quota that has room for the fewest more charges like this one, as it stands afterwards;
     *     null if no quota was concerned, or nothing was taken since this is a repeat
     * @param receipt for a refund
     * @param remarks what else is worth knowing
     */
    record Admitted(@Nullable Usage tightest, Receipt receipt, Remarks remarks) implements LedgerResult {

        /** One without remarks. */
        public Admitted(@Nullable Usage tightest, Receipt receipt) {
            this(tightest, receipt, Remarks.NONE);
        }
    }

    /**
     * Every quota had room, and units are set aside.
     *
     * @param tightest as in {@link Admitted}
     * @param hold to be committed or released
     * @param remarks what else is worth knowing
     */
    record Reserved(@Nullable Usage tightest, Hold hold, Remarks remarks) implements LedgerResult {}

    /**
     * A quota had no room; nothing was taken.
     *
     * @param binding how it stands; of several, the one whose room comes back last
     * @param roomAt when there may be room for such a charge, as when its window starts afresh; empty if there never will be
     */
    record Refused(Usage binding, Optional<Instant> roomAt) implements LedgerResult {}

    /** The plan is out of date; nothing was taken. Resolve again, for {@link Ledger#now()}. */
    record Stale() implements LedgerResult {}

    /** The idempotency key belongs to a charge that asked for something else: the caller's mistake. Nothing was taken. */
    record KeyReused() implements LedgerResult {}
}
