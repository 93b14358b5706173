package io.valve4j.subscription;

import io.valve4j.internal.check.Checks;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * From when to when a subscription runs: half-open, {@code [startsAt, endsAt)}.
 *
 * <p>Both are kept to the millisecond, cut off below it, and lie in the years 1 to 9999: what every store can hold.
 *
 * @param startsAt the first instant of the term
 * @param endsAt the first instant after it
 */
public record Term(Instant startsAt, Instant endsAt) {

    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    /** Checks that it ends after it starts. */
    public Term {
        startsAt = kept("the start of the term", startsAt);
        endsAt = kept("the end of the term", endsAt);
        if (!startsAt.isBefore(endsAt)) {
            throw new IllegalArgumentException(
                    "a term must end at least 1 ms after it starts, but was " + startsAt + " to " + endsAt);
        }
    }

    /**
     * The term that starts at an instant and has a length.
     *
     * @throws IllegalArgumentException if the length is less than 1 ms or more than 100 years, or the end is out of range
     */
    public static Term of(Instant startsAt, Duration length) {
        Checks.notNull("the start of the term", startsAt);
        return new Term(startsAt, later("the term", kept("the start of the term", startsAt), length));
    }

    /**
     * The same, ending so much later.
     *
     * @throws IllegalArgumentException if that is less than 1 ms or more than 100 years, or the end is out of range
     */
    public Term extendedBy(Duration extension) {
        return new Term(startsAt, later("the extension", endsAt, extension));
    }

    private static Instant later(String what, Instant from, Duration length) {
        Checks.positive(what, length);
        if (length.toMillis() == 0) {
            throw new IllegalArgumentException(what + " must be at least 1 ms, but was " + length);
        }
        return from.plusMillis(length.toMillis());
    }

    private static Instant kept(String what, Instant at) {
        Checks.notNull(what, at);
        if (at.isBefore(EARLIEST) || at.isAfter(LATEST)) {
            throw new IllegalArgumentException(
                    what + " must lie between " + EARLIEST + " and " + LATEST + ", but was " + at);
        }
        return at.truncatedTo(ChronoUnit.MILLIS);
    }
}
