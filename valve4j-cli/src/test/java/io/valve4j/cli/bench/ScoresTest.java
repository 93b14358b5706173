package io.valve4j.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScoresTest {

    private final Scores scores = new Scores(List.of("floor", "ours"), 3);

    @Test
    void a_ratio_is_taken_within_a_pass_so_that_a_slow_pass_is_slow_for_both() {
        put("floor", 10, 100, 20);
        put("ours", 11, 120, 26);
        assertThat(scores.ratio("ours", "floor").median()).isEqualTo(1.2);
        assertThat(scores.score("ours").median()).isEqualTo(26);
    }

    @Test
    void growth_is_a_ratio_of_ratios() {
        put("floor", 10, 10, 10);
        put("ours", 20, 20, 20);
        assertThat(scores.growth("ours", "floor", "floor", "floor").median()).isEqualTo(2);
        assertThat(scores.growth("ours", "floor", "ours", "floor").median()).isEqualTo(1);
    }

    @Test
    void bytes_are_known_only_where_they_were_counted() {
        scores.put("ours", 0, 1, 16);
        scores.put("ours", 1, 1, 24);
        scores.put("ours", 2, 1, 0);
        put("floor", 1, 1, 1);
        assertThat(scores.bytes("ours")).hasValue(16);
        assertThat(scores.bytes("floor")).isEmpty();
    }

    @Test
    void who_does_not_take_part_has_no_score() {
        assertThatThrownBy(() -> scores.score("guest")).hasMessage("guest does not take part");
    }

    @Test
    void the_spread_is_the_middle_half() {
        assertThat(Spread.of(5, 1, 3, 2, 4)).isEqualTo(new Spread(2, 3, 4));
        assertThat(Spread.of(1, 2)).isEqualTo(new Spread(1.25, 1.5, 1.75));
        assertThat(Spread.of(7)).isEqualTo(new Spread(7, 7, 7));
        assertThat(Spread.of(5, 1, 3, 2, 4).error()).isEqualTo(1);
    }

    private void put(String name, double... values) {
        for (int pass = 0; pass < values.length; pass++) {
            scores.put(name, pass, values[pass]);
        }
    }
}
