package io.valve4j.internal.rate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.valve4j.Rate;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows of (time in ms, cost, expected wait in ms, permits left): what a bucket answers, step by step. */
class RateTableTest {

    private static final long NEVER = -1;

    record Row(double atMillis, long cost, double waitMillis, long left) {}

    static Stream<Arguments> tables() {
        return Stream.of(
                table(
                        "a burst at once, then one by one",
                        Rate.perSecond(10).burst(3),
                        row(0, 1, 0, 2),
                        row(0, 1, 0, 1),
                        row(0, 1, 0, 0),
                        row(0, 1, 100, 0),
                        row(99, 1, 1, 0),
                        row(100, 1, 0, 0),
                        row(150, 1, 50, 0),
                        row(200, 1, 0, 0)),
                table(
                        "a rest fills to the burst and no further",
                        Rate.perSecond(10).burst(3),
                        row(0, 3, 0, 0),
                        row(250, 3, 50, 2),
                        row(300, 3, 0, 0),
                        row(10_000, 1, 0, 2),
                        row(10_000, 2, 0, 0)),
                table(
                        "a refusal changes nothing",
                        Rate.perSecond(10).burst(3),
                        row(0, 2, 0, 1),
                        row(0, 2, 100, 1),
                        row(0, 3, 200, 1),
                        row(0, 1, 0, 0),
                        row(0, 3, 300, 0),
                        row(300, 3, 0, 0)),
                table(
                        "a cost above the burst can never succeed",
                        Rate.perSecond(10).burst(3),
                        row(0, 4, NEVER, 3),
                        row(0, 3, 0, 0),
                        row(0, 4, NEVER, 0),
                        row(1_000, Long.MAX_VALUE, NEVER, 3)),
                table(
                        "a burst of one paces evenly",
                        Rate.perSecond(4).burst(1),
                        row(0, 1, 0, 0),
                        row(100, 1, 150, 0),
                        row(250, 1, 0, 0),
                        row(500, 1, 0, 0),
                        row(900, 1, 0, 0),
                        row(1_000, 1, 150, 0)),
                table(
                        "below one per second (G3)",
                        Rate.parse("0.5/s"),
                        row(0, 1, 0, 0),
                        row(0, 1, 2_000, 0),
                        row(1_999, 1, 1, 0),
                        row(2_000, 1, 0, 0),
                        row(4_000, 1, 0, 0),
                        row(60_000, 1, 0, 0),
                        row(60_000, 1, 2_000, 0)),
                table(
                        "per minute, with its burst",
                        Rate.perMinute(60),
                        row(0, 60, 0, 0),
                        row(500, 1, 500, 0),
                        row(1_000, 1, 0, 0),
                        row(31_000, 30, 0, 0),
                        row(31_000, 60, 60_000, 0)),
                table(
                        "in fractions of a millisecond",
                        Rate.perSecond(50_000).burst(2),
                        row(0, 2, 0, 0),
                        row(0, 1, 0.02, 0),
                        row(0.02, 1, 0, 0),
                        row(0.03, 2, 0.03, 0),
                        row(0.06, 2, 0, 0)),
                table(
                        "unlimited",
                        Rate.UNLIMITED,
                        row(0, 1, 0, Long.MAX_VALUE),
                        row(0, Long.MAX_VALUE, 0, Long.MAX_VALUE),
                        row(0, Long.MAX_VALUE, 0, Long.MAX_VALUE)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tables")
    void answersAsTheTableSays(String name, Rate rate, List<Row> rows) {
        for (long start : List.of(0L, -1L, Long.MAX_VALUE - 5_000_000, Long.MIN_VALUE + 2)) {
            RateCell cell = new RateCell(BucketSpec.of(rate), start);
            for (Row row : rows) {
                long now = start + nanos(row.atMillis());
                long wait = row.waitMillis() == NEVER ? RateCell.NEVER : nanos(row.waitMillis());

                assertThat(cell.waitNanos(row.cost(), now))
                        .as("%s: asked at %s", row, start)
                        .isEqualTo(wait);
                assertThat(cell.tryTake(row.cost(), now))
                        .as("%s: taken at %s", row, start)
                        .isEqualTo(wait);
                assertThat(cell.available(now)).as("%s: left at %s", row, start).isEqualTo(row.left());
            }
        }
    }

    static Stream<Arguments> earliest() {
        Rate rate = Rate.perSecond(10).burst(3);
        return Stream.of(
                arguments(rate, 0L, 3L, Duration.ZERO),
                arguments(rate, 0L, 4L, Duration.ofMillis(100)),
                arguments(rate, 2L, 4L, Duration.ofMillis(300)),
                arguments(rate, 3L, 1_000L, Duration.ofSeconds(100)),
                arguments(Rate.perDay(1), 1L, 100_000L, Duration.ofDays(100_000)),
                arguments(Rate.perDay(1), 1L, 200_000L, Duration.ofNanos(RateCell.NEVER)),
                arguments(
                        Rate.perSecond(50_000).burst(1), 1L, 400_000_000_000_000L, Duration.ofSeconds(8_000_000_000L)),
                arguments(Rate.perSecond(50_000).burst(1), 1L, Long.MAX_VALUE, Duration.ofNanos(RateCell.NEVER)),
                arguments(Rate.UNLIMITED, 1L, Long.MAX_VALUE, Duration.ZERO));
    }

    @ParameterizedTest
    @MethodSource("earliest")
    void earliestSaysWhenSoManyPermitsCanHaveFlowedWhateverTheBurst(Rate rate, long taken, long cost, Duration wait) {
        RateCell cell = new RateCell(BucketSpec.of(rate), 0);
        if (taken > 0) {
            assertThat(cell.tryTake(taken, 0)).isZero();
        }

        assertThat(cell.earliest(cost, 0)).isEqualTo(wait.toNanos());
    }

    private static Arguments table(String name, Rate rate, Row... rows) {
        return arguments(name, rate, List.of(rows));
    }

    private static Row row(double atMillis, long cost, double waitMillis, long left) {
        return new Row(atMillis, cost, waitMillis, left);
    }

    private static long nanos(double millis) {
        return Math.round(millis * 1e6);
    }
}
