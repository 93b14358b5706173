package io.valve4j.subscription;

import io.valve4j.internal.check.Checks;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * A limit of the user's own for one quota.
 *
 * @param limit 0 blocks, grants included; {@link io.valve4j.quota.Quota#UNLIMITED} lifts
 * @param until from when on the profile's limit applies again, to the millisecond; null if never
 */
public record QuotaOverride(long limit, @Nullable Instant until) {

    /** Checks the limit. */
    public QuotaOverride {
        Checks.between("the user's own limit", limit, 0, Long.MAX_VALUE);
        until = until == null ? null : until.truncatedTo(ChronoUnit.MILLIS);
    }

    /** One that stays until it is taken back. */
    public QuotaOverride(long limit) {
        this(limit, null);
    }

    /** Whether it applies at the instant. */
    public boolean appliesAt(Instant at) {
        return until == null || at.isBefore(until);
    }
}
