package io.valve4j.benchmarks.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.valve4j.Decision;
import io.valve4j.Limiter;
import io.valve4j.Permit;
import io.valve4j.Profile;
import io.valve4j.Rate;
import io.valve4j.Resource;
import io.valve4j.ValveManager;
import io.valve4j.quota.Quota;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The code of docs/moving.md on Bucket4j, before and after, and what the page says of the difference. */
class MovingFromBucket4jTest {

    private final ValveManager valve = ValveManager.create();

    @AfterEach
    void close() {
        valve.close();
    }

    private static final class Before {

        private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();

        Bucket bucketOf(String user) {
            return buckets.computeIfAbsent(
                    user,
                    any -> Bucket.builder()
                            .addLimit(limit -> limit.capacity(20).refillGreedy(10, Duration.ofHours(1)))
                            .build());
        }

        boolean allows(String user) {
            return bucketOf(user).tryConsume(1);
        }

        String answer(String user) {
            ConsumptionProbe probe = bucketOf(user).tryConsumeAndReturnRemaining(1);
            return probe.isConsumed()
                    ? probe.getRemainingTokens() + " left"
                    : "in " + Duration.ofNanos(probe.getNanosToWaitForRefill());
        }

        String waits(String user) throws InterruptedException {
            if (bucketOf(user).asBlocking().tryConsume(1, Duration.ofSeconds(2))) {
                return call();
            }
            return "too busy";
        }

        private static Bucket daily(Instant nextMidnight) {
            return Bucket.builder()
                    .addLimit(limit ->
                            limit.capacity(1_000).refillIntervallyAligned(1_000, Duration.ofDays(1), nextMidnight))
                    .build();
        }
    }

    private static final class After {

        private final ValveManager valve;

        After(ValveManager valve) {
            this.valve = valve;
            valve.register(Profile.named("free")
                    .dedicated(Resource.each().rate(Rate.perHour(10).burst(20))));
        }

        boolean allows(String user) {
            return valve.limiter("free", user).tryTake();
        }

        String answer(String user) {
            Decision decision = valve.limiter("free", user).take();
            return decision.allowed()
                    ? decision.remaining() + " left"
                    : "in " + decision.retryAfter().orElseThrow();
        }

        @SuppressWarnings("try") // as a reader would write it
        String waits(String user) throws InterruptedException {
            try (Permit permit = valve.limiter("free", user).acquire(Duration.ofSeconds(2))) {
                return call();
            }
        }

        private static Profile daily() {
            return Profile.named("daily").quota(Quota.perDay(1_000).in(ZoneId.of("Europe/Rome")));
        }
    }

    private static String call() {
        return "done";
    }

    @Test
    void both_allow_the_same() throws Exception {
        Before before = new Before();
        After after = new After(valve);
        assertThat(after.waits("ada")).isEqualTo(before.waits("ada"));
        for (int left = 18; left >= 10; left--) {
            assertThat(after.answer("ada")).isEqualTo(before.answer("ada")).isEqualTo(left + " left");
        }
        for (int i = 0; i < 10; i++) {
            assertThat(after.allows("ada")).isEqualTo(before.allows("ada")).isTrue();
        }
        assertThat(after.allows("ada")).isEqualTo(before.allows("ada")).isFalse();
        assertThat(after.answer("ada")).startsWith("in PT5M5");
        assertThat(before.answer("ada")).startsWith("in PT5M5");
    }

    @Test
    void a_day_is_a_quota() {
        Bucket before = Before.daily(Instant.now().plus(Duration.ofHours(3)));
        valve.register(After.daily());
        Limiter after = valve.limiter("daily", "ada");
        for (int i = 0; i < 1_000; i++) {
            assertThat(before.tryConsume(1)).isTrue();
            assertThat(after.tryTake()).isTrue();
        }
        assertThat(before.tryConsume(1)).isFalse();
        assertThat(after.tryTake()).isFalse();
    }

    /** At seven a second: a token comes each 142,857,142 6/7 ns. */
    @Test
    void who_waits_as_told_by_bucket4j_may_be_a_nanosecond_early() {
        AtomicLong now = new AtomicLong();
        Bucket bucket = Bucket.builder()
                .withCustomTimePrecision(new TimeMeter() {
                    @Override
                    public long currentTimeNanos() {
                        return now.get();
                    }

                    @Override
                    public boolean isWallClockBased() {
                        return false;
                    }
                })
                .addLimit(limit -> limit.capacity(7).refillGreedy(7, Duration.ofSeconds(1)))
                .build();
        assertThat(bucket.tryConsume(7)).isTrue();
        now.addAndGet(bucket.tryConsumeAndReturnRemaining(1).getNanosToWaitForRefill());
        assertThat(bucket.tryConsume(1)).isFalse();
    }
}
