package io.valve4j.cli.demo;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** What programs print to {@code System.out}, carried to a writer line by line. What has no line end yet waits for it. */
final class LineStream extends OutputStream {

    private final PrintWriter out;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    private LineStream(PrintWriter out) {
        this.out = out;
    }

    /** A stream that prints to the writer, and flushes it after each line. Thread-safe, as any {@link PrintStream}. */
    static PrintStream to(PrintWriter out) {
        return new PrintStream(new LineStream(out), false, StandardCharsets.UTF_8);
    }

    @Override
    public void write(int octet) {
        line.write(octet);
        if (octet == '\n') {
            out.print(line.toString(StandardCharsets.UTF_8));
            out.flush();
            line.reset();
        }
    }
}
