package io.valve4j.guard;

import io.valve4j.internal.check.Checks;
import org.jspecify.annotations.Nullable;

/** What a store can be asked for, in words for an error. */
enum Operation {
    NOW("tell the time", false, ""),
    FIND("look up the subscription", false, ""),
    COUNTERS("look up the usage", false, ""),
    CHARGE(
            "charge the quotas",
            false,
            "should it be charged after all, that is given back, unless it has an idempotency key, by which a repeat is"
                    + " recognised"),
    SETTLE("settle a charge", false, "it may be settled all the same"),
    SAVE(
            "change the subscription",
            true,
            "it is not known whether it was changed: look at it before it is changed again"),
    LIST("list subscriptions", true, ""),
    AUDIT("read the audit", true, ""),
    PURGE("purge", true, "");

    private final String words;
    private final boolean patient;
    private final String doubt;

    Operation(String words, boolean patient, String doubt) {
        this.words = words;
        this.patient = patient;
        this.doubt = doubt;
    }

    /** Whether no decision waits for it. */
    boolean patient() {
        return patient;
    }

    String of(@Nullable String user) {
        return user == null ? words : words + " of user " + Checks.quoted(user);
    }

    /** What may have become of it when nobody waited for its end; empty, or the rest of a sentence. */
    String doubt() {
        return doubt.isEmpty() ? "" : "; " + doubt;
    }
}
