package io.valve4j;

/**
 * Why a decision was a refusal. In the order in which the checks are made: the first that refuses is the reason; except
 * {@link #STORE_UNAVAILABLE}, which comes wherever the store was first needed, and {@link #WAIT_TIMEOUT}, which ends a wait
 * that was asked for.
 */
public enum Reason {
    /** The manager, or this resource, takes no new work any more. */
    SHUTTING_DOWN,
    /** No such resource, or none that the user's profile reaches. */
    UNKNOWN_RESOURCE,
    /** The user's profile is not registered. */
    UNKNOWN_PROFILE,
    /** The user has no subscription. */
    NOT_SUBSCRIBED,
    /** The user's subscription was cancelled. */
    CANCELED,
    /** The user's subscription is past its end. */
    EXPIRED,
    /** The user's subscription is paused. */
    PAUSED,
    /** The user's subscription has not started yet. */
    NOT_STARTED,
    /** More permits than the rate's burst can ever hold. */
    COST_TOO_HIGH,
    /** No room to wait: the queue of the resource, or the user's part of it, is full. */
    QUEUE_FULL,
    /** The user's own queue and the rates prove that the task cannot start before its deadline. */
    DEADLINE_UNREACHABLE,
    /** No permit of the rate is left now, or it is another's turn. */
    RATE_LIMITED,
    /** No worker is free now, or it is another's turn. */
    NO_WORKER,
    /** A quota has not enough left. */
    QUOTA_EXCEEDED,
    /** The store did not answer. */
    STORE_UNAVAILABLE,
    /** The wait that was asked for has ended without success. */
    WAIT_TIMEOUT;

    /** In words, as a clause of a sentence for a person. */
    public String inWords() {
        return switch (this) {
            case SHUTTING_DOWN -> "no new work is taken any more";
            case UNKNOWN_RESOURCE -> "the user reaches no resource of this name";
            case UNKNOWN_PROFILE -> "the profile is not registered";
            case NOT_SUBSCRIBED -> "the user has no subscription";
            case CANCELED -> "the subscription was cancelled";
            case EXPIRED -> "the subscription has ended";
            case PAUSED -> "the subscription is paused";
            case NOT_STARTED -> "the subscription has not started yet";
            case COST_TOO_HIGH -> "it costs more than the rate's burst can ever hold";
            case QUEUE_FULL -> "there is no room in the queue";
            case DEADLINE_UNREACHABLE -> "it could not start before its deadline";
            case RATE_LIMITED -> "the rate has no permit left now, or it is another's turn";
            case NO_WORKER -> "no worker is free now, or it is another's turn";
            case QUOTA_EXCEEDED -> "the quota has not enough left";
            case STORE_UNAVAILABLE -> "the store did not answer";
            case WAIT_TIMEOUT -> "the wait has ended without success";
        };
    }
}
