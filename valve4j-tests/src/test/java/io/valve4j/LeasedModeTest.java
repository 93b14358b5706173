package io.valve4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.valve4j.quota.Quota;
import io.valve4j.quota.QuotaMode;
import io.valve4j.quota.Usage;
import io.valve4j.task.TaskOptions;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a manager does with leases, one at a time. */
class LeasedModeTest {

    private static final Duration TTL = Duration.ofSeconds(5);

    /** Each user has a resource without a rate, and waits for a worker as long as the test likes. */
    private final VirtualValve valve = new VirtualValve(builder -> builder.staleness(Duration.ofHours(1)));

    private Limiter guest(Quota... quotas) {
        Profile profile = Profile.named("pro").mode(QuotaMode.leased(64, TTL));
        for (Quota quota : quotas) {
            profile = profile.quota(quota);
        }
        valve.manager.register(profile);
        return valve.manager.limiter("pro", "ada");
    }

    private static long used(Limiter limiter) {
        return limiter.usage().get(0).used();
    }

    @Test
    void the_first_call_leases_nothing_and_each_further_charge_twice_as_much_as_the_one_before() {
        Limiter ada = guest(Quota.perDay(100_000));
        assertThat(ada.tryTake()).isTrue();
        assertThat(used(ada)).isEqualTo(1);
        long[] expected = {1 + 2, 1 + 2, 7, 7, 7, 7, 15};
        for (long leased : expected) {
            assertThat(ada.tryTake()).isTrue();
            assertThat(used(ada)).isEqualTo(leased);
        }
    }

    @Test
    void a_take_on_a_lease_asks_no_store() {
        Limiter ada = guest(Quota.perDay(100_000));
        for (int i = 0; i < 1 + 2 + 4 + 8 + 16 + 32 + 1; i++) {
            assertThat(ada.tryTake()).isTrue();
        }
        int before = valve.store.calls.get();
        for (int i = 0; i < 63; i++) {
            assertThat(ada.tryTake()).isTrue();
        }
        assertThat(ada.peek().reason()).isNull();
        assertThat(valve.store.calls.get() - before)
                .as("calls but for the one of peek")
                .isLessThanOrEqualTo(5);
        before = valve.store.calls.get();
        assertThat(ada.tryTake()).isTrue();
        assertThat(valve.store.calls.get() - before).isLessThanOrEqualTo(2);
    }

    @Test
    void a_take_with_an_idempotency_key_goes_exactly_even_where_a_lease_has_units() {
        Limiter ada = guest(Quota.perDay(100_000));
        for (int i = 0; i < 10; i++) {
            assertThat(ada.tryTake()).isTrue();
        }
        long before = used(ada);
        assertThat(ada.tryTake(TaskOptions.DEFAULT.idempotencyKey("order 7"))).isTrue();
        assertThat(used(ada)).isEqualTo(before + 1);
        assertThat(ada.tryTake(TaskOptions.DEFAULT.idempotencyKey("order 7"))).isTrue();
        assertThat(used(ada)).isEqualTo(before + 1);
    }

    @Test
    void a_take_on_a_lease_allocates_nothing() {
        valve.manager.register(Profile.named("big")
                .quota(Quota.perDay(100_000_000_000L))
                .mode(QuotaMode.leased(1_000_000, Duration.ofHours(1))));
        Limiter ada = valve.manager.limiter("big", "ada");
        for (int i = 0; i < 3_000_000; i++) {
            ada.tryTake();
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long before = threads.getThreadAllocatedBytes(thread);
            for (int i = 0; i < 10_000; i++) {
                ada.tryTake();
            }
            least = Math.min(least, threads.getThreadAllocatedBytes(thread) - before);
        }
        assertThat(least).as("bytes allocated by 10,000 takes").isLessThan(1_000);
    }

    @Test
    void decisions_tell_what_is_left_as_if_each_unit_had_been_charged_by_itself() {
        Limiter ada = guest(Quota.perDay(100));
        for (int i = 1; i <= 100; i++) {
            assertThat(ada.peek().remaining()).isEqualTo(100 - i);
            Decision taken = ada.take();
            assertThat(taken.allowed()).isTrue();
            assertThat(taken.remaining()).isEqualTo(100 - i);
        }
        assertThat(ada.take().reason()).isEqualTo(Reason.QUOTA_EXCEEDED);
        assertThat(ada.peek().reason()).isEqualTo(Reason.QUOTA_EXCEEDED);
    }

    @Test
    void what_is_idle_is_given_back_when_its_time_is_over_and_no_alarm_is_left() {
        Limiter ada = guest(Quota.perDay(100_000));
        for (int i = 0; i < 10; i++) {
            ada.tryTake();
        }
        assertThat(used(ada)).isEqualTo(15);
        assertThat(valve.time.pendingAlarms()).isEqualTo(2);
        valve.time.advance(TTL.multipliedBy(2));
        assertThat(used(ada)).isEqualTo(10);
        valve.time.advance(TTL.multipliedBy(20));
        assertThat(valve.time.pendingAlarms()).isZero();
    }

    @Test
    void a_lease_follows_use_down_when_there_is_less_of_it() {
        Limiter ada = guest(Quota.perDay(100_000));
        for (int i = 0; i < 100; i++) {
            ada.tryTake();
        }
        valve.time.advance(TTL.multipliedBy(2));
        assertThat(used(ada)).isEqualTo(100);
        ada.tryTake();
        assertThat(used(ada)).as("the last lease of 64 had 37 spent").isEqualTo(137);
    }

    @Test
    void a_task_that_never_starts_gives_its_units_back_to_the_lease() {
        Limiter ada = guest(Quota.perDay(100_000));
        for (int i = 0; i < 4; i++) {
            ada.tryTake();
        }
        CompletableFuture<Void> task = ada.run(() -> {}, TaskOptions.DEFAULT.cost(2));
        int before = valve.store.calls.get();
        task.cancel(false);
        valve.workers.runAll();
        assertThat(valve.store.calls.get()).isEqualTo(before);
        valve.time.advance(TTL.multipliedBy(2));
        assertThat(used(ada)).isEqualTo(4);
    }

    @Test
    void a_task_that_is_cancelled_when_its_lease_is_gone_gives_its_units_back_to_the_store() {
        Limiter ada = guest(Quota.perDay(100_000));
        for (int i = 0; i < 4; i++) {
            ada.tryTake();
        }
        CompletableFuture<Void> task = ada.run(() -> {}, TaskOptions.DEFAULT.cost(2));
        valve.time.advance(TTL.multipliedBy(2));
        assertThat(used(ada)).isEqualTo(6);
        task.cancel(false);
        valve.workers.runAll();
        assertThat(used(ada)).isEqualTo(4);
    }

    @Test
    void meters_are_leased_each_by_itself_and_charged_together() {
        Limiter ada = guest(
                Quota.perDay(10_000),
                Quota.perMonth(100_000),
                Quota.perDay(5_000).of("tokens"));
        TaskOptions options = TaskOptions.DEFAULT.cost("tokens", 10);
        for (int i = 0; i < 20; i++) {
            assertThat(ada.take(options).allowed()).isTrue();
            assertThat(ada.take().allowed()).isTrue();
        }
        assertThat(ada.take(TaskOptions.DEFAULT.cost("tokens", 1_000)).allowed())
                .as("more than a lease may hold")
                .isTrue();
        valve.manager.close();
        assertThat(ada.usage()).extracting(Usage::used).containsExactly(41L, 41L, 1_200L);
    }

    @Test
    void a_change_of_the_profile_here_is_seen_at_once() {
        Limiter ada = guest(Quota.perDay(100_000));
        for (int i = 0; i < 20; i++) {
            ada.tryTake();
        }
        valve.manager.replace(Profile.named("pro").quota(Quota.perDay(21)).mode(QuotaMode.leased(64, TTL)));
        assertThat(ada.take().remaining()).isZero();
        assertThat(ada.take().reason()).isEqualTo(Reason.QUOTA_EXCEEDED);
    }

    @Test
    void while_the_store_is_down_a_lease_goes_on() {
        Limiter ada = guest(Quota.perDay(100_000));
        for (int i = 0; i < 4; i++) {
            ada.tryTake();
        }
        valve.store.failure = new IllegalStateException("down");
        assertThat(ada.take().allowed()).isTrue();
        assertThat(ada.peek().allowed()).isTrue();
        assertThat(ada.take().allowed()).isTrue();
        assertThat(ada.take().allowed()).isTrue();
        assertThat(ada.take().reason()).isEqualTo(Reason.STORE_UNAVAILABLE);
        valve.store.failure = null;
        assertThat(ada.take().allowed()).isTrue();
    }

    @Test
    void a_mode_that_makes_no_sense_is_refused() {
        assertThatThrownBy(() -> QuotaMode.leased(1, TTL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the units of a lease must be between 2 and 1000000000000, but were 1: to take none in"
                        + " advance, use QuotaMode.EXACT");
        assertThatThrownBy(() -> QuotaMode.leased(10, Duration.ofDays(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the time to live of a lease must be between 1 ms and one day, but was PT48H: it bounds how"
                        + " late a cancellation made elsewhere is seen");
        assertThat(Profile.named("pro").mode()).isEqualTo(QuotaMode.EXACT);
    }
}
