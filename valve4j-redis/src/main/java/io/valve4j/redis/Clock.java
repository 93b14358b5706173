package io.valve4j.redis;

import io.valve4j.time.TimeSource;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Whose time counts: the server's, but in tests. */
final class Clock {

    /** The server's. */
    static final Clock OF_THE_SERVER = new Clock(null);

    private static final byte[] NOT_GIVEN = {};

    private final @Nullable TimeSource given;

    private Clock(@Nullable TimeSource given) {
        this.given = given;
    }

    /** A test's. */
    static Clock of(TimeSource given) {
        return new Clock(given);
    }

    /** The first argument of every script. */
    byte[] argument() {
        return given == null ? NOT_GIVEN : Keys.bytes(Long.toString(Micros.floor(given.instant())));
    }

    /** Null if the server is to be asked. */
    @Nullable
    Instant instant() {
        return given == null ? null : given.instant();
    }
}
