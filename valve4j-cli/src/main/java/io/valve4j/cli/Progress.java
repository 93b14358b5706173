package io.valve4j.cli;

import io.valve4j.cli.report.Text;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Says how far something is that takes longer: on a terminal in one line that is drawn over, else in a line every few seconds.
 * What is done before that says nothing.
 */
final class Progress {

    private static final int STEPS_BETWEEN_LOOKS = 256;
    private static final long DRAWN_NANOS = Duration.ofMillis(250).toNanos();
    private static final long LINES_NANOS = Duration.ofSeconds(5).toNanos();

    private final PrintWriter err;
    private final boolean terminal;
    private final LongSupplier nanos;

    private String what = "";
    private long done;
    private long saidAt;
    private boolean drawn;

    /**
     * Progress of nothing yet.
     *
     * @param terminal whether lines can be drawn over
     * @param nanos the monotonic clock
     */
    Progress(PrintWriter err, boolean terminal, LongSupplier nanos) {
        this.err = err;
        this.terminal = terminal;
        this.nanos = nanos;
        this.saidAt = nanos.getAsLong();
    }

    /** One more step of something; a step of something else starts to count anew. */
    void step(String next, long total) {
        if (!next.equals(what)) {
            what = next;
            done = 0;
        }
        done++;
        if (done % STEPS_BETWEEN_LOOKS == 0) {
            look(total);
        }
    }

    private void look(long total) {
        if (nanos.getAsLong() - saidAt >= (terminal ? DRAWN_NANOS : LINES_NANOS)) {
            print(what + ": " + Text.number(done) + (total > 0 ? " of " + Text.number(total) : ""));
        }
    }

    /** Says what is done now, of something that has few steps, which are slow. */
    void say(String text) {
        if (terminal || nanos.getAsLong() - saidAt >= LINES_NANOS) {
            print(text);
        }
    }

    private void print(String text) {
        saidAt = nanos.getAsLong();
        if (terminal) {
            err.print("\r" + Text.shown(text, Text.WIDTH - 1) + "\u001b[K");
            drawn = true;
        } else {
            err.println("valve: " + text);
        }
        err.flush();
    }

    /** Leaves no trace on a terminal. */
    void end() {
        if (drawn) {
            err.print("\r\u001b[K");
            err.flush();
            drawn = false;
        }
    }
}
