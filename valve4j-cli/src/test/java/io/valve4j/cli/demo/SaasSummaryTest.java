package io.valve4j.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.ShutdownReport;
import io.valve4j.quota.Usage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class SaasSummaryTest {

    private final StringWriter out = new StringWriter();
    private final Stage stage = new Stage(new PrintWriter(out), false, Storage.MEMORY);
    private final Group noisy = Group.of("noisy");
    private final Group quiet = Group.of("quiet");
    private final Group limited = Group.of("limited");
    private final SaasSummary summary = new SaasSummary(List.of(noisy, quiet, limited), noisy, quiet, limited);
    private final ShutdownReport clean = new ShutdownReport(0, 0, 0, 0, List.of());

    @Test
    void what_adds_up_is_said_to_do_so() {
        play(noisy, 100);
        play(quiet, 1);
        play(limited, 0);
        assertThat(summary.checks(stage, used(1), 0, clean)).isTrue();
        assertThat(out.toString())
                .contains("[ok]    asked 4 = ran 3 + failed 0 + refused 0 + taken back 1 + handed back 0")
                .doesNotContain("WRONG");
    }

    @Test
    void a_task_that_was_lost_is_seen() {
        play(noisy, 100);
        play(quiet, 1);
        play(limited, 0);
        quiet.tally().asked();
        assertThat(summary.checks(stage, used(1), 0, clean)).isFalse();
        assertThat(out.toString()).contains("[WRONG] asked 5 = ran 3");
    }

    @Test
    void a_charge_too_many_is_seen() {
        play(noisy, 100);
        play(quiet, 1);
        play(limited, 0);
        assertThat(summary.checks(stage, used(2), 0, clean)).isFalse();
        assertThat(out.toString()).contains("[WRONG] quota of limited: used 2/5 = ran 1");
    }

    @Test
    void what_was_used_in_an_earlier_demo_is_told_apart() {
        play(noisy, 100);
        play(quiet, 1);
        play(limited, 0);
        assertThat(summary.checks(stage, used(3), 2, clean)).isTrue();
        assertThat(out.toString()).contains("[ok]    quota of limited: used 3/5 = before 2 + ran 1 + failed 0");
    }

    @Test
    void unfairness_is_seen() {
        play(noisy, 1);
        play(quiet, 100);
        play(limited, 0);
        assertThat(summary.checks(stage, used(1), 0, clean)).isFalse();
        assertThat(out.toString()).contains("[WRONG] p99 of the quiet");
    }

    private void play(Group group, long waitMillis) {
        Tally tally = group.tally();
        tally.asked();
        tally.started(waitMillis * 1_000_000);
        tally.ended(null);
        if (group.label().equals("noisy")) {
            tally.asked();
            tally.ended(new CancellationException());
        }
    }

    private static Usage used(long units) {
        return new Usage("calls-lifetime", "calls", 5, units, 0, Optional.empty());
    }
}
