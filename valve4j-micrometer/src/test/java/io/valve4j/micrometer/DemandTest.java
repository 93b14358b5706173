package io.valve4j.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MockClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Whoever asks for much is found among any number of others, in bounded memory. */
class DemandTest {

    private final MockClock clock = new MockClock();
    private final Demand demand = new Demand(clock, 2);

    @Test
    void those_who_ask_for_most_come_first_with_their_last_profile() {
        demand.asked("ada", "free");
        demand.asked("bob", "free");
        demand.asked("bob", "pro");
        assertThat(demand.top(5)).containsExactly(new Demand.Client("bob", "pro"), new Demand.Client("ada", "free"));
        assertThat(demand.top(1)).hasSize(1);
    }

    @Test
    void a_heavy_user_is_found_among_a_flood_of_others() {
        for (int i = 0; i < 100_000; i++) {
            demand.asked("made-up-" + i, "");
            if (i % 20 == 0) {
                demand.asked("heavy", "free");
            }
        }
        assertThat(demand.top(1)).containsExactly(new Demand.Client("heavy", "free"));
        assertThat(demand.top(Integer.MAX_VALUE)).hasSize(100);
    }

    @Test
    void what_was_asked_long_ago_counts_for_less_and_is_forgotten() {
        for (int i = 0; i < 8; i++) {
            demand.asked("yesterday", "free");
        }
        clock.add(Duration.ofMinutes(3));
        demand.asked("now", "free");
        demand.asked("now", "free");
        assertThat(demand.top(1)).containsExactly(new Demand.Client("now", "free"));
        clock.add(Duration.ofHours(1));
        assertThat(demand.top(10)).isEmpty();
    }
}
