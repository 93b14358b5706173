package io.valve4j.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkloadTest {

    private static final String JOB =
            "     2         3      -1    3611    1  -1 -1 -1 116400 -1 -1    7    4   -1 -1  2 -1 -1";

    @Test
    void reads_submit_time_run_time_and_user() throws BadLineException {
        assertThat(new Workload(UserField.USER).read(JOB))
                .contains(new Request(Instant.ofEpochSecond(3), "7", Optional.of(Duration.ofSeconds(3611)), 1));
    }

    @Test
    void a_users_group_can_stand_for_the_user() throws BadLineException {
        assertThat(new Workload(UserField.GROUP).read(JOB).orElseThrow().user()).isEqualTo("4");
    }

    @Test
    void submit_times_are_counted_from_the_start_that_the_heading_gives() {
        Trace trace = Trace.of(Stream.of("; Version: 2.2", "; UnixStartTime: 1132444805", "", JOB), new Choice()::of);
        assertThat(trace.requests()).extracting(Request::at).containsExactly(Instant.ofEpochSecond(1_132_444_808L));
        assertThat(trace.lines()).isEqualTo(1);
        assertThat(trace.badLines()).isZero();
    }

    @Test
    void an_unknown_run_time_is_left_to_the_usual_one() throws BadLineException {
        assertThat(new Workload(UserField.USER)
                        .read(JOB.replace("3611", "-1"))
                        .orElseThrow()
                        .duration())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 2 3|a job has 18 fields, but this has 3",
                "1 -1 -1 5 1 -1 -1 -1 1 -1 -1 7 4 -1 -1 2 -1 -1|the submit time (field 2)",
                "1 0 -1 -7 1 -1 -1 -1 1 -1 -1 7 4 -1 -1 2 -1 -1|the run time (field 4)",
                "1 0 -1 1e9999999999 1 -1 -1 -1 1 -1 -1 7 4 -1 -1 2 -1 -1|the run time (field 4)",
                "1 x -1 5 1 -1 -1 -1 1 -1 -1 7 4 -1 -1 2 -1 -1|but is \"x\""
            })
    void what_is_wrong_with_a_line_is_said(String line, String problem) {
        assertThatThrownBy(() -> new Workload(UserField.USER).read(line))
                .isInstanceOf(BadLineException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void a_file_is_told_by_its_first_line() {
        assertThat(List.of("; Version: 2", JOB)).allMatch(Workload::looksLike);
        assertThat(List.of(
                        "192.0.2.1 - - [17/May/2015:10:05:03 +0000] \"GET /a HTTP/1.1\" 200 512",
                        "1,2,3",
                        "2015 05 17"))
                .noneMatch(Workload::looksLike);
    }

    @Test
    void a_field_that_the_format_does_not_have_is_refused() {
        InputChoice agents = new InputChoice(Optional.empty(), Optional.of(UserField.AGENT), Optional.empty());
        assertThatThrownBy(() -> agents.of(JOB))
                .isInstanceOf(UnfitFileException.class)
                .hasMessageContaining("--user-field can be user or group");
    }

    private static final class Choice {
        InputFormat of(String firstLine) {
            return new InputChoice(Optional.empty(), Optional.empty(), Optional.empty()).of(firstLine);
        }
    }
}
