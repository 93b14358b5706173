package io.valve4j.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.valve4j.Decision;
import io.valve4j.Limiter;
import io.valve4j.Note;
import io.valve4j.OutagePolicy;
import io.valve4j.Permit;
import io.valve4j.Profile;
import io.valve4j.Rate;
import io.valve4j.Reason;
import io.valve4j.Resource;
import io.valve4j.ValveManager;
import io.valve4j.ValveRejectedException;
import io.valve4j.quota.Quota;
import io.valve4j.store.Charge;
import io.valve4j.store.ChargeResult;
import io.valve4j.store.ForwardingStore;
import io.valve4j.store.InMemoryStore;
import io.valve4j.testkit.ManualTime;
import io.valve4j.testkit.Seeds;
import io.valve4j.testkit.traffic.Traffic;
import io.valve4j.testkit.traffic.TrafficReplay;
import io.valve4j.testkit.traffic.TrafficRequest;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The code of the page on tests, run. */
@SuppressWarnings({"FutureReturnValueIgnored", "CheckReturnValue"}) // as a reader would write it
class TestingPageTest {

    private final ManualTime time = new ManualTime(0, Instant.parse("2026-01-31T23:59:00Z"));
    private final ValveManager valve = ValveManager.builder()
            .time(time)
            .executor(Runnable::run)
            .callbackExecutor(Runnable::run)
            .build();

    @AfterEach
    void close() {
        valve.shutdown(Duration.ZERO);
    }

    @Test
    void who_waits_as_told_succeeds_and_not_a_nanosecond_earlier() {
        valve.register(Profile.named("free").dedicated(Resource.each().rate(Rate.perMinute(7))));
        Limiter ada = valve.limiter("free", "ada");
        for (int call = 1; call <= 7; call++) {
            assertThat(ada.tryTake()).isTrue();
        }

        Decision refusal = ada.take();
        assertThat(refusal.reason()).isEqualTo(Reason.RATE_LIMITED);
        time.advance(refusal.retryAfter().orElseThrow().minusNanos(1));
        assertThat(ada.tryTake()).isFalse();
        time.advance(Duration.ofNanos(1));
        assertThat(ada.tryTake()).isTrue();
    }

    @Test
    void a_new_month_brings_a_new_quota_and_the_term_ends() {
        valve.register(Profile.named("pro").quota(Quota.perMonth(2)));
        valve.subscriptions().create("ada", "pro", Duration.ofDays(30));
        Limiter ada = valve.limiter("ada");
        assertThat(ada.tryTake()).isTrue();
        assertThat(ada.tryTake()).isTrue();
        assertThat(ada.take().reason()).isEqualTo(Reason.QUOTA_EXCEEDED);

        time.advance(Duration.ofMinutes(1)); // it is February
        assertThat(ada.tryTake()).isTrue();
        time.advance(Duration.ofDays(30));
        assertThat(ada.take().reason()).isEqualTo(Reason.EXPIRED);
    }

    @Test
    void a_full_queue_refuses_and_a_free_worker_takes_the_next() {
        valve.register(
                Resource.named("api").workers(1).queue(1), Profile.named("free").shared("api"));
        Limiter ada = valve.limiter("free", "ada");
        Permit busy = ada.tryAcquire().orElseThrow(); // the only worker
        CompletableFuture<String> queued = ada.submit(() -> "ran");

        assertThatExceptionOfType(ValveRejectedException.class)
                .isThrownBy(() -> ada.submit(() -> "never"))
                .matches(refusal -> refusal.decision().reason() == Reason.QUEUE_FULL);
        assertThat(queued).isNotDone();
        busy.close();
        assertThat(queued).isCompletedWithValue("ran");
    }

    @Test
    void your_code_meets_a_refusal() {
        valve.register(Profile.named("blocked").quota(Quota.perDay(0)));
        Limiter nobody = valve.limiter("blocked", "ada");
        assertThat(new Search(nobody).find("valves")).isEqualTo("try again tomorrow");
    }

    private record Search(Limiter limiter) {

        String find(String words) {
            return limiter.tryTake() ? "found " + words : "try again tomorrow";
        }
    }

    static class DownStore extends ForwardingStore {

        DownStore(InMemoryStore behind) {
            super(behind);
        }

        @Override
        public ChargeResult charge(Charge charge) {
            throw new UncheckedIOException(new ConnectException("connection refused"));
        }
    }

    @Test
    void a_store_that_is_down() {
        try (ValveManager valve = ValveManager.builder()
                .store(new DownStore(new InMemoryStore(time)))
                .time(time)
                .build()) {
            valve.register(
                    Profile.named("closed").quota(Quota.perDay(10)),
                    Profile.named("open").quota(Quota.perDay(10)).onOutage(OutagePolicy.OPEN));
            assertThat(valve.limiter("closed", "ada").take().reason()).isEqualTo(Reason.STORE_UNAVAILABLE);
            assertThat(valve.limiter("open", "bob").take().has(Note.Kind.STORE_DEGRADED))
                    .isTrue();
        }
    }

    @Test
    void a_morning_of_traffic_keeps_its_promise() {
        List<TrafficRequest> requests = new ArrayList<>();
        requests.addAll(
                TrafficRequest.by("crawler").taking(Duration.ofMillis(100)).times(5_000));
        requests.addAll(TrafficRequest.by("ada").taking(Duration.ofMillis(100)).every(Duration.ofSeconds(1), 60));

        Traffic traffic = TrafficReplay.of(
                        Resource.named("api").workers(8).queue(10_000),
                        Profile.named("free").shared("api"))
                .waitUpTo(Duration.ofMinutes(5))
                .run(requests);

        assertThat(traffic.of("ada").refused()).isZero();
        assertThat(traffic.of("ada").waits().percentile(99))
                .hasValueSatisfying(wait -> assertThat(wait).isLessThan(Duration.ofMillis(150)));
    }

    @Test
    void a_property_of_random_input() {
        Seeds.check("never more than the burst at once", 100, random -> {
            long burst = random.nextLong(1, 50);
            Profile plan = Profile.named("burst-" + burst)
                    .dedicated(Resource.each().rate(Rate.perHour(60).burst(burst)));
            try (ValveManager valve = ValveManager.builder().time(time).build()) {
                valve.register(plan);
                Limiter ada = valve.limiter(plan.name(), "ada");
                long taken = 0;
                while (ada.tryTake()) {
                    taken++;
                }
                assertThat(taken).isEqualTo(burst);
            }
        });
    }
}
