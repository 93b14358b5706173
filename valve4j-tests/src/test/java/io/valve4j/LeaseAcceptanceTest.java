package io.valve4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.quota.Quota;
import io.valve4j.quota.QuotaMode;
import io.valve4j.quota.Usage;
import io.valve4j.store.CounterKey;
import io.valve4j.store.CounterState;
import io.valve4j.store.InMemoryStore;
import io.valve4j.testkit.ManualTime;
import io.valve4j.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The acceptance cases of quotas that leases must answer too, by the numbers of the design. */
class LeaseAcceptanceTest {

    private static final Duration TTL = Duration.ofSeconds(4);
    private static final long UNITS = 100;

    private final ManualTime time = new ManualTime(0, Instant.parse("2026-01-10T23:59:50Z"));
    private final InMemoryStore store = new InMemoryStore(time);

    /** A manager of its own on the one store; what is done with it is never undone by closing it, unless a test does. */
    private ValveManager node(TimeSource clock, long limit) {
        ValveManager node = ValveManager.builder()
                .time(clock)
                .store(store)
                .executor(Runnable::run)
                .callbackExecutor(Runnable::run)
                .staleness(Duration.ofHours(10))
                .build();
        node.register(Profile.named("pro").quota(Quota.perDay(limit)).mode(QuotaMode.leased(UNITS, TTL)));
        return node;
    }

    private static int takeAll(Limiter limiter) {
        int taken = 0;
        while (limiter.tryTake()) {
            taken++;
        }
        return taken;
    }

    private static void take(Limiter limiter, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(limiter.tryTake()).isTrue();
        }
    }

    private long used(String day) {
        CounterKey key = new CounterKey("calls-per-day", Instant.parse(day).toEpochMilli(), 0);
        CounterState state = store.counters("ada", List.of(key)).get(0);
        return state.used();
    }

    @Test
    @DisplayName("Q16, leased: a cancellation through one manager is seen there at once, and by another within the ttl")
    void q16() {
        ValveManager one = node(time, 1_000_000);
        ValveManager other = node(time, 1_000_000);
        one.subscriptions().create("ada", "pro", Duration.ofDays(30));
        Limiter here = one.limiter("ada");
        Limiter there = other.limiter("ada");
        take(here, 300);
        take(there, 300);
        one.subscriptions().cancel("ada");
        assertThat(here.take().reason()).isEqualTo(Reason.CANCELED);
        assertThat(there.tryTake()).as("on a lease from before").isTrue();
        time.advance(TTL);
        assertThat(there.take().reason()).isEqualTo(Reason.CANCELED);
    }

    @Test
    @DisplayName("Q16, leased: a limit that is cut is in force here at once, and elsewhere within the ttl")
    void q16_cut() {
        ValveManager one = node(time, 1_000_000);
        ValveManager other = node(time, 1_000_000);
        one.subscriptions().create("ada", "pro", Duration.ofDays(30));
        Limiter there = other.limiter("ada");
        take(one.limiter("ada"), 10);
        take(there, 300);
        one.subscriptions().overrideQuota("ada", "calls-per-day", 310);
        assertThat(one.limiter("ada").take().reason()).isEqualTo(Reason.QUOTA_EXCEEDED);
        time.advance(TTL);
        assertThat(takeAll(there))
                .as("the limit is used up, and nobody has a lease any more")
                .isZero();
        assertThat(used("2026-01-10T00:00:00Z")).isEqualTo(310);
    }

    @Test
    @DisplayName(
            "Q17, leased: with a node whose clock is 3 s fast, windows follow the store and no counter passes its limit")
    void q17() {
        ValveManager sound = node(time, 500);
        ValveManager fast = node(new FastTime(time, Duration.ofSeconds(3)), 500);
        sound.subscriptions().create("ada", "pro", Duration.ofDays(30));
        int before = 0;
        int after = 0;
        while (time.instant().isBefore(Instant.parse("2026-01-11T00:00:10Z"))) {
            boolean newDay = !time.instant().isBefore(Instant.parse("2026-01-11T00:00:00Z"));
            int admitted = 0;
            for (int i = 0; i < 7; i++) {
                admitted += sound.limiter("ada").tryTake() ? 1 : 0;
                admitted += fast.limiter("ada").tryTake() ? 1 : 0;
            }
            before += newDay ? 0 : admitted;
            after += newDay ? admitted : 0;
            time.advance(Duration.ofMillis(250));
        }
        sound.close();
        fast.close();
        assertThat(before).isEqualTo(500);
        assertThat(after).isEqualTo(500);
        assertThat(used("2026-01-10T00:00:00Z"))
                .as("each counted once, in its day")
                .isEqualTo(500);
        assertThat(used("2026-01-11T00:00:00Z")).isEqualTo(500);
    }

    @Test
    @DisplayName("Q18: a process that dies with a lease loses at most that lease, and nobody uses more than the limit")
    void q18() {
        ValveManager killed = node(new DyingTime(time), 2_000);
        killed.subscriptions().create("ada", "pro", Duration.ofDays(30));
        take(killed.limiter("ada"), 300);
        // From here on nobody hears of it again: it is not closed, and its alarms do not ring.
        ValveManager other = node(time, 2_000);
        time.advance(TTL.plus(TTL));
        int admitted = takeAll(other.limiter("ada"));
        assertThat(300 + admitted).isLessThanOrEqualTo(2_000).isGreaterThan(2_000 - (int) UNITS);
        assertThat(used("2026-01-10T00:00:00Z")).isEqualTo(2_000);
    }

    @Test
    @DisplayName("Q18: a clean close returns the whole lease")
    void q18_clean() {
        ValveManager closed = node(time, 2_000);
        closed.subscriptions().create("ada", "pro", Duration.ofDays(30));
        take(closed.limiter("ada"), 300);
        assertThat(used("2026-01-10T00:00:00Z")).isGreaterThan(300);
        closed.close();
        assertThat(used("2026-01-10T00:00:00Z")).isEqualTo(300);
        assertThat(takeAll(node(time, 2_000).limiter("ada"))).isEqualTo(1_700);
    }

    @Test
    void near_the_limit_the_last_units_can_be_had_by_anybody() {
        ValveManager one = node(time, 1_000);
        ValveManager other = node(time, 1_000);
        one.subscriptions().create("ada", "pro", Duration.ofDays(30));
        take(one.limiter("ada"), 500);
        int first = takeAll(other.limiter("ada"));
        int rest = takeAll(one.limiter("ada"));
        assertThat(500 + first + rest).isEqualTo(1_000);
        assertThat(other.limiter("ada").tryTake()).isFalse();
    }

    @Test
    void usage_counts_what_is_leased_as_used() {
        ValveManager one = node(time, 1_000);
        Limiter guest = one.limiter("pro", "ada");
        take(guest, 4);
        assertThat(guest.usage()).extracting(Usage::used).containsExactly(7L);
        assertThat(guest.peek().remaining())
                .as("what this process can still have")
                .isEqualTo(995);
    }

    /** A clock whose wall time is ahead. */
    private record FastTime(ManualTime behind, Duration ahead) implements TimeSource {

        @Override
        public long nanos() {
            return behind.nanos() + ahead.toNanos();
        }

        @Override
        public Instant instant() {
            return behind.instant().plus(ahead);
        }

        @Override
        public Alarm alarm(long delayNanos, Runnable action) {
            return behind.alarm(delayNanos, action);
        }
    }

    /** The clock of a process that will not live to hear any alarm. */
    private record DyingTime(ManualTime behind) implements TimeSource {

        @Override
        public long nanos() {
            return behind.nanos();
        }

        @Override
        public Instant instant() {
            return behind.instant();
        }

        @Override
        public Alarm alarm(long delayNanos, Runnable action) {
            return () -> {};
        }
    }
}
