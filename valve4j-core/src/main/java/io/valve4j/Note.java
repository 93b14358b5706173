package io.valve4j;

import io.valve4j.internal.check.Checks;

/**
 * Something worth knowing about a decision beside its answer.
 *
 * @param kind what
 * @param policy the name of the quota that it is about; empty if it is about none
 */
public record Note(Kind kind, String policy) {

    /** Checks both. */
    public Note {
        Checks.notNull("the kind of note", kind);
        Checks.notNull("the note's policy", policy);
    }

    /** One that is about no quota in particular. */
    public static Note of(Kind kind) {
        return new Note(kind, "");
    }

    /** What there is to know. */
    public enum Kind {
        /** A soft quota stands above its limit; it admits all the same. */
        SOFT_LIMIT_PASSED,
        /** The term is over, and only its grace admits still. */
        IN_GRACE,
        /** The idempotency key was seen before, so nothing was charged again. */
        REPLAYED,
        /** The store does not answer: it was decided by what is known without it, and nothing was charged. */
        STORE_DEGRADED
    }

    /** In words, for a person and for a log. */
    @Override
    public String toString() {
        return switch (kind) {
            case SOFT_LIMIT_PASSED -> "the soft limit of " + Checks.escaped(policy) + " is passed";
            case IN_GRACE -> "the term is over, and its grace admits";
            case REPLAYED -> "a repeat, not charged again";
            case STORE_DEGRADED -> "the store does not answer, so this was decided without it";
        };
    }
}
