package io.valve4j.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Limiter;
import io.valve4j.Reason;
import io.valve4j.ValveManager;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.context.SmartLifecycle;

class ShutdownTest {

    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    @Test
    void what_was_accepted_runs_to_its_end_before_the_application_has_closed() {
        CompletableFuture<String> running = new CompletableFuture<>();
        Valves.plain()
                .withPropertyValues("valve4j.profiles.free.dedicated.workers=1")
                .run(context -> {
                    Limiter ada = context.getBean(ValveManager.class).limiter("free", "ada");
                    CompletableFuture<String> first = ada.submit(this::waitForRelease);
                    CompletableFuture<String> second = ada.submit(() -> "second");
                    started.await();
                    Thread closing = new Thread(context::close);
                    closing.start();
                    while (ada.peek().reason() != Reason.SHUTTING_DOWN) {
                        Thread.onSpinWait();
                    }
                    released.countDown();
                    closing.join();
                    assertThat(first).isCompletedWithValue("first");
                    assertThat(second).isCompletedWithValue("second");
                    running.complete("seen");
                });
        assertThat(running).isCompletedWithValue("seen");
    }

    @Test
    void after_the_timeout_what_runs_is_interrupted() {
        Valves.plain()
                .withPropertyValues("valve4j.profiles.free.dedicated.workers=1", "valve4j.shutdown.timeout=1ms")
                .run(context -> {
                    Limiter ada = context.getBean(ValveManager.class).limiter("free", "ada");
                    CompletableFuture<String> running = ada.submit(this::waitForRelease);
                    started.await();
                    context.close();
                    assertThat(running.handle((value, failure) -> failure).get(10, TimeUnit.SECONDS))
                            .isInstanceOf(InterruptedException.class);
                });
    }

    @Test
    void the_valve_ends_after_the_requests_and_before_the_server_and_everything_else() {
        assertThat(ValveLifecycle.PHASE)
                .isLessThan(SmartLifecycle.DEFAULT_PHASE - 1024)
                .isGreaterThan(SmartLifecycle.DEFAULT_PHASE - 2048);
        Valves.plain().run(context -> {
            ValveLifecycle lifecycle = context.getBean(ValveLifecycle.class);
            assertThat(lifecycle.isRunning()).isTrue();
            assertThat(lifecycle.isPauseable()).isFalse();
            lifecycle.stop();
            assertThat(lifecycle.isRunning()).isFalse();
        });
    }

    @Test
    void the_time_to_drain_is_that_of_a_phase_unless_it_is_set() {
        assertThat(timeout()).isEqualTo("PT30S");
        assertThat(timeout("spring.lifecycle.timeout-per-shutdown-phase=7s")).isEqualTo("PT7S");
        assertThat(timeout("spring.lifecycle.timeout-per-shutdown-phase=7s", "valve4j.shutdown.timeout=3s"))
                .isEqualTo("PT3S");
    }

    private static String timeout(String... properties) {
        StringBuilder found = new StringBuilder();
        Valves.plain()
                .withPropertyValues(properties)
                .run(context ->
                        found.append(context.getBean(ValveLifecycle.class).timeout()));
        return found.toString();
    }

    private String waitForRelease() throws InterruptedException {
        started.countDown();
        released.await();
        return "first";
    }
}
