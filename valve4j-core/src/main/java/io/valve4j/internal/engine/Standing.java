package io.valve4j.internal.engine;

import io.valve4j.OutagePolicy;
import io.valve4j.Reason;
import io.valve4j.internal.quota.QuotaPlan;
import io.valve4j.subscription.Subscription;
import io.valve4j.subscription.SubscriptionStatus;
import io.valve4j.subscription.Tier;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who a user is, as far as is known until an instant: an immutable snapshot.
 *
 * @param setup the configuration by which it was found
 * @param profile the profile's name; empty without one
 * @param plan the profile in operation; null without one
 * @param subscription the subscription; null without one, or where none is needed
 * @param refusal what refuses them whatever they ask for; null if nothing does
 * @param quotas what to charge; null if they are refused
 * @param freshUntil the monotonic instant from which on to look again
 * @param degraded whether the store did not answer, so that it is what was last known
 */
record Standing(
        Setup setup,
        String profile,
        Setup.@Nullable Plan plan,
        @Nullable Subscription subscription,
        @Nullable Reason refusal,
        @Nullable QuotaPlan quotas,
        long freshUntil,
        boolean degraded) {

    /** What is known by the store, or needs none. */
    Standing(
            Setup setup,
            String profile,
            Setup.@Nullable Plan plan,
            @Nullable Subscription subscription,
            @Nullable Reason refusal,
            @Nullable QuotaPlan quotas,
            long freshUntil) {
        this(setup, profile, plan, subscription, refusal, quotas, freshUntil, false);
    }

    @SuppressWarnings("ReferenceEquality") // a setup is replaced as a whole: identity says it all, at no cost
    boolean fresh(Setup present, long now) {
        return setup == present && now - freshUntil < 0;
    }

    /** Whether nothing in it is this user's own, as {@link Guests} has it. */
    boolean isEverybodys() {
        return subscription == null && quotas == null && refusal == null;
    }

    /** Whether they are admitted while the store does not answer. */
    boolean open() {
        return plan != null && plan.profile().onOutage() == OutagePolicy.OPEN;
    }

    /** Whether only the grace after the term admits. The status is the same for as long as the quotas are valid. */
    boolean inGrace() {
        Instant since = subscription == null || quotas == null
                ? null
                : quotas.validity().from();
        return since != null && subscription != null && subscription.statusAt(since) == SubscriptionStatus.GRACE;
    }

    /** Whether work goes the same way by another one. */
    @SuppressWarnings("ReferenceEquality") // a setup is replaced as a whole
    boolean leadsLike(Standing other) {
        return setup == other.setup && profile.equals(other.profile) && refusal == other.refusal;
    }

    /** When a planned change will lead work elsewhere, or end the subscription; null if none is planned. */
    @Nullable
    Instant plannedTurn() {
        if (subscription == null || refusal == Reason.CANCELED) {
            return null;
        }
        Tier.ProfileChange next = subscription.tier().next();
        Instant change = next == null || next.profile().equals(profile) ? null : next.at();
        Instant end = subscription.canceledAt();
        return change == null || (end != null && end.isBefore(change)) ? end : change;
    }

    /** When a refusal ends by itself; null if it does not. */
    @Nullable
    Instant admitsFrom() {
        return refusal == Reason.NOT_STARTED && subscription != null ? subscription.startsAt() : null;
    }
}
