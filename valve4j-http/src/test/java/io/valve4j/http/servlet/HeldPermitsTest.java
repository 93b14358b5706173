package io.valve4j.http.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Limiter;
import io.valve4j.Permit;
import io.valve4j.Profile;
import io.valve4j.Resource;
import io.valve4j.ShutdownReport;
import io.valve4j.ValveManager;
import io.valve4j.testkit.ManualTime;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two workers, a container that forgets, and nobody else who comes. */
class HeldPermitsTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration ALMOST = SECOND.minusNanos(1);

    private final ManualTime time = new ManualTime();
    private final ValveManager valve = ValveManager.builder()
            .time(time)
            .executor(Runnable::run)
            .callbackExecutor(Runnable::run)
            .build();
    private final HeldPermits held = new HeldPermits("mark", time);
    private Limiter ada;

    @BeforeEach
    void prepare() {
        valve.register(Resource.named("api").workers(2), Profile.named("p").shared("api"));
        ada = valve.limiter("p", "ada");
    }

    @AfterEach
    void close() {
        // Some permits stay out, and time stands still: close() would wait for ever.
        CompletableFuture<ShutdownReport> report = valve.shutdown(Duration.ZERO);
        time.advance(Duration.ZERO);
        report.orTimeout(60, TimeUnit.SECONDS).join();
    }

    /** An asynchronous request as its container has it. */
    private static final class Container {

        private final Map<String, Object> attributes = new HashMap<>();
        private final HttpServletRequest request = fake(HttpServletRequest.class, this::answer);
        private AsyncListener listener;
        private RuntimeException gone;
        private boolean completed;

        private Object answer(String method, Object[] arguments) {
            if (gone != null) {
                throw gone;
            }
            return switch (method) {
                case "isAsyncStarted" -> true;
                case "setAttribute" -> attributes.put((String) arguments[0], arguments[1]);
                case "getAttribute" -> attributes.get((String) arguments[0]);
                case "getAsyncContext" -> context();
                default -> throw new AssertionError("nobody should call " + method);
            };
        }

        private AsyncContext context() {
            if (completed) {
                throw new IllegalStateException("completed");
            }
            return fake(AsyncContext.class, (method, arguments) -> {
                listener = (AsyncListener) arguments[0];
                return null;
            });
        }

        private interface Answer {

            Object to(String method, Object[] arguments);
        }

        private static <T> T fake(Class<T> type, Answer answer) {
            return type.cast(Proxy.newProxyInstance(
                    type.getClassLoader(),
                    new Class<?>[] {type},
                    (proxy, method, arguments) -> answer.to(method.getName(), arguments)));
        }
    }

    private Container admitted() {
        Container container = new Container();
        held.closeWhenDone(container.request, ada.tryAcquire().orElseThrow());
        return container;
    }

    private int free() {
        return Workers.free(ada, 2);
    }

    @Test
    void what_the_container_has_taken_away_gives_its_worker_back_within_a_second() {
        Container recycled = admitted();
        Container serving = admitted();
        recycled.gone = new IllegalStateException("the request has been recycled");
        time.advance(ALMOST);
        assertThat(free()).isZero();

        time.advance(Duration.ofNanos(1));

        assertThat(free()).isEqualTo(1);
        serving.attributes.clear();
        time.advance(SECOND);
        assertThat(free()).as("its object serves another request by now").isEqualTo(2);
    }

    @Test
    void a_container_that_answers_strangely_keeps_nobody_elses_worker() {
        admitted().gone = new NullPointerException("no request behind the facade");
        admitted().gone = new NullPointerException("no request behind the facade");

        time.advance(SECOND);

        assertThat(free()).isEqualTo(2);
    }

    @Test
    void what_the_container_still_knows_keeps_its_worker_until_it_completes() throws IOException {
        Container streams = admitted();
        time.advance(Duration.ofHours(1));
        assertThat(free()).isEqualTo(1);

        streams.listener.onComplete(new AsyncEvent(null, null, null));

        assertThat(free()).isEqualTo(2);
    }

    @Test
    void what_was_completed_before_anybody_could_listen_gives_its_worker_back_at_once() {
        Container container = new Container();
        container.completed = true;

        held.closeWhenDone(container.request, ada.tryAcquire().orElseThrow());

        assertThat(free()).isEqualTo(2);
    }

    @Test
    void who_waits_for_a_forgotten_worker_gets_it_though_nobody_else_comes() {
        admitted().gone = new IllegalStateException("the request has been recycled");
        admitted();
        CompletableFuture<Permit> waiting = ada.acquireAsync(Duration.ofSeconds(30));

        time.advance(SECOND);

        assertThat(waiting).isCompleted();
        waiting.join().close();
    }

    @Test
    void nothing_looks_while_nobody_holds() throws IOException {
        int before = time.pendingAlarms();
        Container first = admitted();
        Container second = admitted();
        assertThat(time.pendingAlarms()).as("one for both").isEqualTo(before + 1);
        time.advance(SECOND);
        assertThat(time.pendingAlarms()).as("the next").isEqualTo(before + 1);
        first.listener.onComplete(new AsyncEvent(null, null, null));
        second.listener.onComplete(new AsyncEvent(null, null, null));

        time.advance(SECOND);

        assertThat(time.pendingAlarms()).isEqualTo(before);
    }
}
