package io.valve4j.subscription;

import io.valve4j.internal.check.Checks;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is said about a new subscription beside whose it is and on which profile.
 *
 * <pre>{@code
 * subscriptions.create("ada", "pro", lasting(Duration.ofDays(30)).grace(Duration.ofDays(3)).in("Europe/Rome"));
 * }</pre>
 *
 * <p>An immutable value; every call returns a new one. What depends on the start is checked when the subscription is
 * created. Start from {@link #lasting} or {@link #until}.
 *
 * @param length how long the term is; null if its end is given
 * @param endsAt when the term ends; null if its length is given
 * @param startsAt when it starts, past or future; null for now, by the store's clock
 * @param anchor from where anchored windows are counted; null for the start
 * @param zone whose clocks and dates they go by; UTC unless set
 * @param grace how long after its end it still admits; zero unless set
 */
public record SubscriptionOptions(
        @Nullable Duration length,
        @Nullable Instant endsAt,
        @Nullable Instant startsAt,
        @Nullable Instant anchor,
        ZoneId zone,
        Duration grace) {

    /** Checks what can be checked without knowing the time. */
    public SubscriptionOptions {
        if ((length == null) == (endsAt == null)) {
            throw new IllegalArgumentException(
                    "a subscription needs a length or an end, and not both, but had " + length + " and " + endsAt);
        }
        Checks.notNull("the zone", zone);
        if (Checks.notNull("the grace", grace).isNegative()) {
            throw new IllegalArgumentException("the grace must be zero or more, but was " + grace);
        }
    }

    /** A term of such a length. */
    public static SubscriptionOptions lasting(Duration length) {
        return new SubscriptionOptions(
                Checks.positive("the term", length), null, null, null, ZoneOffset.UTC, Duration.ZERO);
    }

    /** A term up to an instant. */
    public static SubscriptionOptions until(Instant endsAt) {
        return new SubscriptionOptions(
                null, Checks.notNull("the end of the term", endsAt), null, null, ZoneOffset.UTC, Duration.ZERO);
    }

    /** The same, starting at an instant, which may be past or future. */
    public SubscriptionOptions startingAt(Instant next) {
        Checks.notNull("the start of the term", next);
        return new SubscriptionOptions(length, endsAt, next, anchor, zone, grace);
    }

    /** The same, with anchored windows counted from an instant, such as the day of the first bill. */
    public SubscriptionOptions anchoredAt(Instant next) {
        Checks.notNull("the anchor", next);
        return new SubscriptionOptions(length, endsAt, startsAt, next, zone, grace);
    }

    /** The same, with anchored windows by the clocks of a zone. */
    public SubscriptionOptions in(ZoneId next) {
        return new SubscriptionOptions(length, endsAt, startsAt, anchor, next, grace);
    }

    /**
     * The same, with the zone by its name, such as {@code Europe/Rome}.
     *
     * @throws IllegalArgumentException if there is no such zone
     */
    public SubscriptionOptions in(String next) {
        try {
            return in(ZoneId.of(Checks.name("the zone", next)));
        } catch (DateTimeException unknown) {
            throw new IllegalArgumentException(
                    "there is no time zone " + Checks.quoted(next) + ": name one such as Europe/Rome or UTC", unknown);
        }
    }

    /** The same, still admitting for so long after its end. */
    public SubscriptionOptions grace(Duration next) {
        return new SubscriptionOptions(length, endsAt, startsAt, anchor, zone, next);
    }

    /**
     * The term that this makes, given the time.
     *
     * @throws IllegalArgumentException if it does not end at least 1 ms after it starts, or leaves the years 1 to 9999
     */
    public Term termAt(Instant now) {
        Instant start = startsAt == null ? now : startsAt;
        Instant end = length == null ? Objects.requireNonNull(endsAt) : Term.endOf(start, length);
        return new Term(start, end, grace, anchor == null ? start : anchor, zone);
    }
}
