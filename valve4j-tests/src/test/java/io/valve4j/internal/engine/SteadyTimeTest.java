package io.valve4j.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Limiter;
import io.valve4j.Profile;
import io.valve4j.Rate;
import io.valve4j.Resource;
import io.valve4j.Threads;
import io.valve4j.ValveManager;
import io.valve4j.testkit.ManualTime;
import io.valve4j.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** golang/go #71360 and Bucket4j: a clock that goes back mints tokens there, or freezes the refill for as long. */
class SteadyTimeTest {

    private static final long HOUR = Duration.ofHours(1).toNanos();

    private final ManualTime clock = new ManualTime(0, Instant.EPOCH);

    @Test
    void theMachinesOwnClockIsTakenAsItIs() {
        assertThat(SteadyTime.of(TimeSource.system())).isSameAs(TimeSource.system());
    }

    @Test
    void timeStandsStillForAStepBackAndGoesOnFromThere() {
        TimeSource steady = SteadyTime.of(clock);
        clock.advance(Duration.ofHours(2));
        assertThat(steady.nanos()).isEqualTo(2 * HOUR);

        clock.jumpNanos(-HOUR);

        assertThat(steady.nanos()).isEqualTo(2 * HOUR);
        clock.advance(Duration.ofNanos(7));
        assertThat(steady.nanos()).isEqualTo(2 * HOUR + 7);
    }

    @Test
    void aStepBackAcrossTheWrapOfTheCounterIsAStepBack() {
        ManualTime late = new ManualTime(Long.MAX_VALUE - 5, Instant.EPOCH);
        TimeSource steady = SteadyTime.of(late);
        late.advance(Duration.ofNanos(20));
        long wrapped = steady.nanos();

        late.jumpNanos(-30);

        assertThat(steady.nanos()).isEqualTo(wrapped);
        late.advance(Duration.ofNanos(3));
        assertThat(steady.nanos()).isEqualTo(wrapped + 3);
    }

    @Test
    void aClockThatGoesBackAndForthMintsNothingAndFreezesNothing() {
        try (ValveManager valve = ValveManager.builder().time(clock).build()) {
            valve.register(Profile.named("p").dedicated(Resource.each().rate(Rate.perMinute(60))));
            Limiter ada = valve.limiter("p", "ada");
            clock.advance(Duration.ofHours(2));
            assertThat(takes(ada)).isEqualTo(60);

            clock.jumpNanos(-HOUR);
            assertThat(takes(ada)).isZero();
            clock.jumpNanos(HOUR / 2);
            assertThat(takes(ada))
                    .as("half an hour forth fills the bucket once")
                    .isEqualTo(60);
            clock.jumpNanos(-HOUR / 2);
            assertThat(takes(ada)).isZero();

            clock.advance(Duration.ofSeconds(3));
            assertThat(takes(ada)).as("after a step back it refills at once").isEqualTo(3);
        }
    }

    @Test
    void readersNeverSeeTimeGoBackThoughTheClockDoes() throws Exception {
        AtomicLong raw = new AtomicLong();
        TimeSource steady = SteadyTime.of(new Stepping(raw));
        List<CompletableFuture<Boolean>> readers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            readers.add(CompletableFuture.supplyAsync(
                    () -> {
                        long last = steady.nanos();
                        for (int n = 0; n < 200_000; n++) {
                            long now = steady.nanos();
                            if (now - last < 0) {
                                return false;
                            }
                            last = now;
                        }
                        return true;
                    },
                    Threads.ONE_EACH));
        }

        for (CompletableFuture<Boolean> reader : readers) {
            assertThat(reader.get(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static int takes(Limiter limiter) {
        int taken = 0;
        while (limiter.tryTake()) {
            taken++;
        }
        return taken;
    }

    /** Goes on by one at each reading, and back by a hundred at every thousandth. */
    private record Stepping(AtomicLong raw) implements TimeSource {

        @Override
        public long nanos() {
            long read = raw.incrementAndGet();
            return read % 1_000 == 0 ? raw.addAndGet(-100) : read;
        }

        @Override
        public Instant instant() {
            return Instant.EPOCH;
        }

        @Override
        public Alarm alarm(long delayNanos, Runnable action) {
            return () -> {};
        }
    }
}
