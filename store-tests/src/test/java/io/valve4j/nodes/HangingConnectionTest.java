package io.valve4j.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Decision;
import io.valve4j.Limiter;
import io.valve4j.Profile;
import io.valve4j.Reason;
import io.valve4j.Resource;
import io.valve4j.ValveManager;
import io.valve4j.engines.TcpProxy;
import io.valve4j.quota.Quota;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The network to an engine hangs: connections stay open, and nothing comes through. */
@Timeout(120)
class HangingConnectionTest {

    /** The timeout of 250 ms, once: who waited it out a second time, for whatever reason, took 500 ms and more. */
    private static final long ONCE_MILLIS = 450;

    /** The timeout, and time to look up and to answer. */
    private static final long IN_TIME_MILLIS = 300;

    private static final long AT_ONCE_MILLIS = 5;
    private static final int LATER_REFUSALS = 400;
    private static final int MOST_SLOW_REFUSALS = 20;

    @ParameterizedTest
    @EnumSource(Engine.class)
    void the_first_refusals_come_within_the_timeout_later_ones_at_once_and_it_recovers(Engine engine) {
        try (Stalls stalls = new Stalls();
                TcpProxy network = Addresses.network(engine);
                ValveManager valve = ValveManager.builder()
                        .store(engine.open(Addresses.of(engine, network)))
                        .build()) {
            valve.register(Profile.named("pro").dedicated(Resource.each()).quota(Quota.perYear(1_000_000)));
            Limiter limiter = valve.limiter("pro", "hanging-" + UUID.randomUUID());
            assertThat(limiter.take().allowed()).isTrue();
            network.freeze();
            List<Long> slow = new ArrayList<>();
            long took = refusedMillis(limiter);
            while (took > AT_ONCE_MILLIS) {
                slow.add(took);
                assertThat(slow).hasSizeLessThan(MOST_SLOW_REFUSALS);
                took = refusedMillis(limiter);
            }
            long stalled = 2 * stalls.longestMillis();
            assertThat(slow)
                    .as("the timeout waited out once, stalls of the machine of %d ms included", stalled)
                    .isNotEmpty()
                    .allMatch(millis -> millis <= ONCE_MILLIS + stalled);
            assertThat(median(slow))
                    .as("the first refusal also loads classes, so one may be later than the others: %s", slow)
                    .isLessThanOrEqualTo(IN_TIME_MILLIS + stalled);
            List<Long> later = new ArrayList<>();
            for (int i = 0; i < LATER_REFUSALS; i++) {
                later.add(refusedMillis(limiter));
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
            assertThat(later)
                    .filteredOn(millis -> millis > AT_ONCE_MILLIS)
                    .as("those that took longer, the one that tries the store each second among them")
                    .hasSizeLessThanOrEqualTo(LATER_REFUSALS / 20);
            System.out.println(engine + ": refused within ms, at first " + slow + ", later (median of " + later.size()
                    + ") " + median(later));
            network.thaw();
            while (!limiter.take().allowed()) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            }
        }
    }

    private static long median(List<Long> millis) {
        return millis.stream().sorted().toList().get(millis.size() / 2);
    }

    private static long refusedMillis(Limiter limiter) {
        long begun = System.nanoTime();
        Decision decision = limiter.take();
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        assertThat(decision.reason()).isEqualTo(Reason.STORE_UNAVAILABLE);
        return millis;
    }
}
