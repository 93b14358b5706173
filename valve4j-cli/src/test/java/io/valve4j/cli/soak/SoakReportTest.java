package io.valve4j.cli.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.cli.report.Finding;
import io.valve4j.cli.report.Findings;
import io.valve4j.cli.report.Text;
import io.valve4j.cli.soak.Latencies.Summary;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SoakReportTest {

    private static final Plan PLAN = new Plan(Duration.ofMinutes(123), 123_456);

    private static Map<Kind, Summary> all(Summary summary) {
        Map<Kind, Summary> period = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            period.put(kind, summary);
        }
        return period;
    }

    private static SoakReport report(Summary summary) {
        List<Trend.Point> heap = IntStream.rangeClosed(1, 2 * PLAN.periods())
                .mapToObj(i -> new Trend.Point(30 * i, 12_345_678_900.0))
                .toList();
        return new SoakReport(
                PLAN,
                123_456_789_000L,
                heap,
                IntStream.range(0, PLAN.periods()).mapToObj(i -> all(summary)).toList(),
                all(summary),
                new Findings(List.of(Finding.count("load", "requests sent", 9_876_543_210L))),
                Optional.of(new IllegalStateException("so many words that they fill a line ".repeat(10))));
    }

    @Test
    void fits_a_terminal_however_long_it_lasted_and_however_slow_it_was() {
        SoakReport report = report(new Summary(9_876_543_210L, 999_999, 999_999_999, 59_990_000_000L, 59_990_000_000L));
        assertThat(report.lines())
                .hasSizeGreaterThan(PLAN.periods())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(Text.WIDTH));
    }

    @Test
    void a_period_without_an_answer_has_no_latency() {
        assertThat(report(new Summary(0, 0, 0, 0, 0)).lines()).anyMatch(line -> line.matches("1 +12,345\\.7 MB"));
    }
}
