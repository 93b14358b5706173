package io.valve4j.cli;

import static io.valve4j.cli.Called.valve;
import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.cli.report.LongFigures;
import io.valve4j.cli.report.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SoakCommandTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "--minutes, 0, '--minutes must be between 0.02 and 10,080, but was 0.0'",
        "--minutes, NaN, '--minutes must be between 0.02 and 10,080, but was NaN'",
        "--minutes, 20000, '--minutes must be between 0.02 and 10,080, but was 20000.0'",
        "--rate, 99, '--rate must be between 100 and 200,000, but was 99'",
        "--rate, 1000000, '--rate must be between 100 and 200,000, but was 1,000,000'",
    })
    void what_is_out_of_range_is_a_usage_error(String option, String value, String complaint) {
        Called called = valve("soak", option, value);
        assertThat(called.exitCode()).isEqualTo(2);
        assertThat(called.complaints()).containsExactly("valve: " + complaint + " (see valve soak --help)");
    }

    /** The bounds on heap and latency say nothing of a second on a machine that does other things; the books must agree. */
    @Test
    void a_second_of_it_ends_with_books_that_agree() throws IOException {
        Path json = folder.resolve("soak.json");
        Called called = valve("soak", "--minutes", "0.02", "--rate", "1000", "--json", json.toString());
        assertThat(called.exitCode()).isZero();
        assertThat(called.lines().get(called.lines().size() - 1)).matches("\\d+ bounds held, \\d+ missed");
        assertThat(called.lines()).allMatch(line -> line.length() <= Text.WIDTH);
        JsonNode root = JsonMapper.shared().readTree(Files.readString(json));
        assertThat(root.get("periods")).hasSize(10);
        assertThat(root.get("heap")).hasSize(20);
        assertThat(root.get("total").get("take").get("count").asLong()).isPositive();
        assertThat(root.get("findings"))
                .filteredOn(finding -> finding.has("held"))
                .filteredOn(finding -> !finding.get("group").asString().matches("heap|latency"))
                .hasSizeGreaterThan(10)
                .allMatch(finding -> finding.get("held").asBoolean());
        assertThat(LongFigures.in(root).lines()).allMatch(line -> line.length() <= Text.WIDTH);
    }
}
