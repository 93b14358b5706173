package io.valve4j.cli.demo;

import io.valve4j.cli.report.Text;
import java.io.PrintWriter;
import java.util.List;

/**
 * Where a demo is shown.
 *
 * @param out what is printed to
 * @param live whether that is a terminal on which lines can be drawn over
 */
public record Stage(PrintWriter out, boolean live) {

    /** Prints a text, broken into lines of 80 columns. */
    public void say(String text) {
        sayAll(Text.wrapped("", text));
    }

    /** Prints lines as they are. */
    public void sayAll(List<String> lines) {
        lines.forEach(out::println);
        out.flush();
    }
}
