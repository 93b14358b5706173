package io.valve4j.cli;

import static io.valve4j.cli.Called.valve;
import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.cli.bench.Suite;
import io.valve4j.cli.bench.Suites;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class BenchCommandTest {

    @Test
    void an_unknown_suite_is_a_usage_error_that_names_those_there_are() {
        Called called = valve("bench", "nope");
        assertThat(called.exitCode()).isEqualTo(2);
        assertThat(called.err())
                .startsWith("valve: there is no suite \"nope\"; there is acquire, keyed, submit, shared,");
    }

    @Test
    void the_help_and_the_page_name_every_suite() throws IOException {
        Called called = valve("bench", "--help");
        assertThat(called.exitCode()).isZero();
        assertThat(called.lines()).allMatch(line -> line.length() <= 80);
        String page = Files.readString(Path.of("..", "docs", "performance.md"));
        assertThat(Suites.ALL).extracting(Suite::name).allSatisfy(suite -> {
            assertThat(called.out()).containsPattern("\\b" + suite + "\\b");
            assertThat(page).contains("| `" + suite + "` |");
        });
        assertThat(called.out()).containsPattern("\\ball\\b");
    }

    @Test
    void a_suite_must_be_named() {
        Called called = valve("bench");
        assertThat(called.exitCode()).isEqualTo(2);
        assertThat(called.complaints()).hasSize(1);
    }
}
