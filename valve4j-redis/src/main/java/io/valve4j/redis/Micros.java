package io.valve4j.redis;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Times as the scripts know them: microseconds since 1970, none below 0, none above what a double holds exactly. */
final class Micros {

    /** Later than everything. */
    static final long NEVER = (1L << 53) - 1;

    private static final long PER_SECOND = 1_000_000;
    private static final int NANOS = 1_000;

    private Micros() {}

    /** The last one that is not after the instant. */
    static long floor(Instant at) {
        return bounded(at.getEpochSecond(), at.getNano() / NANOS);
    }

    /** The first one that is not before the instant. */
    static long ceil(Instant at) {
        return bounded(at.getEpochSecond(), (at.getNano() + NANOS - 1) / NANOS);
    }

    /** As {@link #ceil(Instant)}; what has no end never ends. */
    static long ceilOrNever(@Nullable Instant end) {
        return end == null ? NEVER : ceil(end);
    }

    /** Rounded up. */
    static long of(Duration duration) {
        return bounded(duration.getSeconds(), (duration.getNano() + NANOS - 1) / NANOS);
    }

    /** The instant of a second and the microseconds after it. */
    static Instant instant(long second, long micros) {
        return Instant.ofEpochSecond(second, micros * NANOS);
    }

    private static long bounded(long seconds, long micros) {
        if (seconds < 0) {
            return 0;
        }
        return seconds >= NEVER / PER_SECOND ? NEVER : seconds * PER_SECOND + micros;
    }
}
