package io.valve4j.subscription;

/** What a subscription is at an instant. In the order of precedence: the first that holds is the status. */
public enum SubscriptionStatus {
    /** It was cancelled. */
    CANCELED,
    /** Its term has not started. */
    SCHEDULED,
    /** Its term is over, and its grace too. */
    EXPIRED,
    /** It is paused: the term goes on, and nothing is admitted. */
    PAUSED,
    /** Its term is over, but not its grace. It admits. */
    GRACE,
    /** It admits. */
    ACTIVE;

    /** Whether it admits, or may again: so that no other can be created beside it. */
    public boolean live() {
        return this != CANCELED && this != EXPIRED;
    }

    /** Whether it admits now. */
    public boolean admits() {
        return this == ACTIVE || this == GRACE;
    }
}
