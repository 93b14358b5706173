package io.valve4j.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BenchReportTest {

    private static final Machine MACHINE =
            new Machine(Instant.parse("2026-01-02T03:04:05Z"), "17.0.1", "Some VM 17", "Some OS", 4);

    private static final Contest CONTEST = new Contest(
            "one thread",
            Unit.NANOS,
            List.of(
                    Entrant.floor("nanoTime + one CAS"),
                    Entrant.ours(
                            "valve4j",
                            Bound.atMostTimesFloor(1.3),
                            Bound.allocatesNothing(),
                            Bound.aheadOf("Guava"),
                            Bound.growsAtMost(1.2, "Guava")),
                    Entrant.peer("Guava")));

    private final List<String> progress = new ArrayList<>();

    private static BenchReport report(boolean quick, int passes) {
        Scores scores = Scores.of(CONTEST, passes);
        for (int pass = 0; pass < passes; pass++) {
            scores.put("nanoTime + one CAS", pass, 20 + 4 * pass, 0);
            scores.put("valve4j", pass, 30 + 30 * pass, 0.001);
            scores.put("Guava", pass, 3_000 + 600 * pass, 64);
        }
        SuiteReport suite = new SuiteReport("acquire", "one permit, in ns", List.of(Group.of(CONTEST, scores)));
        return new BenchReport(MACHINE, quick, List.of(suite), new TreeMap<>());
    }

    @Test
    void says_what_was_held_and_what_was_missed() {
        assertThat(report(false, 2).lines())
                .containsSubsequence(
                        "Java 17.0.1 (Some VM 17), Some OS, 4 processors, 2026-01-02T03:04:05Z",
                        "",
                        "acquire: one permit, in ns",
                        "",
                        "one thread; 2 passes",
                        "                       ns  +/-  B/op  /floor   +/-  /peer  bound",
                        "nanoTime + one CAS   22.0  1.0   0.0   floor",
                        "valve4j              45.0  7.5   0.0    2.00  0.25   0.01  <=1.30 MISSED",
                        "                                                           0 B/op held",
                        "Guava               3,300  150  64.0     150  0.00",
                        "valve4j / Guava: 0.01, <=1.00 held",
                        "valve4j / Guava, each by its floor: 0.01, <=1.20 held",
                        "",
                        "3 bounds held, 1 missed");
    }

    @Test
    void a_single_pass_has_no_spread() {
        assertThat(report(false, 1).lines())
                .containsSubsequence(
                        "one thread; 1 pass",
                        "                       ns  B/op  /floor  /peer  bound",
                        "nanoTime + one CAS   20.0   0.0   floor",
                        "valve4j              30.0   0.0    1.50   0.01  <=1.30 MISSED");
    }

    @Test
    void fits_a_terminal_and_says_of_a_quick_run_that_it_is_one() {
        assertThat(report(true, 2).lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80))
                .contains("A quick run: a first look, not figures to rely on.");
        assertThat(report(false, 2).lines()).noneMatch(line -> line.contains("quick"));
    }

    @Test
    void a_suite_that_fails_takes_no_other_with_it() throws InterruptedException {
        SuiteReport measured = report(true, 1).suites().get(0);
        BenchReport report = BenchReport.of(
                List.of(
                        suite("broken", told -> {
                            throw new IllegalStateException("EXACT does not work", new IOException("no server"));
                        }),
                        suite("acquire", told -> {
                            told.accept("taking");
                            return measured;
                        })),
                true,
                progress::add);
        assertThat(progress).containsExactly("acquire, taking");
        assertThat(report.suites()).containsExactly(measured);
        assertThat(report.failures())
                .containsExactly(
                        entry(
                                "broken",
                                "java.lang.IllegalStateException: EXACT does not work, caused by java.io.IOException: no server"));
        assertThat(report.lines()).endsWith("", "broken could not be measured", "3 bounds held, 1 missed");
        JsonNode root = JsonMapper.shared().readTree(report.json());
        assertThat(root.get("suites")).hasSize(1);
        assertThat(root.get("failures").get("broken").asString()).contains("no server");
    }

    @Test
    void what_a_benchmark_itself_says_of_its_failure_is_all_that_is_said() throws InterruptedException {
        BenchReport report = BenchReport.of(
                List.of(suite("broken", told -> {
                    throw new BenchException("JMH says so");
                })),
                false,
                progress::add);
        assertThat(report.failures()).containsExactly(entry("broken", "JMH says so"));
    }

    /** What a suite comes to. */
    @FunctionalInterface
    private interface Course {

        SuiteReport of(Consumer<String> told) throws Exception;
    }

    private static Suite suite(String name, Course course) {
        return new Suite() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public String about() {
                return "made up";
            }

            @Override
            public List<Contest> contests(boolean quick) {
                return List.of(CONTEST);
            }

            @Override
            public SuiteReport run(boolean quick, Consumer<String> told) throws Exception {
                return course.of(told);
            }
        };
    }

    @Test
    void says_the_same_to_a_machine() {
        JsonNode root = JsonMapper.shared().readTree(report(true, 2).json());
        assertThat(root.get("date").asString()).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(root.get("processors").asInt()).isEqualTo(4);
        assertThat(root.get("quick").asBoolean()).isTrue();
        assertThat(root.get("held").asInt()).isEqualTo(3);
        assertThat(root.get("missed").asInt()).isEqualTo(1);
        JsonNode group = root.get("suites").get(0).get("groups").get(0);
        assertThat(root.has("failures")).isFalse();
        assertThat(group.get("passes").asInt()).isEqualTo(2);
        assertThat(group.get("unit").asString()).isEqualTo("ns");
        JsonNode ours = group.get("results").get(1);
        assertThat(ours.get("role").asString()).isEqualTo("ours");
        assertThat(ours.get("score").get("median").asDouble()).isEqualTo(45);
        assertThat(ours.get("ratioToFloor").get("median").asDouble()).isEqualTo(2);
        assertThat(ours.get("ratioToBestPeer").get("lowerQuartile").asDouble()).isBetween(0.01, 0.0125);
        assertThat(ours.get("bytesPerOperation").asDouble()).isEqualTo(0.001);
        JsonNode missed = ours.get("bounds").get(0);
        assertThat(missed.get("atMost").asDouble()).isEqualTo(1.3);
        assertThat(missed.get("measured").asDouble()).isEqualTo(2);
        assertThat(missed.get("held").asBoolean()).isFalse();
        assertThat(ours.get("bounds").get(2).get("against").asString()).isEqualTo("Guava");
    }
}
