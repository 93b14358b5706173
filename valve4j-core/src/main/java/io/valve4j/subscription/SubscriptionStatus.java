package io.valve4j.subscription;

/** What a subscription is at an instant. In the order of precedence: the first that holds is the status. */
public enum SubscriptionStatus {
    /** It was cancelled. */
    CANCELED,
    /** Its term has not started. */
    SCHEDULED,
    /** Its term is over. */
    EXPIRED,
    /** It admits. */
    ACTIVE;

    /** Whether it admits, or will: so that no other can be created beside it. */
    public boolean live() {
        return this == ACTIVE || this == SCHEDULED;
    }
}
