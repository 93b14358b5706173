package io.valve4j.micrometer;

import java.util.HashSet;
import java.util.Set;

/**
 * Which names may become values of tags: those that an operator has registered. What callers make up is folded into one value,
 * or each made-up name would be a new series for ever. Not thread-safe.
 */
final class Names {

    private static final String NONE = "none";
    private static final String UNKNOWN = "unknown";

    private final Set<String> known = new HashSet<>();

    /** Is registered, or surely was: something was accepted under it. */
    void know(String name) {
        known.add(name);
    }

    String tag(String name) {
        return name.isEmpty() ? NONE : known.contains(name) ? name : UNKNOWN;
    }
}
