package io.valve4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private final StringWriter err = new StringWriter();
    private final AtomicLong nanos = new AtomicLong();

    private Progress progress(boolean terminal) {
        return new Progress(new PrintWriter(err), terminal, nanos::get);
    }

    private void steps(Progress progress, String what, int count, Duration each) {
        for (int i = 0; i < count; i++) {
            nanos.addAndGet(each.toNanos());
            progress.step(what, 2_000);
        }
    }

    @Test
    void what_is_soon_done_says_nothing() {
        Progress progress = progress(false);
        steps(progress, "replaying", 1_000, Duration.ofMillis(4));
        progress.end();
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void what_takes_longer_says_a_line_every_few_seconds() {
        Progress progress = progress(false);
        steps(progress, "reading", 512, Duration.ofMillis(20));
        steps(progress, "replaying", 256, Duration.ofMillis(20));
        progress.end();
        assertThat(err.toString().lines())
                .containsExactly(
                        "valve: reading: 256 of 2,000",
                        "valve: reading: 512 of 2,000",
                        "valve: replaying: 256 of 2,000");
    }

    @Test
    void a_terminal_is_drawn_over_and_left_clean() {
        Progress progress = progress(true);
        steps(progress, "replaying", 512, Duration.ofMillis(2));
        progress.end();
        assertThat(err.toString())
                .isEqualTo("\rreplaying: 256 of 2,000\u001b[K\rreplaying: 512 of 2,000\u001b[K\r\u001b[K");
    }
}
