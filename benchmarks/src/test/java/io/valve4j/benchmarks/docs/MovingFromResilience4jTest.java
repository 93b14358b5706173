package io.valve4j.benchmarks.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.bulkhead.ThreadPoolBulkhead;
import io.github.resilience4j.bulkhead.ThreadPoolBulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.github.resilience4j.ratelimiter.RequestNotPermitted;
import io.valve4j.Decision;
import io.valve4j.Permit;
import io.valve4j.Profile;
import io.valve4j.Rate;
import io.valve4j.Resource;
import io.valve4j.ValveManager;
import io.valve4j.ValveRejectedException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The code of docs/moving.md on Resilience4j, before and after, and what the page says of the difference. */
class MovingFromResilience4jTest {

    private final ValveManager valve = ValveManager.create();

    @AfterEach
    void close() {
        valve.close();
    }

    private static final class Before {

        private final RateLimiterRegistry limiters = RateLimiterRegistry.of(RateLimiterConfig.custom()
                .limitForPeriod(10)
                .limitRefreshPeriod(Duration.ofHours(1))
                .timeoutDuration(Duration.ZERO)
                .build());
        private final Bulkhead database = Bulkhead.of(
                "database",
                BulkheadConfig.custom()
                        .maxConcurrentCalls(10)
                        .maxWaitDuration(Duration.ofMillis(500))
                        .build());
        private final ThreadPoolBulkhead pool = ThreadPoolBulkhead.of(
                "reports",
                ThreadPoolBulkheadConfig.custom()
                        .coreThreadPoolSize(4)
                        .maxThreadPoolSize(4)
                        .queueCapacity(100)
                        .build());

        String limited(String user) throws Exception {
            try {
                return limiters.rateLimiter(user).executeCallable(() -> call());
            } catch (RequestNotPermitted refusal) {
                return refusal.getMessage();
            }
        }

        String query() throws Exception {
            try {
                return database.executeCallable(() -> call());
            } catch (BulkheadFullException refusal) {
                return refusal.getMessage();
            }
        }

        CompletionStage<String> report() {
            return pool.submit(() -> call());
        }
    }

    private static final class After {

        private final ValveManager valve;

        After(ValveManager valve) {
            this.valve = valve;
            valve.register(
                    Resource.named("database").workers(10),
                    Resource.named("reports").workers(4).queue(100),
                    Profile.named("free")
                            .dedicated(Resource.each().rate(Rate.perHour(10)))
                            .shared("database")
                            .shared("reports"));
        }

        String limited(String user) {
            Decision decision = valve.limiter("free", user).take();
            return decision.allowed() ? call() : decision.explain();
        }

        @SuppressWarnings("try") // as a reader would write it
        String query(String user) throws InterruptedException {
            try (Permit permit = valve.limiter("free", user).on("database").acquire(Duration.ofMillis(500))) {
                return call();
            } catch (ValveRejectedException refusal) {
                return refusal.getMessage();
            }
        }

        CompletableFuture<String> report(String user) {
            return valve.limiter("free", user).on("reports").submit(() -> call());
        }

        CompletableFuture<String> guarded(String user, CircuitBreaker breaker) {
            return valve.limiter("free", user).submit(CircuitBreaker.decorateCallable(breaker, () -> call()));
        }
    }

    private static String call() {
        return "done";
    }

    @Test
    void both_do_the_same() throws Exception {
        Before before = new Before();
        After after = new After(valve);
        for (int i = 0; i < 10; i++) {
            assertThat(after.limited("ada")).isEqualTo(before.limited("ada")).isEqualTo("done");
        }
        assertThat(before.limited("ada")).isEqualTo("RateLimiter 'ada' does not permit further calls");
        assertThat(after.limited("ada")).contains("RATE_LIMITED").contains("try again in ");
        assertThat(after.query("ada")).isEqualTo(before.query()).isEqualTo("done");
        assertThat(after.report("ada").join())
                .isEqualTo(before.report().toCompletableFuture().join())
                .isEqualTo("done");
        before.pool.close();
    }

    @Test
    void a_circuit_breaker_goes_round_the_call_inside_of_the_task() {
        After after = new After(valve);
        CircuitBreaker breaker = CircuitBreaker.ofDefaults("mail");
        assertThat(after.guarded("ada", breaker).join()).isEqualTo("done");
        breaker.transitionToOpenState();
        assertThat(after.guarded("ada", breaker)).failsWithin(Duration.ofMinutes(1));
        assertThat(breaker.getMetrics().getNumberOfNotPermittedCalls()).isEqualTo(1);
    }

    @Test
    void a_resilience4j_period_lets_through_twice_its_limit_around_its_border() {
        AtomicLong now = new AtomicLong();
        RateLimiter limiter = RateLimiter.of(
                "ada",
                RateLimiterConfig.custom()
                        .limitForPeriod(10)
                        .limitRefreshPeriod(Duration.ofSeconds(1))
                        .timeoutDuration(Duration.ZERO)
                        .build(),
                now::get);
        now.set(Duration.ofMillis(999).toNanos());
        assertThat(limiter.acquirePermission(10)).isTrue();
        now.set(Duration.ofSeconds(1).toNanos());
        assertThat(limiter.acquirePermission(10)).isTrue();
    }

    @Test
    void a_resilience4j_registry_keeps_whoever_came() throws Exception {
        Before before = new Before();
        for (int user = 0; user < 1_000; user++) {
            before.limited("user-" + user);
        }
        assertThat(before.limiters.getAllRateLimiters()).hasSize(1_000);
        before.pool.close();
    }
}
