package io.valve4j.internal.quota;

import io.valve4j.quota.Usage;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The ledger's answer to a charge. */
public sealed interface LedgerResult {

    /**
     * Every quota had room.
     *
     * @param bound finds {@link #tightest()}
     * @param receipt for a refund
     * @param remarks what else is worth knowing
     */
    record Admitted(Supplier<@Nullable Usage> bound, Receipt receipt, Remarks remarks) implements LedgerResult {

        private static final Known UNBOUND = new Known(null);

        /** One by which no quota was concerned, or nothing was taken since it is a repeat. */
        public Admitted(Receipt receipt, Remarks remarks) {
            this(UNBOUND, receipt, remarks);
        }

        /** One of which the tightest quota is known already. */
        Admitted(@Nullable Usage tightest, Receipt receipt, Remarks remarks) {
            this(new Known(tightest), receipt, remarks);
        }

        private record Known(@Nullable Usage get) implements Supplier<@Nullable Usage> {}

        /**
         * The charged quota that has room for the fewest more charges like this one, as it stands afterwards; null if no quota
         * was concerned, or nothing was taken since this is a repeat.
         */
        public @Nullable Usage tightest() {
            return bound.get();
        }
    }

    /**
     * Every quota had room, and units are set aside.
     *
     * @param tightest as in {@link Admitted#tightest()}
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
