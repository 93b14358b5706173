package io.valve4j.store;

import io.valve4j.internal.check.Checks;
import java.time.Instant;
import java.util.List;

/** How much of a user is kept where all of it is written at once: what could grow without end stops here. */
final class AccountBounds {

    static final int MOST_COUNTERS = 1_000;
    static final int MOST_HOLDS = 1_000;
    static final int MOST_KEYS = 1_000;
    static final int MOST_IDS = 256;

    private AccountBounds() {}

    /**
     * What is kept of the next account.
     *
     * @param present the one before it
     * @throws IllegalStateException if the step would add what there is no room for
     */
    static Account kept(String userId, Account next, Account present, Instant now) {
        Account kept = next.counters().size() > MOST_COUNTERS ? next.withoutSpentGrants() : next;
        if (kept.pledges().holds().size() > MOST_HOLDS) {
            kept = kept.withoutLapsedHolds(now);
        }
        checkRoom(
                userId,
                "holds that are not settled",
                kept.pledges().holds(),
                present.pledges().holds(),
                MOST_HOLDS,
                "settle some, or wait until they lapse");
        checkRoom(
                userId,
                "idempotency keys",
                kept.pledges().keys(),
                present.pledges().keys(),
                MOST_KEYS,
                "each is kept for " + ValveStore.KEY_MEMORY.toHours() + " hours");
        return kept;
    }

    private static void checkRoom(String userId, String what, List<?> next, List<?> present, int most, String hint) {
        if (next.size() > most && next.size() > present.size()) {
            throw new IllegalStateException("user " + Checks.quoted(userId) + " has " + present.size() + " " + what
                    + ", and this store keeps at most " + most + " of a user: " + hint);
        }
    }
}
