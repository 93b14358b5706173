package io.valve4j.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.cli.bench.Line.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupTest {

    private static final List<String> NAMES = List.of("floor", "ours", "slow peer", "fast peer");

    private final Scores scores = new Scores(NAMES, 1);

    private Group group(Unit unit, Bound... bounds) {
        Contest contest = new Contest(
                "group",
                unit,
                List.of(
                        Entrant.floor("floor"),
                        Entrant.ours("ours", bounds),
                        Entrant.peer("slow peer"),
                        Entrant.peer("fast peer")));
        return Group.of(contest, scores);
    }

    private void put(double floor, double ours, double slowPeer, double fastPeer) {
        scores.put("floor", 0, floor, 0);
        scores.put("ours", 0, ours, 16);
        scores.put("slow peer", 0, slowPeer, 64);
        scores.put("fast peer", 0, fastPeer, 0);
    }

    private static Line ours(Group group) {
        return group.lines().get(1);
    }

    @Test
    void the_best_peer_is_the_quickest_where_time_is_counted() {
        put(10, 12, 60, 24);
        Line line = ours(group(Unit.NANOS));
        assertThat(line.toFloor().orElseThrow().median()).isEqualTo(1.2);
        assertThat(line.toBestPeer().orElseThrow().median()).isEqualTo(0.5);
    }

    @Test
    void the_best_peer_does_most_where_work_is_counted() {
        put(100, 80, 20, 40);
        assertThat(ours(group(Unit.PER_SECOND)).toBestPeer().orElseThrow().median())
                .isEqualTo(2);
    }

    @Test
    void only_ours_is_compared_to_the_best_peer_and_the_floor_to_nobody() {
        put(10, 12, 60, 24);
        List<Line> lines = group(Unit.NANOS).lines();
        assertThat(lines.get(0).toFloor()).isEmpty();
        assertThat(lines.get(0).toBestPeer()).isEmpty();
        assertThat(lines.get(2).toFloor()).isPresent();
        assertThat(lines.get(2).toBestPeer()).isEmpty();
    }

    @Test
    void each_bound_is_judged_by_its_own_figure_and_the_limit_itself_is_allowed() {
        put(10, 12, 60, 24);
        Line line = ours(group(
                Unit.NANOS,
                Bound.atMostTimesFloor(1.2),
                Bound.atMostTimesFloor(1.19),
                Bound.atLeastTimesFloor(1.2),
                Bound.atLeastTimesFloor(1.21),
                Bound.aheadOf("slow peer"),
                Bound.atMost(12),
                Bound.atMost(11.9),
                Bound.allocatesNothing()));
        assertThat(line.verdicts())
                .extracting(Verdict::held)
                .containsExactly(true, false, true, false, true, true, false, false);
        assertThat(line.verdicts())
                .extracting(Verdict::measured)
                .containsExactly(1.2, 1.2, 1.2, 1.2, 0.2, 12.0, 12.0, 16.0);
    }

    @Test
    void each_is_compared_to_the_floor_above_it_and_growth_judged_by_the_floors_that_each_has() {
        Contest contest = new Contest(
                "group",
                Unit.NANOS,
                List.of(
                        Entrant.floor("low floor"),
                        Entrant.ours("few"),
                        Entrant.floor("high floor"),
                        Entrant.ours("many", Bound.atMostTimesFloor(2), Bound.growsAtMost(1.5, "few"))));
        Scores own = Scores.of(contest, 1);
        own.put("low floor", 0, 10);
        own.put("few", 0, 20);
        own.put("high floor", 0, 100);
        own.put("many", 0, 300);
        List<Line> lines = Group.of(contest, own).lines();
        assertThat(lines.get(1).toFloor().orElseThrow().median()).isEqualTo(2);
        assertThat(lines.get(2).toFloor()).isEmpty();
        assertThat(lines.get(3).toFloor().orElseThrow().median()).isEqualTo(3);
        assertThat(lines.get(3).verdicts()).extracting(Verdict::measured).containsExactly(3.0, 1.5);
        assertThat(lines.get(3).verdicts()).extracting(Verdict::held).containsExactly(false, true);
    }

    @Test
    void a_few_bytes_of_the_harness_are_no_allocation() {
        assertThat(Bound.allocatesNothing().isHeldBy(0.01)).isTrue();
        assertThat(Bound.allocatesNothing().isHeldBy(1)).isFalse();
    }
}
