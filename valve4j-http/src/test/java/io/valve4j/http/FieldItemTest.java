package io.valve4j.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.greenbytes.http.sfv.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Serialisation by RFC 9651, on the cases that matter of the vectors that its authors publish (httpwg/structured-field-tests:
 * string, string-generated, number, binary), and against a parser by others.
 */
class FieldItemTest {

    @Test
    void every_printable_character_survives_and_every_other_is_refused() {
        for (char c = 0; c < 0x180; c++) {
            String value = "a" + c;
            if (c < 0x20 || c > 0x7e) {
                String hex = String.format("U+%04X", (int) c);
                assertThatThrownBy(() -> new FieldItem(value))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining(hex);
            } else {
                assertThat(Parser.parseItem(new FieldItem(value).toString()).get())
                        .isEqualTo(value);
            }
        }
    }

    @Test
    void quotes_and_backslashes_are_escaped() {
        assertThat(new FieldItem("foo \"bar\" \\ baz")).hasToString("\"foo \\\"bar\\\" \\\\ baz\"");
        assertThat(new FieldItem("")).hasToString("\"\"");
        assertThat(new FieldItem("   ")).hasToString("\"   \"");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "42, 42",
        "-42, -42",
        "123456789012345, 123456789012345",
        "999999999999999, 999999999999999",
        "1000000000000000, 999999999999999",
        "-1000000000000000, -999999999999999",
        "9223372036854775807, 999999999999999",
        "-9223372036854775808, -999999999999999",
    })
    void integers_beyond_fifteen_digits_saturate(long value, String written) {
        assertThat(new FieldItem("a").parameter("q", value)).hasToString("\"a\";q=" + written);
    }

    @Test
    void byte_sequences_are_base64_between_colons() {
        assertThat(new FieldItem("a").parameter("pk", ByteBuffer.wrap("hello".getBytes(US_ASCII))))
                .hasToString("\"a\";pk=:aGVsbG8=:");
        assertThat(new FieldItem("a").parameter("pk", ByteBuffer.allocate(0))).hasToString("\"a\";pk=::");
        assertThat(new FieldItem("a").parameter("pk", ByteBuffer.wrap(new byte[] {(byte) 0xff, (byte) 0xe0, 0x21})))
                .hasToString("\"a\";pk=:/+Ah:");
    }
}
