package io.valve4j.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class GuardTest {

    @Test
    void each_part_is_set_alone() {
        Duration second = Duration.ofSeconds(1);
        assertThat(Guard.DEFAULT
                        .timeout(second)
                        .patience(second.multipliedBy(2))
                        .suspension(second.multipliedBy(3))
                        .withSelfTimedStore())
                .isEqualTo(new Guard(second, second.multipliedBy(2), second.multipliedBy(3), true));
    }

    @Test
    void times_that_are_none_are_refused() {
        assertThatThrownBy(() -> Guard.DEFAULT.timeout(Duration.ZERO)).hasMessageContaining("the store's timeout");
        assertThatThrownBy(() -> Guard.DEFAULT.patience(Duration.ZERO)).hasMessageContaining("the patience");
        assertThatThrownBy(() -> Guard.DEFAULT.suspension(Duration.ZERO)).hasMessageContaining("suspension");
    }
}
