package io.valve4j.benchmarks.docs;

import static io.valve4j.task.TaskOptions.FOREVER;
import static io.valve4j.task.TaskOptions.waitUpTo;
import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Limiter;
import io.valve4j.Profile;
import io.valve4j.Rate;
import io.valve4j.Reason;
import io.valve4j.Resource;
import io.valve4j.ValveManager;
import io.valve4j.quota.Quota;
import io.valve4j.store.InMemoryStore;
import io.valve4j.store.ValveStore;
import io.valve4j.task.Action;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The code of docs/moving.md on govalve: the Java of it. */
@SuppressWarnings({"FutureReturnValueIgnored", "CheckReturnValue"}) // as a reader would write it
class MovingFromGovalveTest {

    @Test
    void the_same_in_java() {
        AtomicInteger ran = new AtomicInteger();
        Action task = ran::incrementAndGet;
        ValveStore store = new InMemoryStore();
        ValveManager valve = ValveManager.builder().store(store).build();

        valve.register(
                Resource.named("external-api")
                        .rate(Rate.perMinute(100))
                        .workers(50)
                        .queue(1_000),
                Profile.named("free").shared("external-api"),
                Profile.named("pro")
                        .dedicated(Resource.each()
                                .rate(Rate.perSecond(10))
                                .workers(10)
                                .queue(200))
                        .quota(Quota.lifetime(5)));

        valve.subscriptions().create("ada", "pro", Duration.ofDays(30));
        Limiter limiter = valve.limiter("ada");
        limiter.run(task, waitUpTo(FOREVER));

        for (int i = 2; i <= 5; i++) {
            limiter.run(task);
        }
        assertThat(limiter.take().reason()).isEqualTo(Reason.QUOTA_EXCEEDED);
        valve.close();
        assertThat(ran).hasValue(5);
    }
}
