package io.valve4j.cli.bench;

import io.valve4j.cli.bench.Entrant.Role;
import io.valve4j.cli.bench.Line.Verdict;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What is compared with each other, measured.
 *
 * @param name what they all do
 * @param unit in what the scores are
 * @param lines one for each
 */
record Group(String name, Unit unit, List<Line> lines) {

    /** Draws the comparisons from the scores. */
    static Group of(String name, Unit unit, List<Entrant> entrants, Scores scores) {
        Optional<String> best = bestPeer(unit, entrants, scores);
        return new Group(
                name,
                unit,
                entrants.stream()
                        .map(entrant -> line(entrant, entrants, best, scores))
                        .toList());
    }

    private static Optional<String> bestPeer(Unit unit, List<Entrant> entrants, Scores scores) {
        Comparator<String> byScore =
                Comparator.comparingDouble(peer -> scores.score(peer).median());
        return entrants.stream()
                .filter(entrant -> entrant.role() == Role.PEER)
                .map(Entrant::name)
                .min(unit.lessIsBetter() ? byScore : byScore.reversed());
    }

    private static Line line(Entrant entrant, List<Entrant> all, Optional<String> best, Scores scores) {
        String name = entrant.name();
        return new Line(
                name,
                entrant.role(),
                scores.score(name),
                scores.bytes(name),
                Optional.of(entrant.floor())
                        .filter(floor -> !floor.isEmpty() && !floor.equals(name))
                        .map(floor -> scores.ratio(name, floor)),
                best.filter(peer -> entrant.role() == Role.OURS).map(peer -> scores.ratio(name, peer)),
                entrant.bounds().stream()
                        .map(bound -> new Verdict(bound, measured(entrant, bound, all, scores)))
                        .toList());
    }

    private static double measured(Entrant entrant, Bound bound, List<Entrant> all, Scores scores) {
        String name = entrant.name();
        return switch (bound.measure()) {
            case FLOOR -> scores.ratio(name, entrant.floor()).median();
            case OTHER -> scores.ratio(name, bound.other()).median();
            case GROWTH ->
                scores.growth(name, entrant.floor(), bound.other(), floorOf(bound.other(), all))
                        .median();
            case SCORE -> scores.score(name).median();
            case BYTES -> scores.bytes(name).orElseThrow();
        };
    }

    private static String floorOf(String name, List<Entrant> all) {
        return all.stream()
                .filter(entrant -> entrant.name().equals(name))
                .findFirst()
                .orElseThrow()
                .floor();
    }
}
