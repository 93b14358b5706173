package io.valve4j.cli.bench;

import java.util.Arrays;

/**
 * Several measurements of one thing.
 *
 * @param low a quarter of them lie below
 * @param median half of them lie below
 * @param high a quarter of them lie above
 */
public record Spread(double low, double median, double high) {

    /** Of so many measurements, at least one. */
    static Spread of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return new Spread(at(sorted, 0.25), at(sorted, 0.5), at(sorted, 0.75));
    }

    /** Between two neighbours where the quantile lies between them. */
    private static double at(double[] sorted, double quantile) {
        double place = quantile * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    /** Half the width of the middle half. */
    public double error() {
        return (high - low) / 2;
    }
}
