package io.valve4j.cli.bench;

import java.util.Locale;

/**
 * What a contestant must keep to, judged by the median.
 *
 * @param measure of which figure
 * @param other to whom it is compared; for {@link Measure#FLOOR}, {@link Measure#SCORE} and {@link Measure#BYTES}, to nobody
 * @param atMost whether the limit is the most, and not the least
 * @param limit the limit, itself allowed
 */
record Bound(Measure measure, String other, boolean atMost, double limit) {

    /** What can be bounded. */
    enum Measure {
        /** The ratio to the floor. */
        FLOOR,
        /** The ratio to another contestant. */
        OTHER,
        /** The ratio to the floor, in terms of what another contestant's is. */
        GROWTH,
        /** The score itself. */
        SCORE,
        /** Bytes per operation. */
        BYTES
    }

    /** What is noise where nothing is allocated: JMH's own few bytes, spread over an iteration. */
    private static final double NO_BYTES = 0.5;

    static Bound atMostTimesFloor(double limit) {
        return new Bound(Measure.FLOOR, "", true, limit);
    }

    static Bound atLeastTimesFloor(double limit) {
        return new Bound(Measure.FLOOR, "", false, limit);
    }

    static Bound aheadOf(String other) {
        return new Bound(Measure.OTHER, other, true, 1);
    }

    static Bound growsAtMost(double limit, String other) {
        return new Bound(Measure.GROWTH, other, true, limit);
    }

    static Bound atMost(double limit) {
        return new Bound(Measure.SCORE, "", true, limit);
    }

    static Bound allocatesNothing() {
        return new Bound(Measure.BYTES, "", true, 0);
    }

    boolean isHeldBy(double value) {
        double allowed = measure == Measure.BYTES ? limit + NO_BYTES : limit;
        return atMost ? value <= allowed : value >= allowed;
    }

    /** As it stands in a table: {@code <=1.30}. */
    String text() {
        String sign = atMost ? "<=" : ">=";
        return switch (measure) {
            case FLOOR, OTHER, GROWTH -> sign + String.format(Locale.ROOT, "%.2f", limit);
            case SCORE -> sign + String.format(Locale.ROOT, "%,.0f", limit);
            case BYTES -> String.format(Locale.ROOT, "%.0f B/op", limit);
        };
    }
}
