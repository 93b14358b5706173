package io.valve4j.http.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Profile;
import io.valve4j.Rate;
import io.valve4j.Resource;
import io.valve4j.ValveManager;
import io.valve4j.http.HttpAnswers;
import io.valve4j.quota.Quota;
import io.valve4j.store.InMemoryStore;
import io.valve4j.testkit.ManualTime;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.catalina.LifecycleException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real client of a real server that waits as long as it is told, in time that passes only while it waits. */
class ObedientClientTest {

    private static final int ROUNDS = 3;

    @TempDir
    Path folder;

    private final ManualTime time = new ManualTime();
    private final ValveManager valve =
            ValveManager.builder().time(time).store(new InMemoryStore(time)).build();
    private WebServer server;

    @BeforeEach
    void prepare() {
        // No multiple of a second, so that rounding down would send everybody back too early.
        Resource slow = Resource.each().rate(Rate.of(1, Duration.ofMillis(2_500)));
        valve.register(
                Profile.named("dedicated").dedicated(slow),
                Resource.named("api").rate(Rate.of(2, Duration.ofMillis(5_300))),
                Profile.named("shared").shared("api"),
                Profile.named("daily").dedicated(Resource.each()).quota(Quota.perDay(2)));
        server = new WebServer(folder)
                .servlet("/", (request, response) -> response.getWriter().print("hello"));
    }

    @AfterEach
    void close() throws LifecycleException {
        server.close();
        valve.close();
    }

    private void serve(HttpAnswers answers) throws LifecycleException {
        server.filter(ValveFilter.builder(valve, RequestUser.header("X-User"))
                        .limiter((request, user) ->
                                valve.limiter(request.getServletPath().substring(1), user))
                        .answers(answers.time(time))
                        .build())
                .start();
    }

    private int status(String profile) throws IOException, InterruptedException {
        return server.get("/" + profile, "ada").statusCode();
    }

    /** Asks until it is refused; how long it is told to wait. */
    private long secondsToWait(String profile) throws IOException, InterruptedException {
        HttpResponse<String> response;
        do {
            response = server.get("/" + profile, "ada");
        } while (response.statusCode() == 200);
        assertThat(response.statusCode()).isEqualTo(429);
        return response.headers().firstValueAsLong("Retry-After").orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"dedicated, 3", "shared, 3", "daily, 86400"})
    void who_waits_as_told_succeeds_at_the_next_try_and_who_waits_a_second_less_does_not(String profile, long told)
            throws Exception {
        serve(HttpAnswers.STANDARD);

        for (int i = 0; i < ROUNDS; i++) {
            long seconds = secondsToWait(profile);
            if (i == 0) {
                assertThat(seconds).isEqualTo(told);
            }
            time.advance(Duration.ofSeconds(seconds - 1));
            assertThat(status(profile)).as("a second early").isEqualTo(429);
            time.advance(Duration.ofSeconds(1));
            assertThat(status(profile)).as("on time").isEqualTo(200);
        }
    }

    @Test
    void nobody_is_sent_back_too_early_by_jitter() throws Exception {
        serve(HttpAnswers.STANDARD.jitter(Duration.ofSeconds(2)));

        for (int i = 0; i < 10 * ROUNDS; i++) {
            time.advance(Duration.ofSeconds(secondsToWait("dedicated")));
            assertThat(status("dedicated")).isEqualTo(200);
        }
    }
}
