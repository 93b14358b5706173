package io.valve4j;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.valve4j.quota.Quota;
import io.valve4j.quota.QuotaMode;
import io.valve4j.store.InMemoryStore;
import io.valve4j.testkit.ManualTime;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Who is refused must not be able to spend our garbage collector's time: where a quota would have been charged too, each refusal
 * by the rate took 288 B for words that nobody heard.
 */
class TakeAllocationTest {

    private static final int CALLS = 200_000;

    private static Stream<QuotaMode> modes() {
        return Stream.of(QuotaMode.EXACT, QuotaMode.leased(1_000, Duration.ofDays(1)));
    }

    @ParameterizedTest
    @MethodSource("modes")
    void a_take_that_the_rate_refuses_allocates_nothing_where_quotas_are_charged(QuotaMode mode) {
        ManualTime time = new ManualTime();
        try (ValveManager valve =
                ValveManager.builder().time(time).store(new InMemoryStore(time)).build()) {
            valve.register(Profile.named("pro")
                    .dedicated(Resource.each().rate(Rate.perHour(10)))
                    .quota(Quota.perDay(1_000_000))
                    .mode(mode));
            Limiter ada = valve.limiter("pro", "ada");
            for (int i = 0; i < 10; i++) {
                assertThat(ada.tryTake()).isTrue();
            }
            long used = ada.usage().get(0).used();
            assertThat(leastAllocatedByRefusals(ada))
                    .as("bytes allocated by %s refusals", CALLS)
                    .isLessThan(1_000);
            assertThat(ada.usage().get(0).used()).as("units used").isEqualTo(used);
        }
    }

    /** Of several rounds, since the first may still be interpreted, and the compiler may allocate while it looks on. */
    private static long leastAllocatedByRefusals(Limiter limiter) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long least = Long.MAX_VALUE;
        int admitted = 0;
        for (int round = 0; round < 5; round++) {
            long before = threads.getThreadAllocatedBytes(thread);
            for (int i = 0; i < CALLS; i++) {
                admitted += limiter.tryTake() ? 1 : 0;
            }
            least = Math.min(least, threads.getThreadAllocatedBytes(thread) - before);
        }
        assertThat(admitted).isZero();
        return least;
    }
}
