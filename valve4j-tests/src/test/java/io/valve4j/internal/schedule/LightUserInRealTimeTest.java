package io.valve4j.internal.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Limiter;
import io.valve4j.Profile;
import io.valve4j.Rate;
import io.valve4j.Resource;
import io.valve4j.ValveManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * G5 once more, on the real dispatcher, with its threads and the machine's clock. There is one worker, and it is one of the
 * noisy user's own tasks that brings the light user's: so nothing starts while it is handed in, and to count starts is to
 * count dispatches.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what the tasks do is waited for
class LightUserInRealTimeTest {

    private static final int LIGHT_TASKS = 20;

    private final CountDownLatch allQueued = new CountDownLatch(1);
    private final CountDownLatch allServed = new CountDownLatch(LIGHT_TASKS);

    /** Both touched by the one worker alone. */
    private final List<Integer> passed = new ArrayList<>();

    private int noisyStarted;

    @Test
    void behind_5000_tasks_of_another_at_most_3_start_before_a_light_users() throws Exception {
        try (ValveManager valve = ValveManager.create()) {
            valve.register(
                    Resource.named("api")
                            .workers(1)
                            .queue(20_000)
                            .rate(Rate.perSecond(1_000).burst(1)),
                    Profile.named("free").shared("api"));
            Limiter noisy = valve.limiter("free", "noisy");
            Limiter light = valve.limiter("free", "light");
            noisy.run(allQueued::await);
            for (int i = 0; i < 5_000; i++) {
                noisy.run(() -> runNoisy(light));
            }
            allQueued.countDown();

            assertThat(allServed.await(20, TimeUnit.SECONDS)).isTrue();
            valve.shutdown(Duration.ZERO);
        }
        assertThat(passed).hasSizeGreaterThanOrEqualTo(LIGHT_TASKS).allMatch(others -> others <= 3);
    }

    private void runNoisy(Limiter light) {
        noisyStarted++;
        if (noisyStarted % 10 == 0) {
            int before = noisyStarted;
            light.run(() -> {
                passed.add(noisyStarted - before);
                allServed.countDown();
            });
        }
    }
}
