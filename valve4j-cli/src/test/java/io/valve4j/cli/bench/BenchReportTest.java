package io.valve4j.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.cli.bench.Race.Spread;
import io.valve4j.cli.bench.Result.Comparison;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BenchReportTest {

    private final BenchReport report = new BenchReport(
            "charge",
            List.of(
                    new Result("PostgreSQL", "sent raw", new Spread(9, 10_000, 11_000), Optional.empty()),
                    result("EXACT", new Spread(0.7, 0.8, 0.9), 0.8),
                    result("LEASED", new Spread(40, 49.99, 60), 50),
                    result("twice", new Spread(1, 2, 3), 0)));

    private static Result result(String name, Spread ratio, double bound) {
        return new Result(
                "PostgreSQL", name, new Spread(1, 2, 3), Optional.of(new Comparison("sent raw", ratio, bound)));
    }

    @Test
    void says_what_was_held_and_what_was_missed_and_counts_only_what_has_a_bound() {
        assertThat(report.lines())
                .containsExactly(
                        "                      per second  ratio  quartiles    >=",
                        "PostgreSQL, sent raw      10,000",
                        "PostgreSQL, EXACT              2   0.80  0.70-0.90  0.80  x sent raw, held",
                        "PostgreSQL, LEASED             2     50      40-60    50  x sent raw, MISSED",
                        "PostgreSQL, twice              2   2.00  1.00-3.00        x sent raw",
                        "",
                        "1 bounds held, 1 missed");
    }

    @Test
    void says_the_same_to_a_machine() {
        JsonNode root = JsonMapper.shared().readTree(report.json());
        assertThat(root.get("suite").asString()).isEqualTo("charge");
        assertThat(root.get("held").asInt()).isEqualTo(1);
        assertThat(root.get("missed").asInt()).isEqualTo(1);
        JsonNode leased = root.get("results").get(2);
        assertThat(leased.get("comparison").get("ratio").get("median").asDouble())
                .isEqualTo(49.99);
        assertThat(leased.get("comparison").get("held").asBoolean()).isFalse();
        assertThat(root.get("results").get(0).has("comparison")).isFalse();
    }
}
