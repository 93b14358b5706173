package io.valve4j.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTableTest {

    private static final Instant TIME = Instant.parse("2015-05-17T10:05:03Z");

    @Test
    void columns_are_found_by_the_names_of_the_first_line_in_any_order() {
        Trace trace = read(
                "time=when,user=who,duration=took,cost=calls",
                "calls,who,took,else,when",
                "3,ada,1.5,x,2015-05-17T10:05:03Z");
        Request only = trace.requests().get(0);
        assertThat(only.at()).isEqualTo(TIME);
        assertThat(only.user()).isEqualTo("ada");
        assertThat(only.duration()).contains(Duration.ofMillis(1_500));
        assertThat(only.cost()).isEqualTo(3);
        assertThat(trace.lines()).isEqualTo(1);
    }

    @Test
    void columns_are_found_by_number_with_a_heading_or_without() {
        String line = "2015-05-17T10:05:03Z,ada";
        assertThat(read("time=1,user=2", "when,who", line).requests())
                .isEqualTo(read("time=1,user=2", line).requests())
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2015-05-17T10:05:03Z",
                "2015-05-17 10:05:03",
                "2015-05-17 10:05:03 +00:00",
                "2015-05-17T12:05:03+02:00",
                "2015-05-17T12:05:03+0200",
                "2015-05-17T10:05:03.000",
                "1431857103",
                "1431857103.0",
                "1431857103000"
            })
    void one_time_in_many_ways(String written) throws BadLineException {
        assertThat(Times.read(written)).isEqualTo(TIME);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "2015-05-17", "-1", "2015-13-17T10:05:03Z", "99999999999999999999", "1e9"})
    void what_is_no_time_is_said_to_be_none(String written) {
        assertThatThrownBy(() -> Times.read(written))
                .isInstanceOf(BadLineException.class)
                .hasMessageContaining("the time must look like 2015-05-17T10:05:03Z");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"when;who|1431857103;ada, of \"Byron\"", "when\twho|1431857103\tada, of \"Byron\""})
    void other_delimiters_are_told_by_the_first_line(String heading, String line) {
        assertThat(read("time=when,user=who", heading, line).requests())
                .extracting(Request::user)
                .containsExactly("ada, of \"Byron\"");
    }

    @Test
    void values_between_quotes_may_hold_anything_but_ends_of_lines() {
        assertThat(read("time=1,user=2", "1431857103,\"a \"\"b\"\", c\"").requests())
                .extracting(Request::user)
                .containsExactly("a \"b\", c");
    }

    @Test
    void a_byte_order_mark_and_an_empty_duration_are_no_matter() {
        Trace trace = read("time=when,user=who,duration=took", "\uFEFFwhen,who,took", "1431857103,ada,");
        assertThat(trace.requests()).extracting(Request::duration).allMatch(duration -> duration.isEmpty());
        assertThat(trace.requests()).hasSize(1);
    }

    @Test
    void bad_lines_are_counted_and_said_what_is_wrong_with() {
        Trace trace = read(
                "time=when,user=who,duration=took,cost=calls",
                "when,who,took,calls",
                "1431857103,ada",
                "1431857103,,1,1",
                "1431857103,ada,-1,1",
                "1431857103,ada,1,0",
                "1431857103,\"ada,1,1");
        assertThat(trace.badLines()).isEqualTo(5);
        assertThat(trace.firstBad())
                .extracting(Trace.BadLine::problem)
                .satisfiesExactly(
                        missing -> assertThat(missing)
                                .isEqualTo("the duration (column 3) is missing: it has only 2 columns"),
                        blank -> assertThat(blank).startsWith("the user (its column who) must not be blank"),
                        duration -> assertThat(duration).contains("at most 365 days, but is \"-1\""),
                        cost -> assertThat(cost).startsWith("the cost must be a whole number between 1 and"),
                        quote -> assertThat(quote).startsWith("a quote is not closed"));
    }

    @Test
    void a_column_that_is_not_there_is_said_with_those_that_are() {
        assertThatThrownBy(() -> read("time=when,user=whom", "when,who", "1,2"))
                .isInstanceOf(UnfitFileException.class)
                .hasMessage("has no column \"whom\"; its first line has \"when\", \"who\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "time=1", "user=1", "time=1,user=2,colour=3", "time=,user=2", "time=1,time=2,user=3"})
    void columns_that_make_no_sense_are_refused(String columns) {
        assertThatThrownBy(() -> Columns.parse(columns)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Trace read(String columns, String... lines) {
        CsvTable table = new CsvTable(Columns.parse(columns), DurationUnit.S);
        return Trace.of(Stream.of(lines), line -> table);
    }

    @Test
    void durations_are_in_the_unit_that_is_told() {
        CsvTable table = new CsvTable(Columns.parse("time=1,user=2,duration=3"), DurationUnit.MS);
        assertThat(Trace.of(Stream.of("1431857103,ada,20"), line -> table).requests())
                .extracting(request -> request.duration().orElseThrow())
                .isEqualTo(List.of(Duration.ofMillis(20)));
    }
}
