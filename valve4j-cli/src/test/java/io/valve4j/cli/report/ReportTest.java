package io.valve4j.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, <1 ms",
        "22900000, 22 ms",
        "1000000000, 1 s",
        "3319999999, 3.31 s",
        "59999999999, 59.99 s",
        "60000000000, 1m 00s",
        "3599999999999, 59m 59s",
        "3600000000000, 1h 00m",
        "90000000000000, 1d 01h"
    })
    void a_duration_is_short_and_never_rounded_up(long nanos, String shown) {
        assertThat(Text.duration(nanos)).isEqualTo(shown);
    }

    @Test
    void a_percentile_is_a_wait_that_was_there() {
        Waits waits = new Waits();
        assertThat(waits.percentile(50)).isEmpty();
        assertThat(waits.shown(50)).isEqualTo("-");
        for (long i = 100; i >= 1; i--) {
            waits.add(i);
        }
        assertThat(waits.percentile(50)).hasValue(50);
        assertThat(waits.percentile(99)).hasValue(99);
        assertThat(waits.percentile(100)).hasValue(100);
        waits.add(1_000);
        assertThat(waits.percentile(99)).hasValue(100);
        assertThat(waits.percentile(100)).hasValue(1_000);
    }

    @Test
    void a_table_lines_up() {
        assertThat(Table.withText("who", "asked", "why")
                        .row("ada", "1,000", "-")
                        .row("mallory", "2", "QUEUE_FULL")
                        .lines())
                .containsExactly("who      asked  why", "ada      1,000  -", "mallory      2  QUEUE_FULL");
    }

    @Test
    void a_column_in_which_no_row_has_anything_is_left_out() {
        assertThat(Table.withText("who", "asked", "ran", "why")
                        .row("ada", "", "7", "")
                        .row("mallory", "", "", "")
                        .lines())
                .containsExactly("who      ran", "ada        7", "mallory");
    }

    @Test
    void a_text_is_broken_between_words_and_a_long_word_within() {
        assertThat(Text.wrapped("  ", "word ".repeat(40) + "x".repeat(200)))
                .allMatch(line -> line.length() <= Text.WIDTH && line.startsWith("  "))
                .hasSize(6);
    }

    @Test
    void strings_from_outside_stay_in_their_line_and_in_their_length() {
        assertThat(Text.quoted("a\nb\u202e")).isEqualTo("\"a\\u000ab\\u202e\"");
        assertThat(Text.shown("0123456789", 10)).isEqualTo("0123456789");
        assertThat(Text.shown("0123456789x", 10)).isEqualTo("01234567..");
    }

    @Test
    void a_bar_shows_what_is_above_zero() {
        assertThat(Text.bar(0, 100, 10)).isEmpty();
        assertThat(Text.bar(1, 100, 10)).isEqualTo("#");
        assertThat(Text.bar(50, 100, 10)).isEqualTo("#####");
        assertThat(Text.bar(100, 100, 10)).hasSize(10);
    }
}
