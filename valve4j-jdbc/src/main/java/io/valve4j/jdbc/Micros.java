package io.valve4j.jdbc;

import io.valve4j.store.Posting;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Instants as microseconds since 1970: what a BIGINT holds, without a time zone. What lies between two is rounded up, which
 * changes no comparison with a clock of microseconds; what is out of range stops at the last one.
 */
final class Micros {

    private static final long PER_SECOND = 1_000_000;
    private static final long MOST_SECONDS = Long.MAX_VALUE / PER_SECOND - 1;

    private Micros() {}

    static long of(Instant at) {
        if (at.getEpochSecond() > MOST_SECONDS) {
            return Long.MAX_VALUE;
        }
        if (at.getEpochSecond() < -MOST_SECONDS) {
            return Long.MIN_VALUE;
        }
        return at.getEpochSecond() * PER_SECOND + (at.getNano() + 999) / 1_000;
    }

    /** Never is later than anything. */
    static long orForever(@Nullable Instant at) {
        return at == null ? Long.MAX_VALUE : of(at);
    }

    static long after(long micros, Duration duration) {
        return Posting.sum(micros, of(Instant.EPOCH.plus(duration)));
    }

    static long before(long micros, Duration duration) {
        return micros - of(Instant.EPOCH.plus(duration));
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
