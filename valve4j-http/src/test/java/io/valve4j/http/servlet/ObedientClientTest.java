package io.valve4j.http.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Profile;
import io.valve4j.Rate;
import io.valve4j.Resource;
import io.valve4j.ValveManager;
import io.valve4j.http.HttpAnswers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real clients that wait as long as they are told, in real time. */
class ObedientClientTest {

    private static final int CLIENTS = 8;
    private static final int ROUNDS = 3;

    @TempDir
    Path folder;

    @Test
    void who_waits_as_told_succeeds_at_the_next_try() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try (ValveManager valve = ValveManager.create();
                WebServer server = new WebServer(folder)) {
            // No multiple of a second, so that rounding down would send everybody back too early.
            valve.register(Profile.named("p").dedicated(Resource.each().rate(Rate.of(1, Duration.ofMillis(900)))));
            server.filter(ValveFilter.builder(valve, RequestUser.header("X-User"))
                            .profile("p")
                            .answers(HttpAnswers.STANDARD.jitter(Duration.ofSeconds(1)))
                            .build())
                    .servlet("/*", (request, response) -> response.getWriter().print("hello"))
                    .start();

            List<Callable<List<Integer>>> all = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                String user = "user" + i;
                all.add(() -> statusesAfterWaiting(server, user));
            }
            for (Future<List<Integer>> client : clients.invokeAll(all)) {
                assertThat(client.get()).hasSize(ROUNDS).containsOnly(200);
            }
        } finally {
            clients.shutdownNow();
        }
    }

    /** Asks until it is refused, waits as told, asks again, and so on. */
    private static List<Integer> statusesAfterWaiting(WebServer server, String user) throws Exception {
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            HttpResponse<String> response = server.get("/", user);
            while (response.statusCode() == 200) {
                response = server.get("/", user);
            }
            TimeUnit.SECONDS.sleep(
                    response.headers().firstValueAsLong("Retry-After").orElseThrow());
            statuses.add(server.get("/", user).statusCode());
        }
        return statuses;
    }
}
