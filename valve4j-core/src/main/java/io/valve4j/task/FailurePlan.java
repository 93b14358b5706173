package io.valve4j.task;

import io.valve4j.internal.check.Checks;
import java.util.Optional;

/**
 * What becomes of a task that fails.
 *
 * @param retry whether and when it is tried again
 * @param refund whether its charge is given back once it has failed for good
 * @param payload what its dead letter carries, so that it can be done again when the task itself is gone; text, at most
 *     {@value #MAX_PAYLOAD} characters: encode binary data
 */
public record FailurePlan(RetryPolicy retry, boolean refund, Optional<String> payload) {

    /** The longest payload, in UTF-16 code units. What is larger belongs in a store of its own, and its key in the payload. */
    public static final int MAX_PAYLOAD = 1_000_000;

    /** One attempt, nothing given back, no payload. */
    public static final FailurePlan DEFAULT = new FailurePlan(RetryPolicy.NONE, false, Optional.empty());

    /** Checks every part. */
    public FailurePlan {
        Checks.notNull("the retry policy", retry);
        Checks.notNull("the payload", payload).ifPresent(text -> {
            if (text.length() > MAX_PAYLOAD) {
                throw new IllegalArgumentException("the payload must have at most " + MAX_PAYLOAD
                        + " characters, but has " + text.length() + ": " + Checks.quoted(text)
                        + "; keep it elsewhere, and give the key by which it is found");
            }
        });
    }
}
