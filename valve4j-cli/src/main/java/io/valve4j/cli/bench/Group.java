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
 * @param passes how often everybody had their turn
 * @param lines one for each
 */
record Group(String name, Unit unit, int passes, List<Line> lines) {

    /** Draws the comparisons from the scores. */
    static Group of(Contest contest, Scores scores) {
        Optional<String> best = bestPeer(contest, scores);
        return new Group(
                contest.name(),
                contest.unit(),
                scores.passes(),
                contest.entrants().stream()
                        .map(entrant -> line(entrant, contest, best, scores))
                        .toList());
    }

    private static Optional<String> bestPeer(Contest contest, Scores scores) {
        Comparator<String> byScore =
                Comparator.comparingDouble(peer -> scores.score(peer).median());
        return contest.entrants().stream()
                .filter(entrant -> entrant.role() == Role.PEER)
                .map(Entrant::name)
                .min(contest.unit().lessIsBetter() ? byScore : byScore.reversed());
    }

    private static Line line(Entrant entrant, Contest contest, Optional<String> best, Scores scores) {
        String name = entrant.name();
        return new Line(
                name,
                entrant.role(),
                scores.score(name),
                scores.bytes(name),
                contest.floorOf(name).map(floor -> scores.ratio(name, floor)),
                best.filter(peer -> entrant.role() == Role.OURS).map(peer -> scores.ratio(name, peer)),
                entrant.bounds().stream()
                        .map(bound -> new Verdict(bound, measured(name, bound, contest, scores)))
                        .toList());
    }

    private static double measured(String name, Bound bound, Contest contest, Scores scores) {
        String other = bound.other();
        return switch (bound.measure()) {
            case FLOOR -> scores.ratio(name, floor(name, contest)).median();
            case OTHER -> scores.ratio(name, other).median();
            case GROWTH ->
                scores.growth(name, floor(name, contest), other, floor(other, contest))
                        .median();
            case SCORE -> scores.score(name).median();
            case BYTES -> scores.bytes(name).orElseThrow();
        };
    }

    private static String floor(String name, Contest contest) {
        return contest.floorOf(name).orElseThrow();
    }
}
