package io.valve4j.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.valve4j.testkit.Seeds;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {

    private static final RetryPolicy POLICY = RetryPolicy.attempts(5)
            .baseDelay(Duration.ofMillis(100))
            .multiplier(3)
            .maxDelay(Duration.ofSeconds(2));

    @Test
    void delays_grow_by_the_multiplier_up_to_the_longest() {
        RetryPolicy steady = POLICY.withoutJitter();
        assertThat(steady.delayAfter(1, 0.5)).isEqualTo(Duration.ofMillis(100));
        assertThat(steady.delayAfter(2, 0.5)).isEqualTo(Duration.ofMillis(300));
        assertThat(steady.delayAfter(3, 0.5)).isEqualTo(Duration.ofMillis(900));
        assertThat(steady.delayAfter(4, 0.5)).isEqualTo(Duration.ofSeconds(2));
        assertThat(steady.delayAfter(RetryPolicy.MAX_ATTEMPTS, 0.5)).isEqualTo(Duration.ofSeconds(2));
        assertThat(steady.multiplier(1).delayAfter(9, 0)).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void with_full_jitter_the_draw_says_where_in_the_range_a_delay_lies() {
        assertThat(POLICY.delayAfter(1, 0)).isZero();
        assertThat(POLICY.delayAfter(2, 0.5)).isEqualTo(Duration.ofMillis(150));
        Seeds.check("a delay lies in its range", 1_000, random -> {
            int attempt = random.nextInt(1, RetryPolicy.MAX_ATTEMPTS + 1);
            assertThat(POLICY.delayAfter(attempt, random.nextDouble()))
                    .isBetween(Duration.ZERO, POLICY.withoutJitter().delayAfter(attempt, 0));
        });
    }

    @Test
    void it_is_tried_again_as_long_as_attempts_are_left_and_the_failure_is_of_the_kind() {
        assertThat(POLICY.another(4, new IOException())).isTrue();
        assertThat(POLICY.another(5, new IOException())).isFalse();
        assertThat(POLICY.another(1, new StackOverflowError())).isFalse();
        assertThat(POLICY.another(1, new InterruptedException())).isFalse();
        RetryPolicy io = POLICY.on(IOException.class);
        assertThat(io.another(1, new java.io.FileNotFoundException())).isTrue();
        assertThat(io.another(1, new TimeoutException())).isFalse();
        assertThat(RetryPolicy.NONE.another(1, new IOException())).isFalse();
    }

    @Test
    void nonsense_is_refused_with_what_is_allowed() {
        assertThatThrownBy(() -> RetryPolicy.attempts(0))
                .hasMessage("the attempts must be between 1 and 1000, but was 0");
        assertThatThrownBy(() -> RetryPolicy.attempts(1_001)).hasMessageContaining("but was 1001");
        assertThatThrownBy(() -> POLICY.baseDelay(Duration.ZERO)).hasMessageContaining("must be more than zero");
        assertThatThrownBy(() -> POLICY.maxDelay(Duration.ofMillis(-1))).hasMessageContaining("but was PT-0.001S");
        assertThatThrownBy(() -> POLICY.baseDelay(null)).hasMessage("the base delay must not be null");
        for (double multiplier : new double[] {0, -1, 0.99, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> POLICY.multiplier(multiplier))
                    .hasMessage("the multiplier must be between 1 and 1000.0, but was " + multiplier);
        }
        assertThatThrownBy(() -> POLICY.onlyIf(null)).hasMessage("the choice of failures must not be null");
        assertThatThrownBy(() -> POLICY.on((Class<? extends Throwable>) null))
                .hasMessage("the failure must not be null");
        assertThatThrownBy(() -> POLICY.delayAfter(0, 0)).hasMessageContaining("but was 0");
        assertThatThrownBy(() -> TaskOptions.DEFAULT.retry(null)).hasMessage("the retry policy must not be null");
        assertThatThrownBy(() -> TaskOptions.DEFAULT.payload(null)).hasMessage("the payload must not be null");
    }
}
