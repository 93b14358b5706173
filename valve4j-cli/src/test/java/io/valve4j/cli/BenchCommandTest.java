package io.valve4j.cli;

import static io.valve4j.cli.Called.valve;
import static org.assertj.core.api.Assertions.assertThat;

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
    void a_suite_must_be_named() {
        Called called = valve("bench");
        assertThat(called.exitCode()).isEqualTo(2);
        assertThat(called.complaints()).hasSize(1);
    }
}
