package io.valve4j.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MicrosTest {

    @Test
    void what_lies_between_two_microseconds_is_rounded_as_asked() {
        Instant at = Instant.ofEpochSecond(1_700_000_000L, 1_001);
        assertThat(Micros.floor(at)).isEqualTo(1_700_000_000_000_001L);
        assertThat(Micros.ceil(at)).isEqualTo(1_700_000_000_000_002L);
        assertThat(Micros.ceil(at.minusNanos(1))).isEqualTo(1_700_000_000_000_001L);
        assertThat(Micros.of(Duration.ofNanos(1))).isEqualTo(1);
        assertThat(Micros.instant(1_700_000_000L, 1)).isEqualTo(at.minusNanos(1));
    }

    @Test
    void what_a_double_does_not_hold_is_never_or_the_beginning() {
        assertThat(Micros.ceil(Instant.MAX)).isEqualTo(Micros.NEVER);
        assertThat(Micros.ceilOrNever(null)).isEqualTo(Micros.NEVER);
        assertThat(Micros.ceil(Instant.MIN)).isZero();
        assertThat(Micros.floor(Instant.ofEpochSecond(-1))).isZero();
        assertThat(Micros.of(Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(Micros.NEVER);
    }
}
