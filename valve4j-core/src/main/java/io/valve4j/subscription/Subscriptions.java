package io.valve4j.subscription;

import io.valve4j.subscription.Tier.UsageOnChange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who is on which profile, and until when.
 *
 * <p>Each change is a compare-and-set on the subscription's revision, repeated when another change came between, so that
 * concurrent changes all count; with it, in one atomic step of the store, goes its {@link AuditEvent}. Each returns the
 * subscription as it is after the change; one that would change nothing writes nothing. A cancelled subscription changes no
 * more: a new one may follow it. "Now" is the store's.
 *
 * <p>Thread-safe. Blocks only as long as the store does. Ids and names are at most 512 characters and not blank; whoever
 * breaks that gets an {@link IllegalArgumentException}, and null a {@link NullPointerException}. Whoever changes a
 * subscription that does not exist, or is cancelled, gets a {@link SubscriptionException}. Nothing is changed then.
 */
public interface Subscriptions {

    /** {@link #create(String, String, SubscriptionOptions)} for a term from now. */
    default Subscription create(String userId, String profile, Duration term) {
        return create(userId, profile, SubscriptionOptions.lasting(term));
    }

    /** {@link #create(String, String, SubscriptionOptions)} for a term from an instant, past or future, to another. */
    default Subscription create(String userId, String profile, Instant startsAt, Instant endsAt) {
        return create(userId, profile, SubscriptionOptions.until(endsAt).startingAt(startsAt));
    }

    /**
     * Starts a subscription, unless the user has a live one.
     *
     * <p>Where an earlier one has ended, usage of calendar windows goes on: leaving and coming back mints nothing. So do
     * grants, which were given to the user. Overrides do not. A lifetime quota starts afresh with the term.
     *
     * @throws SubscriptionException if the user has a live one (neither cancelled nor expired), or the profile is unknown
     * @throws IllegalArgumentException if it does not end at least 1 ms after it starts, or leaves the years 1 to 9999
     */
    Subscription create(String userId, String profile, SubscriptionOptions options);

    /**
     * Puts another subscription in the place of the one that the user has, live or ended. Usage and grants go on as they do
     * with {@link #create(String, String, SubscriptionOptions)}; whatever else was said about the old one is gone.
     *
     * @throws SubscriptionException if the user has none, or the profile is unknown
     * @throws IllegalArgumentException if it does not end at least 1 ms after it starts, or leaves the years 1 to 9999
     */
    Subscription replace(String userId, String profile, SubscriptionOptions options);

    /** The user's subscription, live or ended; empty if there never was one. */
    Optional<Subscription> find(String userId);

    /**
     * A page of all subscriptions, live or ended, in the order in which the store keeps user ids.
     *
     * @param afterUserId the last user of the page before; null for the first page
     * @param most the most to return, from 1 to 1,000; fewer means that there are no more
     */
    List<Subscription> list(@Nullable String afterUserId, int most);

    /**
     * Moves the end to later, counted from the present end, even if that has passed. A cancellation at the end of the term
     * moves with it; a change of profile that is set for a certain time does not.
     *
     * @param extension from 1 ms to 100 years
     * @throws IllegalArgumentException if the extension, or the new end, is out of range
     */
    Subscription extend(String userId, Duration extension);

    /** Ends it now. Cancelling a cancelled one changes nothing and returns it as it is. */
    Subscription cancel(String userId);

    /**
     * Ends it with its term, without grace. It stays as it is until then, and {@link #undoCancel} takes it back. Where the
     * term is over already, this is {@link #cancel}.
     */
    Subscription cancelAtTermEnd(String userId);

    /**
     * Takes back a cancellation that has not come yet.
     *
     * @throws SubscriptionException if there is none
     */
    Subscription undoCancel(String userId);

    /** Stops admitting until {@link #resume}. The term goes on. */
    Subscription pause(String userId);

    /** Ends a pause; without effect if there is none. */
    Subscription resume(String userId);

    /** {@link #changeProfile(String, String, UsageOnChange)} with {@link UsageOnChange#KEEP}. */
    default Subscription changeProfile(String userId, String profile) {
        return changeProfile(userId, profile, UsageOnChange.KEEP);
    }

    /**
     * Puts it on another profile now. A change that was set for later is dropped: the latest word counts. Being on that
     * profile already, with nothing planned, changes nothing.
     *
     * @throws SubscriptionException if the profile is unknown
     */
    Subscription changeProfile(String userId, String profile, UsageOnChange usage);

    /**
     * Sets it to change to another profile at an instant, in the place of any such change planned before. Nobody has to act
     * when the time has come.
     *
     * @throws SubscriptionException if the profile is unknown
     * @throws IllegalArgumentException if the instant is not in the future
     */
    Subscription changeProfileAt(String userId, String profile, Instant at, UsageOnChange usage);

    /** {@link #changeProfileAt} for the end of the term as it is now. */
    Subscription changeProfileAtTermEnd(String userId, String profile, UsageOnChange usage);

    /**
     * Takes back a change of profile that has not come yet.
     *
     * @throws SubscriptionException if there is none
     */
    Subscription undoProfileChange(String userId);

    /**
     * How each quota stands now, and how it would right after a change of profile: first those of the present profile, then
     * those that only the other has. Takes and changes nothing; not one atomic step.
     *
     * @throws SubscriptionException if a profile is unknown
     */
    List<QuotaPreview> preview(String userId, String profile, UsageOnChange usage);

    /** {@link #overrideQuota(String, String, long, Instant)} until it is {@linkplain #clearOverride cleared}. */
    default Subscription overrideQuota(String userId, String quota, long limit) {
        return overrideQuota(userId, quota, limit, null);
    }

    /**
     * Gives the user a limit of their own for one quota from now on.
     *
     * @param limit 0 blocks, grants included; {@link io.valve4j.quota.Quota#UNLIMITED} lifts the limit
     * @param until from when on the profile's limit applies again; null if it is to stay until it is cleared
     * @throws SubscriptionException if neither its profile nor the one that is to follow has such a quota
     * @throws IllegalArgumentException if the limit is negative, or the end not in the future
     */
    Subscription overrideQuota(String userId, String quota, long limit, @Nullable Instant until);

    /**
     * Takes the user's own limit back, so that the profile's applies again; without effect if there is none.
     *
     * @throws SubscriptionException if there is neither such an override nor such a quota
     */
    Subscription clearOverride(String userId, String quota);

    /** {@link #grant(String, String, long, Instant)} without an end. */
    default Subscription grant(String userId, String quota, long amount) {
        return grant(userId, quota, amount, null);
    }

    /**
     * Gives the user extra units for one quota, on top of every other grant. Calling it twice grants twice.
     *
     * @param amount 1 or more
     * @param expiresAt from when on what is left is lost; null if never
     * @throws SubscriptionException if neither its profile nor the one that is to follow has such a quota, or the
     *     subscription has {@value Allowances#MOST_GRANTS} live grants already
     * @throws IllegalArgumentException if the amount is out of range, or the end not in the future
     */
    Subscription grant(String userId, String quota, long amount, @Nullable Instant expiresAt);

    /**
     * Starts all of the user's windows afresh. What was charged to them before can no longer be refunded. Grants stay as
     * drained as they are.
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
