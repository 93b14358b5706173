package io.valve4j.cli.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.cli.report.Finding;
import io.valve4j.cli.report.Findings;
import io.valve4j.cli.soak.Latencies.Summary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VerdictsTest {

    private static final Plan PLAN = new Plan(Duration.ofMinutes(10), 5_000);

    private final Books books = new Books();
    private final Told told = new Told("exact"::equals);

    private Findings findings(DoubleUnaryOperator heap, Verdicts.Ending ending) {
        for (int i = 0; i < 10; i++) {
            books.latencies().endPeriod();
        }
        List<Trend.Point> points = IntStream.rangeClosed(1, 20)
                .mapToObj(i -> new Trend.Point(30 * i, heap.applyAsDouble(30 * i)))
                .toList();
        return new Verdicts(PLAN, books, told, points, ending).findings();
    }

    private static Verdicts.Ending clean(long used) {
        return new Verdicts.Ending(true, 0, OptionalInt.of(0), 0, used, 3_000_000);
    }

    private static List<String> missed(Findings findings) {
        return findings.all().stream()
                .filter(finding ->
                        finding.bound().filter(bound -> !bound.held()).isPresent())
                .map(finding -> finding.group() + " " + finding.what())
                .toList();
    }

    @Test
    void a_soak_in_which_nothing_grew_and_all_agree_holds_every_bound() {
        assertThat(missed(findings(seconds -> 20_000_000, clean(0)))).isEmpty();
    }

    @Test
    void a_heap_that_fills_early_and_is_flat_then_does_not_grow() {
        assertThat(missed(findings(seconds -> Math.min(seconds, 250) * 1_000_000, clean(0))))
                .isEmpty();
    }

    @Test
    void a_small_object_for_each_request_that_is_never_let_go_of_is_growth() {
        assertThat(missed(findings(seconds -> 20_000_000 + seconds * 5_000 * 16, clean(0))))
                .containsExactly("heap growth in the later half");
    }

    @Test
    void a_task_of_which_the_listener_never_heard_the_end_is_a_miss() {
        books.tally().add(Count.ACCEPTED);
        books.ended(null);
        told.tally().add(Count.ACCEPTED);
        assertThat(missed(findings(seconds -> 0, clean(0)))).containsExactly("told of succeeded");
    }

    @Test
    void a_unit_that_was_charged_and_not_stored_is_a_miss() {
        books.tally().add(Count.CHARGED, 3);
        told.tally().add(Count.CHARGED, 2);
        assertThat(missed(findings(seconds -> 0, clean(4)))).containsExactly("books units used in the store");
    }

    @Test
    void what_is_left_after_closing_is_a_miss() {
        books.tally().add(Count.ACCEPTED);
        told.tally().add(Count.ACCEPTED);
        assertThat(missed(findings(seconds -> 0, new Verdicts.Ending(false, 1, OptionalInt.of(1), 2, 0, 0))))
                .containsExactly(
                        "closed uncleanly",
                        "closed with work not ended",
                        "closed threads at work",
                        "closed threads left",
                        "closed alarms left");
    }

    @Test
    void a_run_that_did_not_wait_for_idle_threads_to_leave_says_nothing_of_them() {
        assertThat(findings(seconds -> 0, new Verdicts.Ending(true, 0, OptionalInt.empty(), 0, 0, 0))
                        .all())
                .extracting(Finding::what)
                .contains("threads at work")
                .doesNotContain("threads left");
    }

    @Test
    void latency_may_vary_and_its_first_period_and_single_bad_ones_do_not_count() {
        assertThat(stability(90, 1, 1.2, 0.9, 1, 1.1, 30, 1, 1, 1.3)).allMatch(VerdictsTest::held);
    }

    @Test
    void latency_that_has_more_than_doubled_is_a_miss() {
        assertThat(stability(90, 5, 5, 5, 5, 20, 20, 20, 20, 20)).noneMatch(VerdictsTest::held);
    }

    private static boolean held(Finding finding) {
        return finding.bound().orElseThrow().held();
    }

    private static List<Finding> stability(double... millis) {
        List<Map<Kind, Summary>> periods = new ArrayList<>();
        for (double each : millis) {
            long nanos = (long) (each * 1_000_000);
            Map<Kind, Summary> period = new EnumMap<>(Kind.class);
            for (Kind kind : Kind.values()) {
                period.put(kind, new Summary(1, nanos, nanos, nanos, nanos));
            }
            periods.add(period);
        }
        return Verdicts.stability(periods);
    }
}
