package io.valve4j.internal.subscription;

import io.valve4j.internal.check.Checks;
import io.valve4j.subscription.AuditEvent.Action;
import io.valve4j.subscription.Subscription;
import io.valve4j.subscription.Tier;
import io.valve4j.subscription.Tier.ProfileChange;
import io.valve4j.subscription.Tier.UsageOnChange;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a subscription's tier: another profile, now or later. Pure functions of how it stands now; null where
 * nothing is to change.
 */
final class TierChanges {

    private TierChanges() {}

    static @Nullable Change changed(Subscription present, Instant now, String profile, UsageOnChange usage) {
        Draft draft = new Draft(present, now);
        String before = draft.tier().profile();
        if (before.equals(profile) && draft.tier().next() == null) {
            return null;
        }
        return new Change(
                draft.tier(changed(draft.tier(), profile, now, usage)).done(),
                Action.PROFILE_CHANGED,
                "the profile was " + Checks.quoted(before) + ", is " + Checks.quoted(profile) + ", usage " + usage);
    }

    /** What would stand after a change now; the same one if it is on that profile already. */
    static Subscription imagined(Subscription present, Instant now, String profile, UsageOnChange usage) {
        Draft draft = new Draft(present, now);
        return draft.tier().profile().equals(profile)
                ? present
                : draft.tier(changed(draft.tier(), profile, now, usage)).done();
    }

    private static Tier changed(Tier tier, String profile, Instant now, UsageOnChange usage) {
        return new Tier(tier.profile(), tier.resetAt(), new ProfileChange(profile, now, usage)).at(now);
    }

    static @Nullable Change planned(
            Subscription present, Instant now, String profile, Instant at, UsageOnChange usage) {
        Draft draft = new Draft(present, now);
        Tier tier = draft.tier();
        ProfileChange planned = new ProfileChange(profile, Draft.future("the time of the change", at, now), usage);
        return planned.equals(tier.next())
                ? null
                : new Change(
                        draft.tier(new Tier(tier.profile(), tier.resetAt(), planned))
                                .done(),
                        Action.PROFILE_CHANGE_SCHEDULED,
                        "the planned change of profile was " + Messages.planned(tier.next()) + ", is "
                                + Messages.planned(planned));
    }

    static Change undone(Subscription present, Instant now) {
        Draft draft = new Draft(present, now);
        Tier tier = draft.tier();
        if (tier.next() == null) {
            throw Messages.nothingToUndo(present.userId(), "change of profile");
        }
        return new Change(
                draft.tier(new Tier(tier.profile(), tier.resetAt(), null)).done(),
                Action.PROFILE_CHANGE_UNDONE,
                "the planned change of profile was " + Messages.planned(tier.next()) + ", is none");
    }
}
