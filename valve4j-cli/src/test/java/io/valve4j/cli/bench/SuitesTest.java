package io.valve4j.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.cli.bench.Bound.Measure;
import io.valve4j.cli.report.Text;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SuitesTest {

    static Stream<Arguments> all() {
        return Suites.ALL.stream()
                .flatMap(suite -> Stream.of(
                        Arguments.argumentSet(suite.name(), suite, false),
                        Arguments.argumentSet(suite.name() + ", quick", suite, true)));
    }

    @Test
    void every_suite_is_found_by_a_name_of_its_own() {
        assertThat(Suites.ALL).extracting(Suite::name).doesNotHaveDuplicates();
        assertThat(Suites.ALL).allMatch(suite -> Suites.find(suite.name()).orElseThrow() == suite);
    }

    @ParameterizedTest
    @MethodSource("all")
    void everybody_in_a_contest_has_a_name_of_their_own(Suite suite, boolean quick) {
        assertThat(suite.contests(quick)).isNotEmpty().extracting(Contest::name).doesNotHaveDuplicates();
        assertThat(suite.contests(quick))
                .allSatisfy(contest -> assertThat(contest.entrants())
                        .isNotEmpty()
                        .extracting(Entrant::name)
                        .doesNotHaveDuplicates());
    }

    @ParameterizedTest
    @MethodSource("all")
    void every_bound_names_somebody_in_its_contest(Suite suite, boolean quick) {
        for (Contest contest : suite.contests(quick)) {
            List<String> names = contest.entrants().stream().map(Entrant::name).toList();
            assertThat(contest.entrants()).flatExtracting(Entrant::bounds).allSatisfy(bound -> {
                if (bound.measure() == Measure.OTHER || bound.measure() == Measure.GROWTH) {
                    assertThat(names).contains(bound.other());
                }
            });
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void a_first_look_compares_to_the_same_floors_and_judges_ours_in_each_contest(Suite suite, boolean quick) {
        for (Contest contest : suite.contests(quick)) {
            Contest thorough = suite.contests(false).stream()
                    .filter(other -> other.name().equals(contest.name()))
                    .findFirst()
                    .orElseThrow();
            assertThat(contest.entrants())
                    .allSatisfy(entrant ->
                            assertThat(contest.floorOf(entrant.name())).isEqualTo(thorough.floorOf(entrant.name())));
            assertThat(contest.entrants()).anyMatch(entrant -> entrant.role() == Entrant.Role.OURS);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void its_table_fits_a_terminal_though_the_machine_is_slow_and_all_bounds_are_missed(Suite suite, boolean quick) {
        List<Group> groups = suite.contests(quick).stream()
                .map(contest -> Group.of(contest, slow(contest)))
                .toList();
        assertThat(TextTable.lines(new SuiteReport(suite.name(), suite.about(), groups)))
                .hasSizeGreaterThan(3)
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(Text.WIDTH));
    }

    /** Figures as long as those of a machine that is busy with other things: each pass half as much again as the one before. */
    private static Scores slow(Contest contest) {
        Scores scores = Scores.of(contest, 3);
        double bytes = contest.unit() == Unit.NANOS ? 1_345 : Double.NaN;
        for (int pass = 0; pass < 3; pass++) {
            double slowness = Math.pow(1.5, pass);
            for (Entrant entrant : contest.entrants()) {
                double score = switch (entrant.role()) {
                    case FLOOR -> 1_234;
                    case OURS -> contest.unit() == Unit.PER_SECOND ? 1_234_567 : 8_765 * slowness;
                    case PEER -> 43_210 * slowness;
                };
                scores.put(entrant.name(), pass, score, bytes);
            }
        }
        return scores;
    }
}
