package io.valve4j.subscription;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * What stops a subscription within its term.
 *
 * @param pausedSince from when on it is paused, to the millisecond; null if it is not
 * @param canceledAt from when on it is cancelled, to the millisecond; in the future, it can be undone until then. Null if
 *     it is not
 */
public record Stops(@Nullable Instant pausedSince, @Nullable Instant canceledAt) {

    /** Nothing does. */
    public static final Stops NONE = new Stops(null, null);

    /** Keeps milliseconds. */
    public Stops {
        pausedSince = pausedSince == null ? null : pausedSince.truncatedTo(ChronoUnit.MILLIS);
        canceledAt = canceledAt == null ? null : canceledAt.truncatedTo(ChronoUnit.MILLIS);
    }
}
