package io.valve4j.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BenchReportTest {

    private static final Machine MACHINE =
            new Machine(Instant.parse("2026-01-02T03:04:05Z"), "17.0.1", "Some VM 17", "Some OS", 4);

    private static BenchReport report(boolean quick) {
        Scores scores = new Scores(List.of("nanoTime + one CAS", "valve4j", "Guava"), 2);
        scores.put("nanoTime + one CAS", 0, 20, 0);
        scores.put("nanoTime + one CAS", 1, 24, 0);
        scores.put("valve4j", 0, 30, 0.001);
        scores.put("valve4j", 1, 36, 0.001);
        scores.put("Guava", 0, 3_000, 64);
        scores.put("Guava", 1, 3_600, 64);
        Group group = Group.of(
                "one thread",
                Unit.NANOS,
                List.of(
                        Entrant.floor("nanoTime + one CAS"),
                        Entrant.ours(
                                "valve4j",
                                "nanoTime + one CAS",
                                Bound.atMostTimesFloor(1.3),
                                Bound.allocatesNothing(),
                                Bound.aheadOf("Guava")),
                        Entrant.peer("Guava", "nanoTime + one CAS")),
                scores);
        return new BenchReport(
                MACHINE, quick, List.of(new SuiteReport("acquire", "one permit, in ns", 2, List.of(group))));
    }

    @Test
    void says_what_was_held_and_what_was_missed() {
        assertThat(report(false).lines())
                .containsSubsequence(
                        "Java 17.0.1 (Some VM 17), Some OS, 4 processors, 2026-01-02T03:04:05Z",
                        "",
                        "acquire: one permit, in ns; 2 passes",
                        "",
                        "one thread",
                        "                       ns  +/-  B/op  /floor  quartiles  /peer  bound",
                        "nanoTime + one CAS   22.0  1.0   0.0",
                        "valve4j              33.0  1.5   0.0    1.50  1.50-1.50   0.01  <=1.30 MISSED",
                        "                                                                0 B/op held",
                        "  / Guava                                                 0.01  <=1.00 held",
                        "Guava               3,300  150  64.0     150    150-150",
                        "",
                        "2 bounds held, 1 missed");
    }

    @Test
    void fits_a_terminal_and_says_of_a_quick_run_that_it_is_one() {
        assertThat(report(true).lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80))
                .contains("A quick run: a first look, not figures to rely on.");
        assertThat(report(false).lines()).noneMatch(line -> line.contains("quick"));
    }

    @Test
    void says_the_same_to_a_machine() {
        JsonNode root = JsonMapper.shared().readTree(report(true).json());
        assertThat(root.get("date").asString()).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(root.get("processors").asInt()).isEqualTo(4);
        assertThat(root.get("quick").asBoolean()).isTrue();
        assertThat(root.get("held").asInt()).isEqualTo(2);
        assertThat(root.get("missed").asInt()).isEqualTo(1);
        JsonNode group = root.get("suites").get(0).get("groups").get(0);
        assertThat(group.get("unit").asString()).isEqualTo("ns");
        JsonNode ours = group.get("results").get(1);
        assertThat(ours.get("role").asString()).isEqualTo("ours");
        assertThat(ours.get("score").get("median").asDouble()).isEqualTo(33);
        assertThat(ours.get("ratioToFloor").get("median").asDouble()).isEqualTo(1.5);
        assertThat(ours.get("ratioToBestPeer").get("median").asDouble()).isEqualTo(0.01);
        assertThat(ours.get("bytesPerOperation").asDouble()).isEqualTo(0.001);
        JsonNode missed = ours.get("bounds").get(0);
        assertThat(missed.get("atMost").asDouble()).isEqualTo(1.3);
        assertThat(missed.get("measured").asDouble()).isEqualTo(1.5);
        assertThat(missed.get("held").asBoolean()).isFalse();
        assertThat(ours.get("bounds").get(2).get("against").asString()).isEqualTo("Guava");
    }
}
