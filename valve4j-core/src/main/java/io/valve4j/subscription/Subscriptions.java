package io.valve4j.subscription;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Who is on which profile, and until when.
 *
 * <p>Each change is a compare-and-set on the subscription's revision, repeated when another change came between, so that
 * concurrent changes all count; with it, in one atomic step of the store, goes its {@link AuditEvent}. Each returns the
 * subscription as it is after the change. A cancelled subscription changes no more: a new one may follow it.
 *
 * <p>Thread-safe. Blocks only as long as the store does. Ids and names are at most 512 characters and not blank; whoever
 * breaks that gets an {@link IllegalArgumentException}, and null a {@link NullPointerException}, with nothing changed.
 */
public interface Subscriptions {

    /**
     * Starts a subscription now, by the store's clock.
     *
     * <p>Where an earlier one has ended, usage of calendar windows goes on: leaving and coming back mints nothing. Its
     * overrides do not go on. A lifetime quota starts afresh with the term.
     *
     * @param term how long; from 1 ms to 100 years
     * @throws SubscriptionException if the user has a live one (neither cancelled nor expired), or the profile is unknown
     * @throws IllegalArgumentException if the term is out of range
     */
    Subscription create(String userId, String profile, Duration term);

    /**
     * Sets up a subscription from an instant, which may be past or future, to another.
     *
     * @throws SubscriptionException if the user has a live one (neither cancelled nor expired), or the profile is unknown
     * @throws IllegalArgumentException if it does not end at least 1 ms after it starts, or leaves the years 1 to 9999
     */
    Subscription create(String userId, String profile, Instant startsAt, Instant endsAt);

    /** The user's subscription, live or ended; empty if there never was one. */
    Optional<Subscription> find(String userId);

    /**
     * Moves the end to later, counted from the present end, even if that has passed.
     *
     * @param extension from 1 ms to 100 years
     * @throws SubscriptionException if the user has none, or it is cancelled
     * @throws IllegalArgumentException if the extension, or the new end, is out of range
     */
    Subscription extend(String userId, Duration extension);

    /**
     * Ends it now, by the store's clock. Cancelling a cancelled one changes nothing and returns it as it is.
     *
     * @throws SubscriptionException if the user has none
     */
    Subscription cancel(String userId);

    /**
     * Gives the user a limit of their own for one quota, from now on until it is {@linkplain #clearOverride cleared}.
     *
     * @param limit 0 blocks, {@link io.valve4j.quota.Quota#UNLIMITED} lifts the limit
     * @throws SubscriptionException if the user has no subscription, it is cancelled, or its profile has no such quota
     * @throws IllegalArgumentException if the limit is negative
     */
    Subscription overrideQuota(String userId, String quota, long limit);

    /**
     * Takes the user's own limit back, so that the profile's applies again; without effect if there is none.
     *
     * @throws SubscriptionException if the user has no subscription, it is cancelled, or there is neither such an override
     *     nor such a quota
     */
    Subscription clearOverride(String userId, String quota);

    /**
     * Starts all of the user's counters afresh. What was charged before can no longer be refunded.
     *
     * @throws SubscriptionException if the user has no subscription, or it is cancelled
     */
    Subscription resetUsage(String userId);

    /** What was done to the user's subscription, oldest first; empty if nothing ever was. */
    List<AuditEvent> audit(String userId);

    /**
     * The same, with each change noted in the audit as done by somebody for a reason.
     *
     * @param actor who; {@code "application"} where this is not called
     * @param reason why; may be empty
     */
    Subscriptions by(String actor, String reason);
}
