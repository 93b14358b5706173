package io.valve4j.cli.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.valve4j.cli.soak.Latencies.Summary;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class LatenciesTest {

    private final Latencies latencies = new Latencies();

    @Test
    void latency_counts_from_the_intended_time() {
        latencies.ended(Kind.TAKE, 1_000, 51_000);
        assertThat(latencies.endPeriod().get(Kind.TAKE).max()).isCloseTo(50_000, Percentage.withPercentage(0.1));
    }

    @Test
    void periods_are_apart_and_the_total_has_all() {
        for (int i = 1; i <= 100; i++) {
            latencies.ended(Kind.TASK, 0, i * 1_000_000L);
        }
        Summary first = latencies.endPeriod().get(Kind.TASK);
        latencies.ended(Kind.TASK, 0, 1_000_000_000L);
        Summary second = latencies.endPeriod().get(Kind.TASK);
        assertThat(first.count()).isEqualTo(100);
        assertThat(first.p50() / 1e6).isCloseTo(50, within(0.1));
        assertThat(first.p99() / 1e6).isCloseTo(99, within(0.1));
        assertThat(second.count()).isEqualTo(1);
        assertThat(latencies.total().get(Kind.TASK).count()).isEqualTo(101);
        assertThat(latencies.periods()).hasSize(2);
    }

    @Test
    void a_stall_shows_in_each_request_that_it_held_up() {
        // Ten were meant to be sent while the first one took a second; each is answered right after it.
        List.of(0, 100, 200, 300, 400, 500, 600, 700, 800, 900)
                .forEach(millis -> latencies.ended(Kind.TAKE, millis * 1_000_000L, 1_000_000_000L));
        assertThat(latencies.endPeriod().get(Kind.TAKE).p50() / 1e6).isCloseTo(500, within(1.0));
    }
}
