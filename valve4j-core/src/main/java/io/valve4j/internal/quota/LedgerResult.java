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
     *     null if no quota was concerned
     * @param receipt for a refund
     */
    record Admitted(@Nullable Usage tightest, Receipt receipt) implements LedgerResult {}

    /**
     * A quota had no room; nothing was taken.
     *
     * @param binding how it stands; of several, the one whose room comes back last
     * @param roomAt when its window starts afresh, with room for such a charge; empty if there never will be
     */
    record Refused(Usage binding, Optional<Instant> roomAt) implements LedgerResult {}

    /** The plan is out of date; nothing was taken. Resolve again, for {@link Ledger#now()}. */
    record Stale() implements LedgerResult {}
}
