package io.valve4j.internal.subscription;

import io.valve4j.internal.check.Checks;
import io.valve4j.quota.Quota;
import io.valve4j.subscription.QuotaOverride;
import io.valve4j.subscription.Subscription;
import io.valve4j.subscription.SubscriptionException;
import io.valve4j.subscription.SubscriptionException.Problem;
import io.valve4j.subscription.Tier.ProfileChange;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What refusals and the audit say in words. */
final class Messages {

    private Messages() {}

    static SubscriptionException notSubscribed(String userId) {
        return new SubscriptionException(
                Problem.NOT_SUBSCRIBED, "user " + Checks.quoted(userId) + " has no subscription: create one first");
    }

    static SubscriptionException alreadySubscribed(Subscription present, Instant now) {
        return new SubscriptionException(
                Problem.ALREADY_SUBSCRIBED,
                "user " + Checks.quoted(present.userId()) + " has a subscription already: " + present.statusAt(now)
                        + " on profile " + Checks.quoted(present.profileAt(now)) + " from " + present.startsAt()
                        + " until " + present.endsAt() + "; extend it, replace it, or cancel it first");
    }

    static SubscriptionException canceled(Subscription present) {
        return new SubscriptionException(
                Problem.CANCELED,
                "the subscription of user " + Checks.quoted(present.userId()) + " was cancelled at "
                        + present.canceledAt() + " and changes no more: create a new one");
    }

    static SubscriptionException nothingToUndo(String userId, String what) {
        return new SubscriptionException(
                Problem.NOTHING_TO_UNDO,
                "the subscription of user " + Checks.quoted(userId) + " has no " + what
                        + " that could still be taken back");
    }

    static SubscriptionException tooManyGrants(String userId, int most) {
        return new SubscriptionException(
                Problem.TOO_MANY_GRANTS,
                "the subscription of user " + Checks.quoted(userId) + " has " + most
                        + " live grants, and cannot have more: let some expire, or override the quota");
    }

    static SubscriptionException unknownProfile(String profile) {
        return new SubscriptionException(
                Problem.UNKNOWN_PROFILE, "there is no profile " + Checks.quoted(profile) + ": register it first");
    }

    static SubscriptionException unknownQuota(String profile, String quota, List<String> known) {
        return new SubscriptionException(
                Problem.UNKNOWN_QUOTA,
                "profile " + Checks.quoted(profile) + " has no quota " + Checks.quoted(quota)
                        + (known.isEmpty()
                                ? ", nor any other"
                                : "; it has "
                                        + known.stream().map(Checks::quoted).collect(Collectors.joining(", "))));
    }

    static String limit(@Nullable QuotaOverride override) {
        if (override == null) {
            return "the profile's";
        }
        String limit = units(override.limit());
        return override.until() == null ? limit : limit + " until " + override.until();
    }

    static String units(long units) {
        return units == Quota.UNLIMITED ? "unlimited" : Long.toString(units);
    }

    static String planned(@Nullable ProfileChange change) {
        return change == null
                ? "none"
                : "to " + Checks.quoted(change.profile()) + " at " + change.at() + ", usage " + change.usage();
    }
}
