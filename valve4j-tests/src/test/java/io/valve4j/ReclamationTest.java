package io.valve4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.testkit.ManualTime;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is kept for users who have gone: nothing, as soon as it makes no difference; and never a permit more or less. */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of the tasks is seen elsewhere
class ReclamationTest {

    private final ManualTime time = new ManualTime();
    private final ValveManager valve = ValveManager.builder()
            .time(time)
            .executor(Runnable::run)
            .callbackExecutor(Runnable::run)
            .build();

    @Test
    void a_hundred_thousand_users_seen_once_leave_nothing_not_even_an_alarm() {
        valve.register(
                Resource.named("api"),
                Profile.named("own").dedicated(Resource.each().rate(Rate.perSecond(1))),
                Profile.named("ceiling").shared("api", Terms.EQUAL.rate(Rate.perSecond(1))));
        for (int i = 0; i < 50_000; i++) {
            assertThat(valve.limiter("own", "user-" + i).tryTake()).isTrue();
            assertThat(valve.limiter("ceiling", "user-" + i).tryTake()).isTrue();
        }
        assertThat(time.pendingAlarms()).isOne();
        time.advance(Duration.ofMinutes(3));
        assertThat(time.pendingAlarms())
                .as("the sweep ends when nothing is kept")
                .isZero();
        assertThat(valve.limiter("own", "user-0").take().remaining()).isZero();
    }

    @Test
    void a_bucket_that_is_not_full_is_kept_until_it_is() {
        valve.register(Profile.named("own")
                .dedicated(Resource.each().rate(Rate.perDay(2).burst(2))));
        Limiter ada = valve.limiter("own", "ada");
        assertThat(ada.tryTake()).isTrue();
        assertThat(ada.tryTake()).isTrue();
        time.advance(Duration.ofHours(12).minusNanos(1));
        assertThat(valve.limiter("own", "ada").tryTake()).isFalse();
        time.advance(Duration.ofNanos(1));
        assertThat(valve.limiter("own", "ada").tryTake()).isTrue();
        time.advance(Duration.ofDays(2));
        assertThat(time.pendingAlarms()).isZero();
    }

    @Test
    void work_in_any_form_keeps_a_resource() {
        valve.register(Profile.named("own").dedicated(Resource.each().workers(1)));
        Limiter ada = valve.limiter("own", "ada");
        Permit held = ada.tryAcquire().orElseThrow();
        time.advance(Duration.ofHours(1));
        assertThat(valve.limiter("own", "ada").tryAcquire())
                .as("the worker is taken")
                .isEmpty();
        CompletableFuture<?> queued = ada.run(() -> {});
        time.advance(Duration.ofHours(1));
        assertThat(queued).isNotDone();
        held.close();
        assertThat(queued).isCompleted();
        time.advance(Duration.ofHours(1));
        assertThat(time.pendingAlarms()).isZero();
    }

    @Test
    void a_handle_kept_for_ages_goes_on_working() {
        valve.register(Profile.named("own").dedicated(Resource.each().workers(1).rate(Rate.perSecond(3))));
        Limiter ada = valve.limiter("own", "ada");
        for (int round = 0; round < 5; round++) {
            for (int i = 0; i < 3; i++) {
                assertThat(i == 0 ? ada.tryTake() : ada.submit(() -> true).join())
                        .isTrue();
            }
            assertThat(ada.tryTake()).isFalse();
            time.advance(Duration.ofMinutes(10));
            assertThat(time.pendingAlarms()).as("round %s", round).isZero();
        }
    }
}
