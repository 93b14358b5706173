package io.valve4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.task.TaskOptions;
import io.valve4j.testkit.ManualTime;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EdgesOfWaitingTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ManualTime time = new ManualTime();
    private final ValveManager valve = ValveManager.builder()
            .time(time)
            .executor(Runnable::run)
            .callbackExecutor(Runnable::run)
            .build();

    private Limiter emptied() {
        valve.register(Profile.named("p").dedicated(Resource.each().rate(Rate.perSecond(1))));
        Limiter ada = valve.limiter("p", "ada");
        assertThat(ada.tryTake()).isTrue();
        return ada;
    }

    @Test
    void whoIsReadyToWaitExactlyUntilThePermitComesGetsIt() {
        CompletableFuture<Permit> permit = emptied().acquireAsync(SECOND);

        time.advance(SECOND);

        assertThat(permit).isCompletedWithValueMatching(given -> given.user().equals("ada"));
    }

    @Test
    void whoseDeadlineIsThatVeryInstantDoesNot() {
        CompletableFuture<Permit> permit = emptied()
                .acquireAsync(TaskOptions.waitUpTo(SECOND.multipliedBy(2)).deadline(SECOND));

        time.advance(SECOND);

        assertThat(permit).isCompletedExceptionally();
    }

    @Test
    void aPermitStillHeldIsInTheReportAndSpoilsACleanEnd() throws Exception {
        valve.register(Profile.named("p").dedicated(Resource.each()));
        try (Permit held = valve.limiter("p", "ada").acquire(SECOND)) {
            CompletableFuture<ShutdownReport> ended = valve.shutdown(Duration.ZERO);
            time.advance(Duration.ZERO);
            ShutdownReport report = ended.get(20, TimeUnit.SECONDS);

            assertThat(held.user()).isEqualTo("ada");
            assertThat(report.permitsHeld()).isEqualTo(1);
            assertThat(report.clean()).isFalse();
        }
    }

    @Test
    void aDecisionShowsNoControlCharactersOfAnId() {
        valve.register(Profile.named("p"));

        assertThat(valve.limiter("p", "a\nb").take().toString())
                .contains("\"a\\u000ab\"")
                .doesNotContain("\n");
    }
}
