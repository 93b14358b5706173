package io.valve4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ValveTest {

    private final StringWriter out = new StringWriter();

    @Test
    void version_is_that_of_the_build() {
        assertThat(valve("--version")).isZero();
        assertThat(out.toString()).matches("valve4j \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\\R");
    }

    @Test
    void without_a_subcommand_it_prints_its_help() {
        assertThat(valve()).isZero();
        assertThat(out.toString()).startsWith("Usage: valve");
    }

    @Test
    void an_unknown_option_is_a_usage_error() {
        CommandLine command = Valve.commandLine().setErr(new PrintWriter(out));
        assertThat(command.execute("--nonsense")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(out.toString()).contains("--nonsense");
    }

    private int valve(String... args) {
        return Valve.commandLine().setOut(new PrintWriter(out)).execute(args);
    }
}
