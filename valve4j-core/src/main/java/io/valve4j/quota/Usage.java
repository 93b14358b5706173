package io.valve4j.quota;

import io.valve4j.internal.check.Checks;
import java.time.Instant;
import java.util.Optional;

/**
 * How one quota of one user stands.
 *
 * @param quota the quota's name
 * @param meter what it counts
 * @param limit the limit in force, overrides considered; {@link Quota#UNLIMITED} if there is none
 * @param used units charged in the current window; above the limit where that was lowered since
 * @param held units set aside and not yet settled
 * @param resetsAt when the next window begins; empty if never
 */
public record Usage(String quota, String meter, long limit, long used, long held, Optional<Instant> resetsAt) {

    /** Checks every part. */
    public Usage {
        Checks.name("the quota's name", quota);
        Checks.name("the quota's meter", meter);
        Checks.between("the limit", limit, 0, Long.MAX_VALUE);
        Checks.between("the used units", used, 0, Long.MAX_VALUE);
        Checks.between("the held units", held, 0, Long.MAX_VALUE);
        Checks.notNull("the next reset", resetsAt);
    }

    /** What can still be charged in this window: never negative; {@link Quota#UNLIMITED} if there is no limit. */
    public long remaining() {
        if (unlimited()) {
            return Quota.UNLIMITED;
        }
        long free = Math.max(0, limit - used);
        return Math.max(0, free - held);
    }

    /** Whether the quota only counts. */
    public boolean unlimited() {
        return limit == Quota.UNLIMITED;
    }
}
