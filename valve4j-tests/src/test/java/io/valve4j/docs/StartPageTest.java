package io.valve4j.docs;

import static io.valve4j.task.TaskOptions.waitUpTo;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Limiter;
import io.valve4j.Permit;
import io.valve4j.Profile;
import io.valve4j.Resource;
import io.valve4j.ValveManager;
import io.valve4j.quota.Quota;
import io.valve4j.quota.Reservation;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The programs of the page for beginners print what the page says, but for how lines are broken and how long to wait. */
class StartPageTest {

    private final Page page = Page.named("start.md");

    @Test
    void the_first_limit_prints_what_the_page_says() {
        assertThat(likened(printedBy(FirstLimit::main)))
                .contains("RATE_LIMITED")
                .isEqualTo(likened(page.fenced("").get(0)));
    }

    @Test
    void the_first_plan_prints_what_the_page_says() {
        assertThat(likened(printedBy(FirstPlan::main)))
                .contains("QUOTA_EXCEEDED")
                .isEqualTo(likened(page.fenced("").get(1)));
    }

    @Test
    void four_ways_to_use_a_limiter() throws Exception {
        List<String> done = Collections.synchronizedList(new ArrayList<>());
        try (ValveManager valve = ValveManager.create()) {
            valve.register(
                    Resource.named("gpu").workers(2),
                    Profile.named("pro")
                            .dedicated(Resource.each())
                            .shared("gpu")
                            .quota(Quota.perDay(10_000).of("tokens")));
            Limiter ada = valve.limiter("pro", "ada");
            new FourWays(done).use(ada).thenAccept(done::add).join();
            assertThat(ada.usage().get(0).used()).isEqualTo(5);
        }
        assertThat(done).containsExactlyInAnyOrder("42", "mail", "infer", "call");
    }

    private record FourWays(List<String> done) {

        @SuppressWarnings({"try", "FutureReturnValueIgnored"}) // as a reader would write it
        CompletableFuture<String> use(Limiter ada) throws InterruptedException {
            // 1. the valve runs it: refused at once if the queue is full
            CompletableFuture<String> reply = ada.submit(() -> ask("6 * 7"));
            // the same, ready to wait for room, and in time or never
            ada.run(() -> sendMail(), waitUpTo(Duration.ofSeconds(5)).deadline(Duration.ofMinutes(1)));

            // 2. you run it, in your fair turn, holding a worker
            try (Permit permit = ada.on("gpu").acquire(Duration.ofSeconds(2))) {
                infer();
            }

            // 3. rate and quota only: nothing to release, never waits
            if (ada.tryTake()) {
                call();
            }

            // 4. the cost is known only afterwards
            try (Reservation held = ada.reserve("tokens", 4_000)) {
                held.commit(chat("6 * 7")); // closed unsettled: released
            }
            return reply;
        }

        private static String ask(String question) {
            return question.equals("6 * 7") ? "42" : "";
        }

        private static long chat(String prompt) {
            return prompt.length();
        }

        private void sendMail() {
            done.add("mail");
        }

        private void infer() {
            done.add("infer");
        }

        private void call() {
            done.add("call");
        }
    }

    private static String likened(String printed) {
        return printed.strip().replaceAll("\\s+", " ").replaceAll("try again in \\d+ m?s", "try again in 2 s");
    }

    private static String printedBy(Consumer<String[]> program) {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, UTF_8));
        try {
            program.accept(new String[0]);
        } finally {
            System.setOut(before);
        }
        return printed.toString(UTF_8);
    }
}
