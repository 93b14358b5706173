package io.valve4j.cli.report;

import java.util.Optional;

/**
 * Something that was measured or counted, and what it should be.
 *
 * @param group what it belongs to; those of a group follow each other
 * @param what what it is
 * @param measured what came out, for a person
 * @param value the same, for a machine
 * @param bound what it should be; empty if nothing is asked of it
 */
public record Finding(String group, String what, String measured, double value, Optional<Bound> bound) {

    /**
     * What is asked of it.
     *
     * @param text for a person
     * @param held whether it is so
     */
    public record Bound(String text, boolean held) {}

    /** Something to know, of which nothing is asked. */
    public static Finding of(String group, String what, String measured, double value) {
        return new Finding(group, what, measured, value, Optional.empty());
    }

    /** Something that may be so much and no more. */
    public static Finding atMost(String group, String what, String unit, double value, double most) {
        return new Finding(
                group,
                what,
                shown(value, unit),
                value,
                Optional.of(new Bound("<= " + shown(most, unit), value <= most)));
    }

    /** A count that may be so much and no more. */
    public static Finding atMost(String group, String what, long value, long most) {
        return atMost(group, what, "", (double) value, (double) most);
    }

    /** A count, of which nothing is asked. */
    public static Finding count(String group, String what, long value) {
        return of(group, what, Text.number(value), (double) value);
    }

    /** A count that must be the same as another. */
    public static Finding equal(String group, String what, long value, long other) {
        return new Finding(
                group,
                what,
                Text.number(value),
                (double) value,
                Optional.of(new Bound("= " + Text.number(other), value == other)));
    }

    private static String shown(double value, String unit) {
        String number = value == Math.rint(value) ? Text.number((long) value) : Text.decimal(value);
        return unit.isEmpty() ? number : number + " " + unit;
    }
}
