package io.valve4j.cli.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CountingTimeTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final CountingTime time = new CountingTime();

    @Test
    void an_alarm_counts_until_it_has_rung() throws InterruptedException {
        time.alarm(0, () -> {});
        assertThat(time.awaitNone(PATIENCE)).isZero();
    }

    @Test
    void an_alarm_counts_until_it_is_called_off_and_once() {
        var alarm = time.alarm(Duration.ofHours(1).toNanos(), () -> {});
        var other = time.alarm(Duration.ofHours(1).toNanos(), () -> {});
        assertThat(time.pending()).isEqualTo(2);
        alarm.cancel();
        alarm.cancel();
        assertThat(time.pending()).isEqualTo(1);
        other.cancel();
        assertThat(time.pending()).isZero();
    }
}
