package io.valve4j.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Limiter;
import io.valve4j.Profile;
import io.valve4j.Rate;
import io.valve4j.Resource;
import io.valve4j.ValveManager;
import io.valve4j.quota.Quota;
import io.valve4j.testkit.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The README's example runs, and the refusal that it shows is one. */
class ReadmeExampleTest {

    private final List<String> done = new ArrayList<>();

    @Test
    void the_readmes_example_runs() {
        example();
        assertThat(done).containsExactlyInAnyOrder("call", "42");
    }

    @SuppressWarnings({"try", "FutureReturnValueIgnored"}) // as a reader would write it
    private void example() {
        try (ValveManager valve = ValveManager.create()) {
            Resource api = Resource.named("api").rate(Rate.perMinute(100)).workers(50);
            Resource own = Resource.each().rate(Rate.perMinute(500));
            valve.register(
                    api,
                    Profile.named("free").shared("api"), // all together, in fair turns
                    Profile.named("pro").dedicated(own).quota(Quota.perMonth(10_000)));

            valve.subscriptions().create("ada", "pro", Duration.ofDays(30));
            Limiter ada = valve.limiter("ada");
            if (ada.tryTake()) { // never waits
                call();
            }
            ada.submit(() -> ask("6 * 7")).thenAccept(this::show); // in her turn
        }
    }

    @Test
    void the_readmes_refusal_is_what_the_library_says() {
        Instant resetsAt = Instant.parse("2026-02-01T00:00:00Z");
        Duration until = Duration.ofHours(178).plusMinutes(23).plusSeconds(17);
        try (ValveManager valve = ValveManager.builder()
                .time(new ManualTime(0, resetsAt.minus(until)))
                .build()) {
            valve.register(Profile.named("pro")
                    .dedicated(Resource.each().rate(Rate.perMinute(500)))
                    .quota(Quota.perMonth(10_000)));
            Limiter ada = valve.limiter("pro", "ada");
            ada.reserve("calls", 10_000).commit(10_000);
            assertThat(ada.take().explain())
                    .isEqualTo(Page.readme().fenced("").get(0).strip().replaceAll("\\s+", " "));
        }
    }

    private static String ask(String question) {
        return question.equals("6 * 7") ? "42" : "";
    }

    private synchronized void show(String answer) {
        done.add(answer);
    }

    private synchronized void call() {
        done.add("call");
    }
}
