package io.valve4j.quota;

import io.valve4j.internal.check.Checks;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Extra units for one quota, such as a top-up. They outlive the quota's windows, and are used up once.
 *
 * <p>Of the plan's own window and the grants, whatever ends first is drained first, and what never ends last.
 *
 * @param id which of the user's grants; never used again for another of theirs
 * @param quota the quota's name
 * @param amount how many units; 1 or more
 * @param expiresAt from when on what is left of them is lost, to the millisecond; null if never
 */
public record Grant(
        String id, String quota, long amount, @Nullable Instant expiresAt) {

    /** Checks every part. */
    public Grant {
        Checks.name("the grant's id", id);
        Checks.name("the grant's quota", quota);
        Checks.between("the granted amount", amount, 1, Long.MAX_VALUE);
        expiresAt = expiresAt == null ? null : expiresAt.truncatedTo(ChronoUnit.MILLIS);
    }

    /** Whether it can be drawn on at the instant. */
    public boolean liveAt(Instant at) {
        return expiresAt == null || at.isBefore(expiresAt);
    }
}
