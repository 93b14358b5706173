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

class ScaleCommandTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"999, 999", "10000001, '10,000,001'", "-1, -1"})
    void too_few_or_too_many_users_are_a_usage_error(String users, String shown) {
        Called called = valve("scale", "--users", users);
        assertThat(called.exitCode()).isEqualTo(2);
        assertThat(called.complaints())
                .containsExactly("valve: --users must be between 1,000 and 10,000,000, but was " + shown
                        + " (see valve scale --help)");
    }

    /** The bounds on heap are for crowds that outweigh whatever else is in this JVM; what is counted must come out right. */
    @Test
    void a_small_crowd_comes_and_goes() throws IOException {
        Path json = folder.resolve("scale.json");
        Called called = valve("scale", "--users", "1000", "--quick", "--json", json.toString());
        assertThat(called.exitCode()).isZero();
        assertThat(called.lines().get(called.lines().size() - 1)).matches("\\d+ bounds held, \\d+ missed");
        assertThat(called.lines()).allMatch(line -> line.length() <= Text.WIDTH);
        JsonNode root = JsonMapper.shared().readTree(Files.readString(json));
        assertThat(root.get("size").get("strangers").asLong()).isEqualTo(3_000);
        assertThat(root.get("findings"))
                .filteredOn(finding -> finding.has("held"))
                .filteredOn(finding -> finding.get("what").asString().matches("tasks run|alarms.*|second turns.*"))
                .hasSize(8)
                .allMatch(finding -> finding.get("held").asBoolean());
        assertThat(LongFigures.in(root).lines()).allMatch(line -> line.length() <= Text.WIDTH);
    }
}
