package io.valve4j.cli.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.LongStream;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

class ArrivalsTest {

    private static final long SEED = 42;
    private static final int COUNT = 100_000;

    private static long[] times(long start) {
        Arrivals arrivals = new Arrivals(start, 1_000, RandomSource.XO_SHI_RO_256_PP.create(SEED));
        return LongStream.range(0, COUNT).map(i -> arrivals.nextNanos()).toArray();
    }

    @Test
    void they_are_known_in_advance() {
        assertThat(times(0)).isEqualTo(times(0)).isSorted();
    }

    @Test
    void they_begin_at_the_start_even_where_the_clock_wraps_around() {
        long start = Long.MAX_VALUE - 5;
        long[] fromZero = times(0);
        long[] fromStart = times(start);
        assertThat(LongStream.of(fromStart).map(at -> at - start).toArray()).isEqualTo(fromZero);
    }

    @Test
    void they_come_at_the_rate_with_gaps_as_uneven_as_chance_makes_them() {
        long[] times = times(0);
        assertThat(times[COUNT - 1] / 1e9).isCloseTo(100, within(2.0));
        long shortGaps = LongStream.range(1, COUNT)
                .filter(i -> times[(int) i] - times[(int) i - 1] < 1_000_000)
                .count();
        // Of a Poisson process, 1 - 1/e of all gaps are shorter than the mean.
        assertThat((double) shortGaps / COUNT).isCloseTo(1 - 1 / Math.E, within(0.01));
    }
}
