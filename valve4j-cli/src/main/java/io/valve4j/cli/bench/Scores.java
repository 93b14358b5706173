package io.valve4j.cli.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * What each contestant reached in each pass. A ratio is taken between the scores of one pass, which lie close together in
 * time, so that whatever else the machine does meets both.
 */
final class Scores {

    private final int passes;
    private final Map<String, double[]> scores = new LinkedHashMap<>();
    private final Map<String, double[]> bytes = new LinkedHashMap<>();

    /** None yet; every contestant will have one in each pass. */
    Scores(List<String> names, int passes) {
        this.passes = passes;
        for (String name : names) {
            scores.put(name, new double[passes]);
            bytes.put(name, new double[passes]);
        }
    }

    /** None yet of all who take part. */
    static Scores of(Contest contest, int passes) {
        return new Scores(contest.entrants().stream().map(Entrant::name).toList(), passes);
    }

    /** Notes a score. */
    void put(String name, int pass, double score) {
        put(name, pass, score, Double.NaN);
    }

    /** Notes a score, with the bytes allocated for each operation. */
    void put(String name, int pass, double score, double bytesPerOperation) {
        of(name, scores)[pass] = score;
        of(name, bytes)[pass] = bytesPerOperation;
    }

    private static double[] of(String name, Map<String, double[]> values) {
        double[] found = values.get(name);
        if (found == null) {
            throw new IllegalArgumentException(name + " does not take part");
        }
        return found;
    }

    int passes() {
        return passes;
    }

    Spread score(String name) {
        return Spread.of(of(name, scores));
    }

    /** Bytes per operation, by the median; empty if they were not counted. */
    OptionalDouble bytes(String name) {
        double median = Spread.of(of(name, bytes)).median();
        return Double.isNaN(median) ? OptionalDouble.empty() : OptionalDouble.of(median);
    }

    /** One's score in terms of another's. */
    Spread ratio(String name, String other) {
        return Spread.of(ratios(name, other));
    }

    /** One's ratio to its floor in terms of another's ratio to its own. */
    Spread growth(String name, String floor, String other, String otherFloor) {
        return Spread.of(quotients(ratios(name, floor), ratios(other, otherFloor)));
    }

    private double[] ratios(String name, String other) {
        return quotients(of(name, scores), of(other, scores));
    }

    private static double[] quotients(double[] values, double[] by) {
        return IntStream.range(0, values.length)
                .mapToDouble(i -> values[i] / by[i])
                .toArray();
    }
}
