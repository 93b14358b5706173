package io.valve4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an example printed.
 *
 * @param lines its lines, none of them wider than 80 columns
 */
record Printed(List<String> lines) {

    private static final Pattern SECONDS = Pattern.compile("(\\d+[.,]\\d\\d) s");

    static Printed by(Example example) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            example.run(out);
        }
        List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).isNotEmpty().allMatch(line -> line.length() <= 80);
        return new Printed(lines);
    }

    /** The lines that start so. */
    List<String> starting(String start) {
        return lines.stream().filter(line -> line.startsWith(start)).toList();
    }

    /** All of it, with line breaks and runs of blanks as one blank: sentences may be broken anywhere. */
    String text() {
        return String.join(" ", lines).replaceAll(" +", " ");
    }

    /** The seconds in the one line that starts so. */
    double secondsIn(String start) {
        assertThat(starting(start)).hasSize(1);
        Matcher seconds = SECONDS.matcher(starting(start).get(0));
        assertThat(seconds.find()).isTrue();
        return Double.parseDouble(seconds.group(1).replace(',', '.'));
    }
}
