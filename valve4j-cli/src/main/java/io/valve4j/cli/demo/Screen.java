package io.valve4j.cli.demo;

import io.valve4j.cli.report.Text;
import java.io.PrintWriter;
import java.util.List;

/** A block of lines at the end of a terminal that is drawn over again and again. Not thread-safe. */
final class Screen implements AutoCloseable {

    private static final String HIDE_CURSOR = "\033[?25l";
    private static final String SHOW_CURSOR = "\033[?25h";
    private static final String CLEAR_TO_END_OF_LINE = "\033[K";
    private static final String CLEAR_BELOW = "\033[J";

    private final PrintWriter out;
    private final Thread restore;
    private int drawn;

    Screen(PrintWriter out) {
        this.out = out;
        // Whoever stops the program with Ctrl-C wants their cursor back.
        this.restore = new Thread(() -> print(SHOW_CURSOR), "valve-cursor");
        Runtime.getRuntime().addShutdownHook(restore);
        print(HIDE_CURSOR);
    }

    private void print(String sequence) {
        out.print(sequence);
        out.flush();
    }

    /** Draws the lines over those that were drawn before. */
    void draw(List<String> lines) {
        StringBuilder frame = new StringBuilder();
        if (drawn > 0) {
            frame.append("\033[").append(drawn).append('A');
        }
        for (String line : lines) {
            String fitting = line.length() > Text.WIDTH ? line.substring(0, Text.WIDTH) : line;
            frame.append('\r').append(fitting).append(CLEAR_TO_END_OF_LINE).append(System.lineSeparator());
        }
        print(frame.append(CLEAR_BELOW).toString());
        drawn = lines.size();
    }

    /** Leaves the last lines where they are. */
    @Override
    public void close() {
        print(SHOW_CURSOR);
        try {
            Runtime.getRuntime().removeShutdownHook(restore);
        } catch (IllegalStateException shuttingDown) {
            // The hook is about to run, and does no harm.
        }
    }
}
