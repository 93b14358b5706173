package io.valve4j.http.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Limiter;
import io.valve4j.Permit;
import io.valve4j.Profile;
import io.valve4j.Resource;
import io.valve4j.ValveManager;
import io.valve4j.testkit.Seeds;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However requests end, no permit is lost. */
class ClientAbortTest {

    /** How many requests are admitted before the workers are counted: {@code -Dvalve4j.http.requests}. */
    private static final int REQUESTS = Integer.getInteger("valve4j.http.requests", 100_000);

    /** Enough for all whom nobody completes: Tomcat looks for timeouts once a second. */
    private static final int WORKERS = 2_000;

    private static final int CLIENTS = 8;
    private static final byte[] CHUNK = new byte[16_384];
    private static final int CHUNKS = 32;

    @TempDir
    Path folder;

    private final ValveManager valve = ValveManager.create();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger admitted = new AtomicInteger();
    private Limiter probe;

    @BeforeEach
    void prepare() {
        valve.register(
                Resource.named("api").workers(WORKERS), Profile.named("p").shared("api"));
        probe = valve.limiter("p", "probe");
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        // Not close(), which would wait for what the forgetful filter has lost.
        valve.shutdown(Duration.ZERO).join();
    }

    private WebServer server(Filter filter) {
        return new WebServer(folder)
                .filter(filter)
                .filter((request, response, chain) -> {
                    admitted.incrementAndGet();
                    chain.doFilter(request, response);
                })
                .servlet("/quick", (request, response) -> response.getWriter().print("quick"))
                .servlet("/throws", (request, response) -> {
                    throw new IllegalStateException("on purpose");
                })
                .servlet(
                        "/body",
                        (request, response) -> request.getInputStream().transferTo(OutputStream.nullOutputStream()))
                .servlet("/big", (request, response) -> writeMuch(response))
                .servlet("/async", (request, response) -> {
                    AsyncContext async = request.startAsync();
                    threads.execute(async::complete);
                })
                .servlet(
                        "/forgotten",
                        (request, response) -> request.startAsync().setTimeout(10))
                .servlet("/async-throws", (request, response) -> {
                    request.startAsync().setTimeout(10);
                    throw new IllegalStateException("on purpose");
                })
                .servlet("/again", ClientAbortTest::again)
                .servlet("/async-big", (request, response) -> writeMuchAside(request, response, true))
                .servlet("/async-big-left-alone", (request, response) -> writeMuchAside(request, response, false));
    }

    private static void again(HttpServletRequest request, HttpServletResponse response) {
        AsyncContext async = request.startAsync();
        if (request.getAttribute("again") == null) {
            request.setAttribute("again", true);
            async.dispatch();
        } else {
            async.complete();
        }
    }

    private static void writeMuch(HttpServletResponse response) throws IOException {
        for (int i = 0; i < CHUNKS; i++) {
            response.getOutputStream().write(CHUNK);
        }
    }

    /** Whose client has gone learns of it when it writes; who then does not even complete is completed by the container. */
    private void writeMuchAside(HttpServletRequest request, HttpServletResponse response, boolean completesAlways) {
        AsyncContext async = request.startAsync();
        async.setTimeout(100);
        threads.execute(() -> {
            try {
                writeMuch(response);
            } catch (IOException gone) {
                if (!completesAlways) {
                    return;
                }
            } catch (RuntimeException recycled) {
                // The container has timed it out meanwhile, and taken the response away.
                return;
            }
            try {
                async.complete();
            } catch (IllegalStateException alreadyCompleted) {
                // By the timeout, which is as good.
                return;
            }
        });
    }

    @Test
    void no_permit_is_lost_whatever_clients_and_servlets_do() throws Exception {
        ValveFilter filter = ValveFilter.builder(valve, RequestUser.header("X-User"))
                .profile("p")
                .holdPermit()
                .build();
        try (WebServer server = server(filter).start()) {
            Seeds.check("clients leave no trace", 1, random -> runClients(new RudeClients(server.port()), random));

            assertThat(admitted).hasValueGreaterThanOrEqualTo(REQUESTS);
            // Whom Tomcat has lost without a word is seen a moment later, though nobody else comes.
            Workers.awaitFree(probe, WORKERS);
        }
    }

    private void runClients(RudeClients clients, SplittableRandom random) throws Exception {
        List<Callable<Void>> all = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            SplittableRandom own = random.split();
            all.add(() -> {
                while (admitted.get() < REQUESTS) {
                    clients.connect(own);
                }
                return null;
            });
        }
        for (Future<Void> client : threads.invokeAll(all)) {
            client.get();
        }
    }

    /** The control: a filter without its finally loses a worker to each servlet that throws, and the count sees it. */
    @Test
    void a_filter_that_forgets_failures_is_found_out() throws Exception {
        Filter forgetful = (request, response, chain) -> {
            Permit permit = valve.limiter("p", "u").tryAcquire().orElseThrow();
            chain.doFilter(request, response);
            permit.close();
        };
        try (WebServer server = server(forgetful).start()) {
            for (int i = 0; i < 10; i++) {
                assertThat(server.get("/throws", "ada").statusCode()).isEqualTo(500);
            }

            assertThat(Workers.free(probe, WORKERS)).isEqualTo(WORKERS - 10);
        }
    }
}
