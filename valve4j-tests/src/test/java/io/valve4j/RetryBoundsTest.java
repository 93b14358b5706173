package io.valve4j;

import static io.valve4j.VirtualValve.TWICE;
import static io.valve4j.VirtualValve.withApi;
import static io.valve4j.task.TaskOptions.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.valve4j.VirtualValve.Flaky;
import io.valve4j.quota.Quota;
import io.valve4j.task.RetryPolicy;
import io.valve4j.testkit.ManualTime;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What retries may take from others, and how far their numbers go. */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of the tasks is seen elsewhere
@Timeout(60)
class RetryBoundsTest {

    @Test
    void tasks_that_come_back_from_backoff_keep_no_newcomer_out() {
        VirtualValve valve = withApi(b -> b, 1);
        Limiter hog = valve.manager.limiter("pro", "hog");
        for (int i = 0; i < 50; i++) {
            hog.submit(new Flaky(9), DEFAULT.retry(TWICE.baseDelay(Duration.ofSeconds(30))));
            valve.workers.runAll();
        }
        valve.time.advance(Duration.ofSeconds(30)); // all are due; one has the worker
        Limiter newcomer = valve.manager.limiter("pro", "newcomer");
        assertThatCode(() -> newcomer.submit(() -> "hello")).doesNotThrowAnyException();
    }

    @Test
    void a_subscription_that_is_cancelled_while_an_attempt_runs_has_no_further_attempt() {
        VirtualValve valve = withApi(b -> b, 1);
        valve.manager.subscriptions().create("ada", "pro", Duration.ofDays(30));
        AtomicInteger calls = new AtomicInteger();
        CompletableFuture<Object> future = valve.manager
                .limiter("ada")
                .submit(
                        () -> {
                            if (calls.incrementAndGet() == 1) {
                                valve.manager.subscriptions().cancel("ada");
                            }
                            throw new IOException("no");
                        },
                        DEFAULT.retry(TWICE));
        valve.pass(Duration.ofSeconds(1));
        assertThat(future).isCompletedExceptionally();
        assertThat(calls)
                .as("one in backoff at that moment would have had no further one")
                .hasValue(1);
    }

    @Test
    void a_base_delay_that_is_longer_than_the_longest_delay_is_not_cut_in_silence() {
        RetryPolicy policy = null;
        try {
            policy = RetryPolicy.attempts(2).baseDelay(Duration.ofMinutes(5)).withoutJitter();
        } catch (IllegalArgumentException refused) {
            return;
        }
        assertThat(policy.delayAfter(1, 0)).isEqualTo(Duration.ofMinutes(5));
    }

    private static final Duration CENTURY = Duration.ofDays(36_525);

    private static void register(ValveManager manager, int workers, int queue) {
        manager.register(
                Resource.named("api").workers(workers).queue(queue),
                Profile.named("pro").shared("api").quota(Quota.perDay(1_000_000)));
    }

    @Test
    void century_delays_beside_short_ones_at_wrapping_time() {
        for (long start : new long[] {0, Long.MAX_VALUE - 1_000_000, Long.MIN_VALUE, -1}) {
            ManualTime time = new ManualTime(start, Instant.parse("2026-01-01T00:00:00Z"));
            HandDrivenExecutor workers = new HandDrivenExecutor();
            ValveManager manager = ValveManager.builder()
                    .time(time)
                    .executor(workers)
                    .callbackExecutor(Runnable::run)
                    .build();
            register(manager, 1, 10);
            Limiter ada = manager.limiter("pro", "ada");
            Flaky longOne = new Flaky(1);
            CompletableFuture<String> slow =
                    ada.submit(longOne, DEFAULT.retry(TWICE.baseDelay(CENTURY).maxDelay(CENTURY)));
            workers.runAll();
            CompletableFuture<String> late = ada.submit(
                    new Flaky(1),
                    DEFAULT.deadline(CENTURY).retry(TWICE.baseDelay(CENTURY).maxDelay(CENTURY)));
            CompletableFuture<String> quick = ada.submit(new Flaky(1), DEFAULT.retry(TWICE));
            workers.runAll();
            time.advance(Duration.ofMillis(10));
            workers.runAll();
            assertThat(quick).isCompletedWithValue("done");
            assertThat(late).isCompletedExceptionally();
            time.advance(CENTURY);
            workers.runAll();
            assertThat(slow).isCompletedWithValue("done");
        }
    }

    @Test
    void century_delay_on_the_systems_clock_does_not_keep_the_short_ones() {
        ValveManager manager = ValveManager.create();
        register(manager, 1, 10);
        Limiter ada = manager.limiter("pro", "ada");
        CompletableFuture<String> slow =
                ada.submit(new Flaky(1), DEFAULT.retry(TWICE.baseDelay(CENTURY).maxDelay(CENTURY)));
        assertThat(Await.result(ada.submit(new Flaky(1), DEFAULT.retry(TWICE)))).isEqualTo("done");
        assertThat(slow).isNotDone();
        assertThat(Await.result(manager.shutdown(Duration.ofMillis(10))).givenUp())
                .isEqualTo(1);
    }

    @Test
    void zero_delays_with_a_thousand_attempts_on_the_calling_thread() {
        ManualTime time = new ManualTime();
        ValveManager manager = ValveManager.builder()
                .time(time)
                .executor(Runnable::run)
                .callbackExecutor(Runnable::run)
                .build();
        register(manager, 1, 10);
        CompletableFuture<String> future = manager.limiter("pro", "ada")
                .submit(
                        new Flaky(999),
                        DEFAULT.retry(RetryPolicy.attempts(1_000)
                                .baseDelay(Duration.ofNanos(1))
                                .multiplier(1)));
        time.advance(Duration.ofSeconds(1));
        assertThat(future).isCompletedWithValue("done");
    }

    @Test
    void nanos_that_jump_back_in_backoff_freeze_nothing() {
        VirtualValve valve = new VirtualValve();
        register(valve.manager, 1, 10);
        CompletableFuture<String> future =
                valve.manager.limiter("pro", "ada").submit(new Flaky(1), DEFAULT.retry(TWICE));
        valve.workers.runAll();
        valve.time.jumpNanos(-1_000_000_000_000L);
        valve.time.jumpWall(Duration.ofDays(-10));
        valve.pass(Duration.ofMillis(50));
        assertThat(future).isCompletedWithValue("done");
    }
}
