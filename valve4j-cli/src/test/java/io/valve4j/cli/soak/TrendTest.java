package io.valve4j.cli.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.valve4j.cli.soak.Trend.Point;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrendTest {

    private static final double EXACT = 1e-9;

    @Test
    void a_straight_line_is_its_own_trend() {
        Trend trend = Trend.of(List.of(new Point(10, 5), new Point(20, 8), new Point(40, 14)));
        assertThat(trend.slope()).isCloseTo(0.3, within(EXACT));
        assertThat(trend.level()).isCloseTo(9, within(EXACT));
    }

    @Test
    void what_goes_up_and_down_by_the_same_has_no_slope() {
        assertThat(Trend.of(List.of(new Point(0, 1), new Point(1, 3), new Point(2, 3), new Point(3, 1)))
                        .slope())
                .isCloseTo(0, within(EXACT));
    }

    @Test
    void the_line_is_the_one_of_least_squares() {
        // Worked out by hand: means 2 and 3, sum of squares 2, sum of products 3.
        assertThat(Trend.of(List.of(new Point(1, 2), new Point(2, 2), new Point(3, 5)))
                        .slope())
                .isCloseTo(1.5, within(EXACT));
    }

    @Test
    void the_later_half_knows_nothing_of_the_earlier() {
        List<Point> points = IntStream.range(0, 10)
                .mapToObj(i -> new Point(i, i < 5 ? 1_000 * i : 2 * i))
                .toList();
        assertThat(Trend.ofLaterHalf(points).slope()).isCloseTo(2, within(EXACT));
    }

    @Test
    void points_above_each_other_have_no_trend() {
        assertThatThrownBy(() -> Trend.of(List.of(new Point(1, 2), new Point(1, 3))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("two points at different places");
    }
}
