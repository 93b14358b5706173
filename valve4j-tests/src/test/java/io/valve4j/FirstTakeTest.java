package io.valve4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.testkit.ManualTime;
import io.valve4j.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Time goes on while a limiter finds its way and makes the user's bucket, which is full all the same. */
class FirstTakeTest {

    private final ValveManager valve =
            ValveManager.builder().time(new Ticking()).build();

    FirstTakeTest() {
        valve.register(
                Profile.named("once").dedicated(Resource.each().rate(Rate.perHour(1))),
                Profile.named("thrice").dedicated(Resource.each().rate(Rate.perHour(3))));
    }

    @AfterEach
    void close() {
        valve.close();
    }

    @Test
    void the_first_take_of_a_user_is_admitted_where_the_burst_is_one() {
        assertThat(valve.limiter("once", "ada").tryTake()).isTrue();
        assertThat(valve.limiter("once", "bob").take().allowed()).isTrue();
    }

    @Test
    void the_first_decision_of_a_user_knows_of_a_full_bucket() {
        assertThat(valve.limiter("thrice", "ada").peek().remaining()).isEqualTo(3);
        assertThat(valve.limiter("thrice", "bob").take().remaining()).isEqualTo(2);
    }

    /** Every reading of the clock takes a nanosecond. */
    private static final class Ticking implements TimeSource {

        private final ManualTime manual = new ManualTime();

        @Override
        public long nanos() {
            manual.advance(Duration.ofNanos(1));
            return manual.nanos();
        }

        @Override
        public Instant instant() {
            return manual.instant();
        }

        @Override
        public Alarm alarm(long delayNanos, Runnable action) {
            return manual.alarm(delayNanos, action);
        }
    }
}
