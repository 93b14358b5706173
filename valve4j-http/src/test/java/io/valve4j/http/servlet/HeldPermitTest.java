package io.valve4j.http.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Limiter;
import io.valve4j.Profile;
import io.valve4j.Rate;
import io.valve4j.Resource;
import io.valve4j.ValveManager;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.LifecycleException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One worker, and who holds it when. */
class HeldPermitTest {

    @TempDir
    Path folder;

    private final ValveManager valve = ValveManager.create();
    private final Semaphore entered = new Semaphore(0);
    private final Semaphore leave = new Semaphore(0);
    private WebServer server;
    private Limiter probe;

    @BeforeEach
    void prepare() {
        valve.register(Resource.named("api").workers(1), Profile.named("p").shared("api"));
        probe = valve.limiter("p", "probe");
        server = new WebServer(folder)
                .servlet("/quick", (request, response) -> response.getWriter().print("quick"))
                .servlet("/slow", (request, response) -> {
                    enteredAndMayLeave();
                    response.getWriter().print("slow");
                })
                .servlet("/throws", (request, response) -> {
                    throw new IllegalStateException("on purpose");
                })
                .servlet("/error", (request, response) -> {
                    throw new NoClassDefFoundError("on purpose");
                })
                .servlet("/async", (request, response) -> {
                    AsyncContext async = request.startAsync();
                    new Thread(() -> {
                                enteredAndMayLeave();
                                async.complete();
                            })
                            .start();
                })
                .servlet(
                        "/completed-at-once",
                        (request, response) -> request.startAsync().complete())
                .servlet(
                        "/forgotten",
                        (request, response) -> request.startAsync().setTimeout(1))
                .servlet("/async-throws", (request, response) -> {
                    request.startAsync();
                    throw new IllegalStateException("on purpose");
                })
                .servlet("/again", this::twiceAsynchronous)
                .servlet(
                        "/dispatched-to-failure",
                        (request, response) -> request.startAsync().dispatch("/throws"));
    }

    /** The listeners of the first round are forgotten by the container when the second starts. */
    private void twiceAsynchronous(HttpServletRequest request, HttpServletResponse response) {
        AsyncContext async = request.startAsync();
        if (request.getAttribute("again") == null) {
            request.setAttribute("again", true);
            async.dispatch();
            return;
        }
        new Thread(() -> {
                    enteredAndMayLeave();
                    async.complete();
                })
                .start();
    }

    private void enteredAndMayLeave() {
        entered.release();
        leave.acquireUninterruptibly();
    }

    @AfterEach
    void close() throws LifecycleException {
        server.close();
        valve.close();
    }

    private void serve(Duration wait) throws LifecycleException {
        server.filter(ValveFilter.builder(valve, RequestUser.header("X-User"))
                        .profile("p")
                        .holdPermit(wait)
                        .build())
                .start();
    }

    private void awaitEntered() throws InterruptedException {
        assertThat(entered.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/slow", "/async", "/again"})
    void a_worker_is_held_as_long_as_the_request_runs(String path) throws Exception {
        serve(Duration.ZERO);
        CompletableFuture<HttpResponse<String>> first = server.getAside(path, "ada");
        awaitEntered();

        HttpResponse<String> second = server.get("/quick", "bob");

        assertThat(second.statusCode()).isEqualTo(503);
        assertThat(second.headers().firstValueAsLong("Retry-After")).hasValue(1);
        assertThat(second.headers().firstValue("RateLimit")).hasValue("\"api workers\";r=0");
        assertThat(second.body()).contains("temporary-reduced-capacity", "\"reason\":\"NO_WORKER\"");
        assertThat(Workers.free(probe, 1)).isZero();
        leave.release();
        assertThat(first.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        Workers.awaitFree(probe, 1);
        assertThat(server.get("/quick", "bob").body()).isEqualTo("quick");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/quick",
                "/throws",
                "/error",
                "/completed-at-once",
                "/forgotten",
                "/async-throws",
                "/dispatched-to-failure",
                "/nowhere"
            })
    void a_worker_is_free_again_however_the_request_ends(String path) throws Exception {
        serve(Duration.ZERO);
        for (int i = 0; i < 3; i++) {
            assertThat(server.get(path, "ada").statusCode()).isNotEqualTo(503);
            Workers.awaitFree(probe, 1);
        }
    }

    @Test
    void a_request_may_wait_for_its_turn() throws Exception {
        serve(Duration.ofSeconds(30));
        CompletableFuture<HttpResponse<String>> first = server.getAside("/slow", "ada");
        awaitEntered();
        CompletableFuture<HttpResponse<String>> second = server.getAside("/quick", "bob");

        leave.release();

        assertThat(second.get(30, TimeUnit.SECONDS).body()).isEqualTo("quick");
        assertThat(first.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        Workers.awaitFree(probe, 1);
    }

    @Test
    void a_wait_ends_when_its_time_is_over() throws Exception {
        serve(Duration.ofMillis(20));
        CompletableFuture<HttpResponse<String>> first = server.getAside("/slow", "ada");
        awaitEntered();

        HttpResponse<String> second = server.get("/quick", "bob");

        assertThat(second.statusCode()).isEqualTo(503);
        assertThat(second.headers().firstValueAsLong("Retry-After")).hasValue(1);
        assertThat(second.body()).contains("\"reason\":\"WAIT_TIMEOUT\"");
        leave.release();
        assertThat(first.get(30, TimeUnit.SECONDS).body()).isEqualTo("slow");
    }

    /** Another node has no more of a rate: 503 would send the client there, and have proxies take this node out of turn. */
    @Test
    void a_wait_that_the_rate_has_made_vain_is_too_much_and_says_when_to_come_back() throws Exception {
        valve.register(
                Resource.named("metered").rate(Rate.perDay(2).burst(1)),
                Profile.named("metered").shared("metered"));
        server.filter(ValveFilter.builder(valve, RequestUser.header("X-User"))
                        .profile("metered")
                        .holdPermit(Duration.ofMillis(20))
                        .build())
                .start();
        assertThat(server.get("/quick", "ada").statusCode()).isEqualTo(200);

        HttpResponse<String> second = server.get("/quick", "ada");

        assertThat(second.statusCode()).isEqualTo(429);
        assertThat(second.headers().firstValueAsLong("Retry-After").orElseThrow())
                .isBetween(43_000L, 43_200L);
        assertThat(second.headers().firstValue("RateLimit-Policy")).hasValue("\"metered rate\";q=1;w=43200");
        assertThat(second.headers().firstValue("RateLimit").orElseThrow()).startsWith("\"metered rate\";r=0;t=");
        assertThat(second.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(second.body()).contains("quota-exceeded", "\"reason\":\"RATE_LIMITED\"");
    }

    @Test
    void while_the_manager_shuts_down_clients_are_sent_elsewhere() throws Exception {
        serve(Duration.ZERO);
        valve.close();

        HttpResponse<String> response = server.get("/quick", "ada");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValueAsLong("Retry-After")).hasValue(1);
        assertThat(response.body()).contains("\"reason\":\"SHUTTING_DOWN\"");
    }
}
