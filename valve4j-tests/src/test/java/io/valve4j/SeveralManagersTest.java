package io.valve4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.valve4j.quota.Quota;
import io.valve4j.quota.Reservation;
import io.valve4j.quota.Usage;
import io.valve4j.store.Charge;
import io.valve4j.store.ChargeLine;
import io.valve4j.store.ChargeResult;
import io.valve4j.store.ForwardingStore;
import io.valve4j.store.InMemoryStore;
import io.valve4j.store.Pool;
import io.valve4j.store.ValveStore;
import io.valve4j.task.TaskOptions;
import io.valve4j.testkit.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Acceptance cases of quotas that need more than one manager on one store. */
@Timeout(60)
class SeveralManagersTest {

    private static final Instant EVENING = Instant.parse("2026-03-10T23:59:50Z");
    private static final int MANAGERS = 4;
    private static final int TRIES = 400;

    private final ManualTime time = new ManualTime(0, EVENING);
    private final InMemoryStore store = new InMemoryStore(time);

    private static ValveManager manager(ValveStore store, ManualTime time, Quota... quotas) {
        ValveManager valve = ValveManager.builder()
                .time(time)
                .store(store)
                .executor(Runnable::run)
                .callbackExecutor(Runnable::run)
                .build();
        Profile profile = Profile.named("pro").shared("api");
        for (Quota quota : quotas) {
            profile = profile.quota(quota);
        }
        valve.register(Resource.named("api").workers(2), profile);
        return valve;
    }

    /** Returns how many were admitted. */
    private static int charged(List<Limiter> limiters, TaskOptions cost) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(limiters.size());
        try {
            List<Callable<Integer>> tries = new ArrayList<>();
            for (Limiter limiter : limiters) {
                tries.add(() -> {
                    int admitted = 0;
                    for (int i = 0; i < TRIES; i++) {
                        admitted += limiter.tryTake(cost) ? 1 : 0;
                    }
                    return admitted;
                });
            }
            int all = 0;
            for (Future<Integer> each : threads.invokeAll(tries)) {
                all += each.get();
            }
            return all;
        } finally {
            threads.shutdownNow();
        }
    }

    private List<Limiter> adas(ValveStore shared) {
        List<Limiter> limiters = new ArrayList<>();
        for (int i = 0; i < MANAGERS; i++) {
            limiters.add(manager(shared, time, Quota.perDay(1_000)).limiter("ada"));
        }
        manager(shared, time, Quota.perDay(1_000)).subscriptions().create("ada", "pro", Duration.ofDays(30));
        return limiters;
    }

    @Test
    @DisplayName("Q5: limit 1000, cost 3, 1600 concurrent tries on 4 threads and 4 managers: used is 999")
    void q5() throws Exception {
        List<Limiter> limiters = adas(store);
        assertThat(charged(limiters, TaskOptions.DEFAULT.cost(3))).isEqualTo(333);
        assertThat(limiters).allMatch(ada -> ada.usage().get(0).used() == 999);
    }

    @Test
    @DisplayName("Q5, the control: a store that checks first and acts then is caught")
    void q5_control() throws Exception {
        List<Limiter> limiters = adas(new CheckThenAct(store));
        assertThatThrownBy(() -> assertThat(charged(limiters, TaskOptions.DEFAULT.cost(3)))
                        .isEqualTo(333))
                .isInstanceOf(AssertionError.class);
    }

    /** Looks whether there is room, and charges later, whether there is room then or not. */
    private static final class CheckThenAct extends ForwardingStore {

        private final CyclicBarrier allHaveLooked = new CyclicBarrier(MANAGERS);

        CheckThenAct(ValveStore behind) {
            super(behind);
        }

        @Override
        public ChargeResult charge(Charge charge) {
            ChargeLine line = charge.lines().get(0);
            Pool pool = line.pools().get(0);
            long room = pool.room(counters(charge.userId(), List.of(pool.key())).get(0));
            try {
                // All have looked before anybody acts.
                allHaveLooked.await();
            } catch (InterruptedException | BrokenBarrierException impossible) {
                throw new IllegalStateException(impossible);
            }
            if (room < line.amount()) {
                return super.charge(charge);
            }
            Pool endless = new Pool(pool.key(), Quota.UNLIMITED, pool.end());
            return super.charge(new Charge(
                    charge.id(),
                    charge.userId(),
                    charge.expectedRevision(),
                    charge.validity(),
                    List.of(new ChargeLine(line.amount(), List.of(endless))),
                    charge.replayKey(),
                    charge.holdFor()));
        }
    }

    @Test
    @DisplayName("Q16: cancelled through one manager, the next charge, hold and permit through another are refused")
    void q16() {
        ValveManager one = manager(store, time, Quota.perDay(10));
        Limiter elsewhere = manager(store, time, Quota.perDay(10)).limiter("ada");
        one.subscriptions().create("ada", "pro", Duration.ofDays(30));
        assertThat(elsewhere.tryTake()).isTrue();
        Reservation before = elsewhere.reserve("calls", 2);
        one.subscriptions().cancel("ada");
        assertThat(elsewhere.take().reason()).isEqualTo(Reason.CANCELED);
        assertThat(elsewhere.tryAcquire()).isEmpty();
        assertThatThrownBy(() -> elsewhere.reserve("calls", 1)).hasMessageContaining("CANCELED");
        assertThat(before.commit().counted())
                .as("what was held before may be committed")
                .isTrue();
    }

    @Test
    @DisplayName("Q17: a node 3 s fast at a boundary: windows follow the store, nothing is counted twice or beyond")
    void q17() {
        ManualTime fastTime = new ManualTime(0, EVENING.plusSeconds(3));
        ValveManager exact = manager(store, time, Quota.perDay(10));
        Limiter punctual = exact.limiter("ada");
        Limiter fast = manager(store, fastTime, Quota.perDay(10)).limiter("ada");
        exact.subscriptions().create("ada", "pro", Duration.ofDays(30));
        int[] admitted = new int[2];
        for (int second = 0; second < 20; second++) {
            int day = second < 10 ? 0 : 1;
            for (int i = 0; i < 2; i++) {
                admitted[day] += fast.tryTake() ? 1 : 0;
                admitted[day] += punctual.tryTake() ? 1 : 0;
            }
            Usage usage = fast.usage().get(0);
            assertThat(usage).as("second %s", second).isEqualTo(punctual.usage().get(0));
            assertThat(usage.used()).isEqualTo(admitted[day]).isLessThanOrEqualTo(10);
            if (usage.remaining() == 0) {
                Duration left =
                        Duration.between(time.instant(), usage.resetsAt().orElseThrow());
                assertThat(fast.take().retryAfter()).as("by the store's clock").contains(left);
                assertThat(punctual.take().retryAfter()).contains(left);
            }
            time.advance(Duration.ofSeconds(1));
            fastTime.advance(Duration.ofSeconds(1));
        }
        assertThat(admitted).containsExactly(10, 10);
    }

    @Test
    @DisplayName("Q17: a term ends for a fast node when it ends for the store")
    void q17_term() {
        ManualTime fastTime = new ManualTime(0, EVENING.plusSeconds(3));
        Limiter fast = manager(store, fastTime, Quota.perDay(10)).limiter("ada");
        manager(store, time).subscriptions().create("ada", "pro", Duration.ofSeconds(5));
        time.advance(Duration.ofSeconds(5).minusMillis(1));
        fastTime.advance(Duration.ofSeconds(5).minusMillis(1));
        assertThat(fast.tryTake()).isTrue();
        time.advance(Duration.ofMillis(1));
        assertThat(fast.take().reason()).isEqualTo(Reason.EXPIRED);
    }
}
