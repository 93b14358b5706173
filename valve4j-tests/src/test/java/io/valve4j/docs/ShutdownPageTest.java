package io.valve4j.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Await;
import io.valve4j.Limiter;
import io.valve4j.Permit;
import io.valve4j.Profile;
import io.valve4j.Reason;
import io.valve4j.Resource;
import io.valve4j.ShutdownReport;
import io.valve4j.UnstartedTask;
import io.valve4j.ValveManager;
import io.valve4j.ValveRejectedException;
import io.valve4j.event.ValveEvent;
import io.valve4j.quota.Quota;
import io.valve4j.task.TaskOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The code of the page on shutdown, run. */
@SuppressWarnings({"FutureReturnValueIgnored", "CheckReturnValue", "try"}) // as a reader would write it
class ShutdownPageTest {

    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());
    private final Outbox outbox = new Outbox();
    private final Log log = new Log();

    private final class Outbox {

        void putBack(String user, String job) {
            seen.add(job + " of " + user);
        }
    }

    private final class Log {

        void info(String line) {
            seen.add(line);
        }

        void warn(String line) {
            seen.add(line);
        }
    }

    private ValveManager.Builder listening() {
        return
        // spotless:off
        ValveManager.builder().listener(event -> {
            if (event instanceof ValveEvent.ShutdownEnded end && !end.report().clean()) {
                log.warn("not everything ended by itself: " + end.report());
            }
        });
        // spotless:on
    }

    @Test
    void what_never_started_is_handed_back() {
        ValveManager valve = listening().callbackExecutor(Runnable::run).build();
        valve.register(
                Resource.named("api").workers(1),
                Profile.named("pro").shared("api").quota(Quota.perDay(10)));
        Limiter ada = valve.limiter("pro", "ada");
        Permit busy = ada.tryAcquire().orElseThrow();
        CompletableFuture<Void> mail = ada.run(() -> {}, TaskOptions.DEFAULT.named("mail 4711"));

        Duration timeout = Duration.ZERO;
        ShutdownReport report = valve.shutdown(timeout).join();
        log.info(report.completed() + " ended, " + report.interrupted() + " interrupted");
        for (UnstartedTask task : report.unstarted()) {
            outbox.putBack(task.user(), task.name());
        }

        assertThat(report.permitsHeld()).isEqualTo(1);
        assertThat(((ValveRejectedException) Await.failure(mail)).decision().reason())
                .isEqualTo(Reason.SHUTTING_DOWN);
        assertThat(ada.usage().get(0).used()).as("the permit's").isEqualTo(1);
        assertThat(seen)
                .hasSize(3)
                .contains("0 ended, 0 interrupted", "mail 4711 of ada")
                .anyMatch(line -> line.startsWith("not everything"));
        busy.close();
    }

    @Test
    void a_name_tells_which_job_it_was() {
        try (ValveManager valve = ValveManager.create()) {
            valve.register(Profile.named("pro"));
            Limiter ada = valve.limiter("pro", "ada");
            Job job = new Job("4711");
            ada.run(() -> send(job), TaskOptions.DEFAULT.named("mail " + job.id()));
        }
        assertThat(seen).containsExactly("sent 4711");
    }

    private record Job(String id) {}

    private void send(Job job) {
        seen.add("sent " + job.id());
    }

    @Test
    void one_resource_is_drained_and_comes_again() {
        try (ValveManager valve = ValveManager.create()) {
            valve.register(Resource.named("gpu"), Profile.named("pro").shared("gpu"));
            Resource smaller = Resource.named("gpu").workers(1);
            valve.drain("gpu", Duration.ofMinutes(1)).thenAccept(report -> {
                log.info("the gpu is idle, " + report.unstarted().size() + " tasks handed back");
                valve.register(smaller);
            });
            Await.until("it is there again", () -> valve.limiter("pro", "ada").tryTake());
        }
        assertThat(seen).containsExactly("the gpu is idle, 0 tasks handed back");
    }

    @Test
    void a_hook_closes_it_where_nobody_else_does() throws InterruptedException {
        ValveManager valve = ValveManager.create();
        Thread hook = new Thread(valve::close, "valve-shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
        assertThat(Runtime.getRuntime().removeShutdownHook(hook)).isTrue();
        hook.start();
        hook.join();
        valve.register(Profile.named("pro"));
        assertThat(valve.limiter("pro", "ada").take().reason()).isEqualTo(Reason.SHUTTING_DOWN);
    }
}
