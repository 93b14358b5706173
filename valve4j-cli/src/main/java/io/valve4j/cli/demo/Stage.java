package io.valve4j.cli.demo;

import io.valve4j.cli.report.Text;
import java.io.PrintWriter;
import java.util.List;

/**
 * Where a demo is shown.
 *
 * @param out what is printed to
 * @param live whether that is a terminal on which lines can be drawn over
 * @param storage where a demo that has a store keeps what it remembers
 */
public record Stage(PrintWriter out, boolean live, Storage storage) {

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
