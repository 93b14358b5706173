package io.valve4j.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class RaceTest {

    private static final Pace SHORT = new Pace(3, 1, 20);

    @Test
    void everybody_has_a_turn_in_each_round_and_whoever_does_more_is_faster() throws Exception {
        AtomicLong steps = new AtomicLong();
        Scores scores = Race.between(
                List.of(
                        new Contestant("fast", random -> steps.incrementAndGet()),
                        new Contestant("slow", random -> LockSupport.parkNanos(2_000_000))),
                SHORT);
        assertThat(steps).hasPositiveValue();
        assertThat(scores.score("slow").median()).isBetween(1.0, 4_001.0);
        assertThat(scores.ratio("fast", "slow").median()).isGreaterThan(10);
        assertThat(scores.ratio("slow", "fast").high()).isLessThan(0.1);
    }

    @Test
    void whoever_fails_ends_the_race_by_name() {
        Contestant broken = new Contestant("broken", random -> {
            throw new IllegalStateException("no");
        });
        assertThatThrownBy(() -> Race.between(List.of(broken), SHORT))
                .hasMessage("broken does not work")
                .hasRootCauseMessage("no");
    }
}
