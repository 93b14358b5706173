package io.valve4j.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessLogTest {

    private static final String COMMON = "192.0.2.1 - - [17/May/2015:10:05:03 +0000] \"GET /a HTTP/1.1\" 200 512";

    @Test
    void reads_the_common_format() throws BadLineException {
        assertThat(addresses().read(COMMON))
                .contains(new Request(Instant.parse("2015-05-17T10:05:03Z"), "192.0.2.1", Optional.empty(), 1));
    }

    @Test
    void reads_the_combined_format() throws BadLineException {
        String line = COMMON + " \"http://example.org/\" \"Mozilla/5.0 (X11)\"";
        assertThat(addresses().read(line).orElseThrow().user()).isEqualTo("192.0.2.1");
        assertThat(agents().read(line).orElseThrow().user()).isEqualTo("Mozilla/5.0 (X11)");
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8::17, 2001:db8::17",
        "::1, ::1",
        "crawler.example.net, crawler.example.net",
        "fe80::1%eth0, fe80::1%eth0"
    })
    void an_address_is_whatever_comes_first(String address, String user) throws BadLineException {
        assertThat(addresses()
                        .read(COMMON.replace("192.0.2.1", address))
                        .orElseThrow()
                        .user())
                .isEqualTo(user);
    }

    @ParameterizedTest
    @CsvSource({
        "17/May/2015:12:05:03 +0200, 2015-05-17T10:05:03Z",
        "17/May/2015:00:35:03 -0930, 2015-05-17T10:05:03Z",
        "29/Feb/2024:23:59:59 +0000, 2024-02-29T23:59:59Z",
        "31/Dec/1999:23:59:59 -0100, 2000-01-01T00:59:59Z"
    })
    void a_time_has_an_offset(String written, String meant) throws BadLineException {
        assertThat(addresses()
                        .read(COMMON.replace("17/May/2015:10:05:03 +0000", written))
                        .orElseThrow()
                        .at())
                .isEqualTo(Instant.parse(meant));
    }

    @Test
    void quotes_and_backslashes_in_a_field_are_escaped() throws BadLineException {
        String line = COMMON.replace("/a", "/\\\"a\\\\") + " \"-\" \"say \\\"hi\\\" \\\\\"";
        assertThat(agents().read(line).orElseThrow().user()).isEqualTo("say \\\"hi\\\" \\\\");
    }

    @Test
    void a_login_name_may_have_blanks() throws BadLineException {
        AccessLog log = new AccessLog(UserField.USER, Optional.empty());
        assertThat(log.read(COMMON.replace("- - [", "- Ada Lovelace ["))
                        .orElseThrow()
                        .user())
                .isEqualTo("Ada Lovelace");
        assertThat(log.read(COMMON).orElseThrow().user()).isEqualTo("-");
    }

    @Test
    void what_a_server_cut_off_does_not_matter_unless_it_is_needed() throws BadLineException {
        String line = COMMON + " \"-\" \"Mozilla/5.0 (compatible; bo";
        assertThat(addresses().read(line).orElseThrow().user()).isEqualTo("192.0.2.1");
        assertThatThrownBy(() -> agents().read(line)).hasMessage("the user agent has no closing quote");
    }

    @ParameterizedTest
    @CsvSource({"S, 0.123, 123000000", "S, 2, 2000000000", "MS, 15, 15000000", "US, 250, 250000", "US, 0, 0"})
    void the_last_field_is_the_duration_if_told_so(DurationUnit unit, String written, long nanos)
            throws BadLineException {
        AccessLog log = new AccessLog(UserField.ADDRESS, Optional.of(unit));
        Optional<Duration> meant = Optional.of(Duration.ofNanos(nanos));
        assertThat(log.read(COMMON + " " + written).orElseThrow().duration()).isEqualTo(meant);
        assertThat(log.read(COMMON + " \"-\" \"Mozilla 5\" " + written)
                        .orElseThrow()
                        .duration())
                .isEqualTo(meant);
        assertThat(log.read(COMMON + " \"-\" \"-\" \"" + written + "\"")
                        .orElseThrow()
                        .duration())
                .isEqualTo(meant);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "garbage | the ident is missing",
                "192.0.2.1 - | the login name is missing, or has no [ after it",
                "192.0.2.1 - - [17/May/2015:10:05:03 +0000 | the time is missing, or has no ] after it",
                "192.0.2.1 - - [] `GET / HTTP/1.1` 200 1 | the time is missing",
                "192.0.2.1 - - [31/Feb/2015:10:05:03 +0000] `GET / HTTP/1.1` 200 1 | but is \"31/Feb/2015:10:05:03 +0000\"",
                "192.0.2.1 - - [17/May/2015:10:05:03] `GET / HTTP/1.1` 200 1 | the time must look like",
                "192.0.2.1 - - [17/May/2015:10:05:03 +0000] 200 1 | the request is missing, or not between quotes",
                "192.0.2.1 - - [17/May/2015:10:05:03 +0000] `GET / 200 1 | the request has no closing quote",
                "192.0.2.1 - - [17/May/2015:10:05:03 +0000] `GET /` | the status is missing",
                "192.0.2.1 - - [17/May/2015:10:05:03 +0000] `GET /` OK 1 | the status must be a number or -, but is \"OK\"",
                "192.0.2.1 - - [17/May/2015:10:05:03 +0000] `GET /` 200 | the bytes is missing",
            })
    void what_is_wrong_with_a_line_is_said(String line, String problem) {
        assertThatThrownBy(() -> addresses().read(line.replace('`', '"')))
                .isInstanceOf(BadLineException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void what_is_too_long_or_holds_control_characters_is_said_without_them() {
        String bell = COMMON.replace("17/May", "\u0007\u001b[31m");
        assertThatThrownBy(() -> addresses().read(bell)).hasMessageContaining("\\u0007\\u001b[31m/2015");
        assertThatThrownBy(() -> addresses().read("a".repeat(513) + COMMON.substring(9)))
                .hasMessageContaining("at most 512 characters");
    }

    @Test
    void a_duration_that_is_none_is_said() {
        AccessLog log = new AccessLog(UserField.ADDRESS, Optional.of(DurationUnit.S));
        Stream.of(" -", " \"-\" \"agent\"", " -0.5", " 1e999999999", " 99999999999", "")
                .forEach(end -> assertThatThrownBy(() -> log.read(COMMON + end))
                        .isInstanceOf(BadLineException.class)
                        .hasMessageContaining("the last field must be the duration in s"));
    }

    private static AccessLog addresses() {
        return new AccessLog(UserField.ADDRESS, Optional.empty());
    }

    private static AccessLog agents() {
        return new AccessLog(UserField.AGENT, Optional.empty());
    }
}
