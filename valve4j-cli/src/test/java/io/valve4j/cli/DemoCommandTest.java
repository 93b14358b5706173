package io.valve4j.cli;

import static io.valve4j.cli.Called.valve;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The demos as they are played: in real time, a few seconds each. */
class DemoCommandTest {

    @Test
    void quickstart_runs_five_refuses_five_and_then_the_term_is_over() {
        Called called = valve("demo", "quickstart");
        assertThat(called.exitCode()).isZero();
        assertThat(called.lines())
                .contains(
                        "task 1 ran",
                        "task 5 ran",
                        "task 6 was refused: QUOTA_EXCEEDED",
                        "task 10 was refused: QUOTA_EXCEEDED",
                        "asked 10, ran 5, refused 5; usage 5/5")
                .anyMatch(line ->
                        line.startsWith("user \"ada\" (profile \"pro\") was refused \"dedicated\": QUOTA_EXCEEDED"))
                .anyMatch(line -> line.startsWith("user \"ada\" (profile \"pro\") was refused \"dedicated\": EXPIRED"))
                .allMatch(line -> line.length() <= 80);
    }

    @Test
    void the_small_saas_adds_up() {
        Called called = valve("demo", "--plain");
        assertThat(called.exitCode()).isZero();
        assertThat(called.lines())
                .allMatch(line -> line.length() <= 80)
                .noneMatch(line -> line.startsWith("[WRONG]"))
                .filteredOn(line -> line.startsWith("[ok]"))
                .hasSize(4);
        long[] all = called.lines().stream()
                .filter(line -> line.startsWith("all "))
                .findFirst()
                .map(DemoCommandTest::numbers)
                .orElseThrow();
        assertThat(all).hasSize(6).doesNotContain(0);
        assertThat(all[0]).isEqualTo(Arrays.stream(all).skip(1).sum());
        assertThat(called.out()).contains("QUEUE_FULL", "QUOTA_EXCEEDED", "CANCELED", "IOException");
    }

    private static long[] numbers(String row) {
        return Arrays.stream(row.strip().split(" +"))
                .skip(1)
                .mapToLong(number -> Long.parseLong(number.replace(",", "")))
                .toArray();
    }

    @Test
    void lists_the_demos_with_a_line_for_each() {
        assertThat(valve("demo", "--list").lines())
                .hasSize(2)
                .allMatch(line -> line.length() <= 80)
                .anyMatch(line -> line.startsWith("quickstart "));
    }

    @Test
    void an_unknown_demo_is_a_usage_error_that_names_those_there_are() {
        Called called = valve("demo", "nope");
        assertThat(called.exitCode()).isEqualTo(2);
        assertThat(called.complaints())
                .containsExactly(
                        "valve: there is no demo \"nope\"; there are saas, quickstart (see valve demo --help)");
    }
}
