package io.valve4j.docs;

import static io.valve4j.task.TaskOptions.waitUpTo;
import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Limiter;
import io.valve4j.Permit;
import io.valve4j.Profile;
import io.valve4j.Rate;
import io.valve4j.Resource;
import io.valve4j.Terms;
import io.valve4j.ValveManager;
import io.valve4j.quota.Quota;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The README's example runs. */
class ReadmeExampleTest {

    private final List<String> done = new ArrayList<>();

    @Test
    void theReadmesExampleRuns() throws Exception {
        String reply = example();

        assertThat(reply).isEqualTo("42");
        assertThat(done).containsExactlyInAnyOrder("mail", "infer", "call");
    }

    @SuppressWarnings({"try", "FutureReturnValueIgnored"}) // as a reader would write it
    private String example() throws Exception {
        try (ValveManager valve = ValveManager.create()) {
            valve.register(
                    Resource.named("api").rate(Rate.perMinute(100)).workers(50).queue(1_000),
                    Resource.named("gpu").rate(Rate.perSecond(5)).workers(2),
                    Profile.named("free").shared("api"), // all free users together, in fair turns
                    Profile.named("pro")
                            .dedicated(Resource.each().rate(Rate.perMinute(500))) // each pro user alone
                            .shared("gpu", Terms.weight(4)) // and a share of the GPU
                            .quota(Quota.perMonth(10_000)));

            valve.subscriptions().create("ada", "pro", Duration.ofDays(30));
            Limiter ada = valve.limiter("ada");

            // 1. the valve runs it: refused at once if the queue is full
            CompletableFuture<String> reply = ada.submit(() -> ask("6 * 7"));
            ada.run(() -> sendMail(), waitUpTo(Duration.ofSeconds(5)).deadline(Duration.ofMinutes(1)));

            // 2. you run it, in your fair turn, holding a worker
            try (Permit permit = ada.on("gpu").acquire(Duration.ofSeconds(2))) {
                infer();
            }

            // 3. rate and quota only: nothing to release, never waits
            if (ada.tryTake()) {
                call();
            }
            return reply.get(10, TimeUnit.SECONDS);
        }
    }

    private static String ask(String question) {
        return question.equals("6 * 7") ? "42" : "";
    }

    private synchronized void sendMail() {
        done.add("mail");
    }

    private synchronized void infer() {
        done.add("infer");
    }

    private synchronized void call() {
        done.add("call");
    }
}
