package io.valve4j.subscription;

import io.valve4j.internal.check.Checks;
import java.time.Instant;

/**
 * One change of a subscription, kept in the same atomic step as the change itself: never one without the other.
 *
 * @param userId whose subscription
 * @param at when, by the store's clock
 * @param action what was done
 * @param revision the revision that the change led to
 * @param detail what it was before and after, in words
 * @param actor who did it, as given to {@link Subscriptions#by}
 * @param reason why, as given to {@link Subscriptions#by}; empty if not given
 */
public record AuditEvent(
        String userId, Instant at, Action action, long revision, String detail, String actor, String reason) {

    /** Checks every part. */
    public AuditEvent {
        Checks.name("the user's id", userId);
        Checks.notNull("the instant", at);
        Checks.notNull("the action", action);
        Checks.between("the revision", revision, 1, Long.MAX_VALUE);
        Checks.notNull("the detail", detail);
        Checks.name("the actor", actor);
        if (!Checks.notNull("the reason", reason).isEmpty()) {
            Checks.name("the reason", reason);
        }
    }

    /** What can be done to a subscription. */
    public enum Action {
        /** It was created, as the user's first or after one that had ended. */
        CREATED,
        /** It took the place of another, live or ended. */
        REPLACED,
        /** Its end was moved to later. */
        EXTENDED,
        /** It was cancelled, at once. */
        CANCELED,
        /** It was cancelled as of the end of its term. */
        CANCELLATION_SCHEDULED,
        /** A cancellation that had not come yet was taken back. */
        CANCELLATION_UNDONE,
        /** It was paused. */
        PAUSED,
        /** It goes on after a pause. */
        RESUMED,
        /** It was put on another profile, at once. */
        PROFILE_CHANGED,
        /** It was set to change to another profile later. */
        PROFILE_CHANGE_SCHEDULED,
        /** A change of profile that had not come yet was taken back. */
        PROFILE_CHANGE_UNDONE,
        /** A limit of the user's own was set, or taken back. */
        QUOTA_OVERRIDDEN,
        /** Extra units were given. */
        GRANTED,
        /** All its windows started afresh. */
        USAGE_RESET
    }
}
