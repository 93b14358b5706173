package io.valve4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.testkit.ManualTime;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ClosedAlarmsTest {

    private final ManualTime time = new ManualTime();
    private final ValveManager valve = ValveManager.builder()
            .time(time)
            .executor(Runnable::run)
            .callbackExecutor(Runnable::run)
            .build();

    @Test
    void a_closed_manager_has_no_alarm_set_for_those_whom_it_still_keeps() {
        valve.register(Profile.named("pro").dedicated(Resource.each().rate(Rate.perMinute(1))));
        assertThat(valve.limiter("pro", "ada").tryTake()).isTrue();
        assertThat(time.pendingAlarms()).isEqualTo(1);
        valve.close();
        assertThat(time.pendingAlarms()).isZero();
    }

    @Test
    void a_manager_that_handed_work_back_that_waited_for_the_rate_has_no_alarm_set() throws Exception {
        valve.register(Profile.named("pro").dedicated(Resource.each().rate(Rate.perMinute(1))));
        for (int i = 0; i < 5; i++) {
            var unused = valve.limiter("pro", "ada").run(() -> {});
        }
        CompletableFuture<ShutdownReport> report = valve.shutdown(Duration.ofSeconds(1));
        time.advance(Duration.ofSeconds(1));
        assertThat(report.get(1, TimeUnit.MINUTES).unstarted()).hasSize(4);
        assertThat(time.pendingAlarms()).isZero();
    }
}
