package io.valve4j;

/** What becomes of a profile's users while the store does not answer. */
public enum OutagePolicy {
    /** They are refused with {@link Reason#STORE_UNAVAILABLE}: nothing is admitted that is not counted. */
    CLOSED,
    /**
     * They are admitted by what is known without the store, uncharged, with a note {@link Note.Kind#STORE_DEGRADED}. Rates,
     * workers and queues bind as ever; quotas do not, and repeats are not recognised by their idempotency keys. A user with a
     * subscription is known if this manager has looked it up, or changed it, before: their terms hold as they were then. A
     * user who is not known is refused with {@link Reason#STORE_UNAVAILABLE}.
     */
    OPEN
}
