package io.valve4j.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.valve4j.cli.bench.Race.Spread;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class RaceTest {

    private static final Pace SHORT = new Pace(2, 1, 3, 20);

    @Test
    void everybody_has_a_turn_in_each_round_and_whoever_does_more_is_faster() throws Exception {
        AtomicLong steps = new AtomicLong();
        Race race = Race.between(
                List.of(
                        new Contestant("fast", random -> steps.incrementAndGet()),
                        new Contestant("slow", random -> LockSupport.parkNanos(2_000_000))),
                SHORT);
        assertThat(race.names()).containsExactly("fast", "slow");
        assertThat(steps).hasPositiveValue();
        assertThat(race.perSecond("slow").median()).isBetween(1.0, 1_001.0);
        assertThat(race.ratio("fast", "slow").median()).isGreaterThan(10);
        assertThat(race.ratio("slow", "fast").high()).isLessThan(0.1);
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

    @Test
    void the_spread_is_the_middle_half() {
        assertThat(Spread.of(new double[] {5, 1, 3, 2, 4})).isEqualTo(new Spread(2, 3, 4));
        assertThat(Spread.of(new double[] {1, 2})).isEqualTo(new Spread(1.25, 1.5, 1.75));
        assertThat(Spread.of(new double[] {7})).isEqualTo(new Spread(7, 7, 7));
    }
}
