package io.valve4j.subscription;

import io.valve4j.internal.check.Checks;

/** A change of a subscription was refused because of how things stand; nothing was changed. The message says how to mend it. */
public final class SubscriptionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Problem problem;

    /** A refusal with its message. */
    public SubscriptionException(Problem problem, String message) {
        super(Checks.notNull("the message", message));
        this.problem = Checks.notNull("the problem", problem);
    }

    /** What stood in the way. */
    public Problem problem() {
        return problem;
    }

    /** What can stand in the way. */
    public enum Problem {
        /** The user has a subscription that is active, or will be. */
        ALREADY_SUBSCRIBED,
        /** The user has never had a subscription. */
        NOT_SUBSCRIBED,
        /** The user's subscription is cancelled, so it changes no more. */
        CANCELED,
        /** No such profile is registered. */
        UNKNOWN_PROFILE,
        /** The profile has no such quota. */
        UNKNOWN_QUOTA,
        /** There is no cancellation, or change of profile, that could still be taken back. */
        NOTHING_TO_UNDO,
        /** The subscription has as many live grants as it can have. */
        TOO_MANY_GRANTS
    }
}
