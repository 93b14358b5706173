package io.valve4j.config;

import io.valve4j.internal.check.Checks;

/**
 * Where something is written, for a person to find it.
 *
 * @param shown such as {@code 3:14} or {@code application.yaml 3:14}
 * @param order ascending in the order of the text, to report mistakes in that order
 */
public record Place(String shown, long order) {

    /** Checks that something is shown. */
    public Place {
        Checks.notNull("what is shown of a place", shown);
    }

    /** A place in a text, both numbers from 1. */
    public static Place of(int line, int column) {
        return new Place(line + ":" + column, ((long) line << Integer.SIZE) + column);
    }
}
