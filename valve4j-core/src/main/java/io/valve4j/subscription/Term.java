package io.valve4j.subscription;

import io.valve4j.internal.check.Checks;
import io.valve4j.quota.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * From when to when a subscription runs, half-open, {@code [startsAt, endsAt)}; and by which clock.
 *
 * <p>Instants are kept to the millisecond, cut off below it, and lie in the years 1 to 9999: what every store can hold.
 *
 * @param startsAt the first instant of the term
 * @param endsAt the first instant after it
 * @param grace how long after its end it still admits; zero, or up to 100 years
 * @param anchor from where anchored windows are counted, such as the day of the first bill
 * @param zone whose clocks and dates anchored windows go by
 */
public record Term(Instant startsAt, Instant endsAt, Duration grace, Instant anchor, ZoneId zone) {

    /** The last instant that is kept. */
    public static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

    /** Checks that it ends after it starts. */
    public Term {
        startsAt = kept("the start of the term", startsAt);
        endsAt = kept("the end of the term", endsAt);
        if (!startsAt.isBefore(endsAt)) {
            throw new IllegalArgumentException(
                    "a term must end at least 1 ms after it starts, but was " + startsAt + " to " + endsAt);
        }
        Checks.notNull("the grace", grace);
        if (!grace.isZero()) {
            Checks.positive("the grace", grace);
        }
        grace = grace.truncatedTo(ChronoUnit.MILLIS);
        anchor = kept("the anchor", anchor);
        Checks.notNull("the zone", zone);
    }

    /** One without grace, anchored at its start, in UTC. */
    public Term(Instant startsAt, Instant endsAt) {
        this(startsAt, endsAt, Duration.ZERO, Checks.notNull("the start of the term", startsAt), ZoneOffset.UTC);
    }

    /**
     * The term that starts at an instant and has a length.
     *
     * @throws IllegalArgumentException if the length is less than 1 ms or more than 100 years, or the end is out of range
     */
    public static Term of(Instant startsAt, Duration length) {
        return new Term(startsAt, endOf(startsAt, length));
    }

    static Instant endOf(Instant startsAt, Duration length) {
        return later("the term", kept("the start of the term", startsAt), length);
    }

    /**
     * The same, ending so much later.
     *
     * @throws IllegalArgumentException if that is less than 1 ms or more than 100 years, or the end is out of range
     */
    public Term extendedBy(Duration extension) {
        return new Term(startsAt, later("the extension", endsAt, extension), grace, anchor, zone);
    }

    /** The first instant at which its grace is over too. */
    public Instant graceEndsAt() {
        return endsAt.plus(grace);
    }

    /** What windows are measured from. */
    public Window.Origin origin() {
        return new Window.Origin(startsAt, anchor, zone);
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
