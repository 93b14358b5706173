package io.valve4j.internal.subscription;

import io.valve4j.internal.check.Checks;
import io.valve4j.quota.Grant;
import io.valve4j.subscription.Allowances;
import io.valve4j.subscription.AuditEvent.Action;
import io.valve4j.subscription.QuotaOverride;
import io.valve4j.subscription.Subscription;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of what a subscription allows beside its profile: own limits, grants, a fresh start of all usage. Pure functions
 * of how it stands now; null where nothing is to change.
 */
final class AllowanceChanges {

    private AllowanceChanges() {}

    static Change overridden(Subscription present, Instant now, String quota, long limit, @Nullable Instant until) {
        Instant end = until == null ? null : Draft.future("the end of the override", until, now);
        return overridden(present, now, quota, new QuotaOverride(limit, end));
    }

    static @Nullable Change cleared(Subscription present, Instant now, String quota) {
        return present.overrides().containsKey(quota) ? overridden(present, now, quota, null) : null;
    }

    private static Change overridden(Subscription present, Instant now, String quota, @Nullable QuotaOverride next) {
        QuotaOverride before = present.allowances().overrideOf(quota, now);
        return new Change(
                new Draft(present, now).override(quota, next).done(),
                Action.QUOTA_OVERRIDDEN,
                "the limit of quota " + Checks.quoted(quota) + " was " + Messages.limit(before) + ", is "
                        + Messages.limit(next));
    }

    static Change granted(Subscription present, Instant now, String quota, long amount, @Nullable Instant expiresAt) {
        Instant end = expiresAt == null ? null : Draft.future("the end of the grant", expiresAt, now);
        Draft draft = new Draft(present, now);
        if (draft.grants() == Allowances.MOST_GRANTS) {
            throw Messages.tooManyGrants(present.userId(), Allowances.MOST_GRANTS);
        }
        // The revision never comes again, so neither does the id, nor the counter that goes by it.
        String id = "grant-" + (present.revision() + 1);
        return new Change(
                draft.grant(new Grant(id, quota, amount, end)).done(),
                Action.GRANTED,
                id + " was none, is " + Messages.units(amount) + " for quota " + Checks.quoted(quota)
                        + (end == null ? "" : " until " + end));
    }

    static Change usageReset(Subscription present, Instant now) {
        Subscription next = new Draft(present, now).usageReset().done();
        return new Change(
                next,
                Action.USAGE_RESET,
                "the usage generation was " + present.usageGeneration() + ", is " + next.usageGeneration());
    }
}
