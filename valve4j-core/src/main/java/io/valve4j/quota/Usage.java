package io.valve4j.quota;

import io.valve4j.internal.check.Checks;
import java.time.Instant;
import java.util.Optional;

/**
 * How one quota of one user stands.
 *
 * @param quota the quota's name
 * @param meter what it counts
 * @param limit the limit in force, overrides considered and live grants added; {@link Quota#UNLIMITED} if there is none
 * @param used units charged to the current window, and to live grants; above the limit where that was lowered since
 * @param held units set aside and not yet settled
 * @param remaining what can still be charged in this window: not always limit less used and held, since what is used
 *     beyond the plan's own limit takes nothing from a grant; {@link Quota#UNLIMITED} if there is no limit
 * @param resetsAt when the next window begins; empty if never
 */
public record Usage(
        String quota, String meter, long limit, long used, long held, long remaining, Optional<Instant> resetsAt) {

    /** Checks every part. */
    public Usage {
        Checks.name("the quota's name", quota);
        Checks.name("the quota's meter", meter);
        Checks.between("the limit", limit, 0, Long.MAX_VALUE);
        Checks.between("the used units", used, 0, Long.MAX_VALUE);
        Checks.between("the held units", held, 0, Long.MAX_VALUE);
        Checks.between("the remaining units", remaining, 0, Long.MAX_VALUE);
        Checks.notNull("the next reset", resetsAt);
    }

    /** That of a quota without grants: what is neither used nor held remains. */
    public Usage(String quota, String meter, long limit, long used, long held, Optional<Instant> resetsAt) {
        this(quota, meter, limit, used, held, remaining(limit, used, held), resetsAt);
    }

    private static long remaining(long limit, long used, long held) {
        return limit == Quota.UNLIMITED ? Quota.UNLIMITED : Math.max(0, Math.max(0, limit - used) - Math.max(0, held));
    }

    /** Whether the quota only counts. */
    public boolean unlimited() {
        return limit == Quota.UNLIMITED;
    }
}
