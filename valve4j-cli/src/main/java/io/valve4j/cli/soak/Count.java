package io.valve4j.cli.soak;

import java.util.Locale;

/** What is counted on either side: by those who ask the valve, and by the listener that it tells. */
enum Count {
    /** Tasks and acquirers that were accepted. */
    ACCEPTED,
    /** Whoever was refused at once: a task, an acquirer, a take, a reservation. */
    REFUSED,
    /** Tasks whose future has a result. */
    SUCCEEDED,
    /** Tasks that failed for good. */
    FAILED,
    /** Tasks and acquirers that were given up by who had asked. */
    CANCELLED,
    /** Tasks and acquirers whose deadline or wait was over before their turn came. */
    TIMED_OUT,
    /** Tasks and acquirers that were handed back. */
    HANDED_BACK,
    /** Permits that were granted. */
    GRANTED,
    /** Permits that were closed. */
    CLOSED,
    /** Units of quotas that are used for good. */
    CHARGED,
    /** Changes of subscriptions. */
    CHANGED,
    /** Further attempts at tasks. */
    RETRIED,
    /** Tasks that ran again though nobody had asked for it. */
    RAN_TWICE,
    /** What was thrown at those who asked, and is no answer. */
    SURPRISES;

    /** For a person. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
