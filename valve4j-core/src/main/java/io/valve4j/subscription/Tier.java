package io.valve4j.subscription;

import io.valve4j.internal.check.Checks;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Which profile a subscription is on, and which it will be on.
 *
 * @param profile the profile's name, up to the next change
 * @param resetAt when a change of profile last started usage afresh, to the millisecond; null if none did
 * @param next a change that is set for a certain time; from then on it counts as made. Null if none is
 */
public record Tier(
        String profile, @Nullable Instant resetAt, @Nullable ProfileChange next) {

    /** Checks every part. */
    public Tier {
        Checks.name("the profile's name", profile);
        resetAt = resetAt == null ? null : resetAt.truncatedTo(ChronoUnit.MILLIS);
    }

    /** On a profile from the start, with nothing planned. */
    public static Tier on(String profile) {
        return new Tier(profile, null, null);
    }

    /** What it amounts to at an instant: a change that is due by then is made. */
    public Tier at(Instant at) {
        return next == null || at.isBefore(next.at()) ? this : changedTo(next);
    }

    /** The same once the change is made. */
    Tier changedTo(ProfileChange change) {
        return new Tier(change.profile(), change.usage() == UsageOnChange.RESET ? change.at() : resetAt, null);
    }

    /**
     * A change of profile.
     *
     * @param profile the profile's name from then on
     * @param at when, to the millisecond
     * @param usage what becomes of usage
     */
    public record ProfileChange(String profile, Instant at, UsageOnChange usage) {

        /** Checks every part. */
        public ProfileChange {
            Checks.name("the profile's name", profile);
            at = Checks.notNull("the time of the change", at).truncatedTo(ChronoUnit.MILLIS);
            Checks.notNull("what becomes of usage", usage);
        }
    }

    /** What becomes of usage when the profile changes. */
    public enum UsageOnChange {
        /** Quotas of the same name go on with the same count. */
        KEEP,
        /** Every window that is under way starts afresh; but each only once, so that going down and up mints nothing. */
        RESET
    }
}
