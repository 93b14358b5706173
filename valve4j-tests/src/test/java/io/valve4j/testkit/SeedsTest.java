package io.valve4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SeedsTest {

    @Test
    void every_iteration_sees_other_input() {
        List<Long> drawn = draws(1_000, 7);
        assertThat(drawn).hasSize(1_000).doesNotHaveDuplicates();
    }

    @Test
    void the_same_base_seed_repeats_the_same_input() {
        assertThat(draws(100, 7)).isEqualTo(draws(100, 7)).isNotEqualTo(draws(100, -7));
    }

    @Test
    void neighbouring_iterations_do_not_share_a_stream() {
        List<Long> drawn = new ArrayList<>();
        Seeds.check("draws", 100, 7, random -> {
            for (int i = 0; i < 100; i++) {
                drawn.add(random.nextLong());
            }
        });
        assertThat(drawn).doesNotHaveDuplicates();
    }

    @Test
    void a_failure_names_the_property_and_the_seed_that_repeats_it_at_once() {
        List<Long> seen = new ArrayList<>();
        IllegalStateException broken = new IllegalStateException("broken");

        assertThatThrownBy(() -> Seeds.check("holds", 10, 40, random -> {
                    seen.add(random.nextLong());
                    if (seen.size() == 3) {
                        throw broken;
                    }
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("\"holds\" failed in iteration 3 of 10")
                .hasMessageContaining("-Dvalve4j.seed=42")
                .hasMessageContaining("broken")
                .hasCause(broken);
        assertThat(draws(1, 42)).containsExactly(seen.get(2));
    }

    @Test
    void an_interrupt_is_not_swallowed() {
        assertThatThrownBy(() -> Seeds.check("waits", 1, random -> {
                    throw new InterruptedException();
                }))
                .isInstanceOf(AssertionError.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void seeds_go_on_past_the_largest_long() {
        assertThat(draws(3, Long.MAX_VALUE)).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void a_run_without_iterations_is_refused() {
        assertThatThrownBy(() -> Seeds.check("never tried", 0, random -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 1, but was 0");
    }

    @Test
    void a_seed_that_is_no_number_is_refused() {
        assertThat(Seeds.parse("-42")).isEqualTo(-42);
        assertThatThrownBy(() -> Seeds.parse("today"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("valve4j.seed")
                .hasMessageContaining("\"today\"");
    }

    private static List<Long> draws(int iterations, long baseSeed) {
        List<Long> drawn = new ArrayList<>();
        Seeds.Property draw = (SplittableRandom random) -> drawn.add(random.nextLong());
        Seeds.check("draws", iterations, baseSeed, draw);
        return drawn;
    }
}
