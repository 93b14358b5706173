package io.valve4j.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.context.ContextRegistry;
import io.valve4j.Limiter;
import io.valve4j.Profile;
import io.valve4j.Resource;
import io.valve4j.ValveManager;
import io.valve4j.task.RetryPolicy;
import io.valve4j.task.TaskOptions;
import io.valve4j.testkit.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the submitter's thread has travels into the task, and nothing passes from one task to the next on the same thread. */
class ContextPropagationTest {

    private static final ThreadLocal<String> TENANT = new ThreadLocal<>();

    private final ContextRegistry contexts = new ContextRegistry().registerThreadLocalAccessor("tenant", TENANT);

    /** One thread for all tasks, so that whatever is left on it would be seen by the next. */
    private final ExecutorService worker = Executors.newSingleThreadExecutor();

    private final ManualTime time = new ManualTime();
    private final ValveManager valve = ValveManager.builder()
            .time(time)
            .executor(worker)
            .callbackExecutor(Runnable::run)
            .decorator(ContextPropagation.decorator(contexts))
            .build();

    ContextPropagationTest() {
        valve.register(Resource.named("api").workers(1), Profile.named("free").shared("api"));
    }

    @AfterEach
    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the end
    void close() {
        TENANT.remove();
        valve.shutdown(Duration.ZERO);
        worker.shutdownNow();
    }

    private <T> T result(CompletableFuture<T> future) throws Exception {
        return future.get(60, TimeUnit.SECONDS);
    }

    @Test
    void a_task_sees_what_was_there_at_its_submit() throws Exception {
        TENANT.set("ada's");
        CompletableFuture<String> seen = valve.limiter("free", "ada").submit(TENANT::get);
        TENANT.set("changed since");
        assertThat(result(seen)).isEqualTo("ada's");
        assertThat(TENANT.get()).isEqualTo("changed since");
    }

    @Test
    void what_one_users_task_had_or_left_behind_is_not_seen_by_the_next() throws Exception {
        TENANT.set("ada's");
        result(valve.limiter("free", "ada").submit(() -> {
            TENANT.set("left behind by ada's task");
            return "done";
        }));
        assertThat(worker.submit(TENANT::get).get(60, TimeUnit.SECONDS))
                .as("the worker's thread itself")
                .isNull();
        TENANT.remove();
        CompletableFuture<String> bob = valve.limiter("free", "bob").submit(() -> {
            String seen = TENANT.get();
            TENANT.set("left behind by bob's task");
            return seen;
        });
        assertThat(result(bob)).isNull();
        assertThat(result(valve.limiter("free", "eve").submit(TENANT::get))).isNull();
    }

    @Test
    void what_the_threads_owner_had_set_is_put_back() throws Exception {
        worker.submit(() -> TENANT.set("the pool's own")).get(60, TimeUnit.SECONDS);
        CompletableFuture<String> bob = valve.limiter("free", "bob").submit(TENANT::get);
        assertThat(result(bob)).as("absent at the submit").isNull();
        assertThat(worker.submit(TENANT::get).get(60, TimeUnit.SECONDS)).isEqualTo("the pool's own");
    }

    @Test
    void a_task_that_fails_leaves_nothing_behind_either() throws Exception {
        TENANT.set("ada's");
        CompletableFuture<String> failed = valve.limiter("free", "ada").submit(() -> {
            TENANT.set("left behind");
            throw new IllegalStateException("fails");
        });
        assertThatThrownBy(() -> result(failed)).hasRootCauseMessage("fails");
        assertThat(worker.submit(TENANT::get).get(60, TimeUnit.SECONDS)).isNull();
    }

    @Test
    void each_attempt_sees_the_submitters_context_whoever_ran_in_between() throws Exception {
        List<String> seen = new ArrayList<>();
        TENANT.set("ada's");
        Limiter ada = valve.limiter("free", "ada");
        CompletableFuture<String> retried = ada.submit(
                () -> {
                    seen.add(TENANT.get());
                    TENANT.set("left behind by attempt " + seen.size());
                    if (seen.size() < 3) {
                        throw new IllegalStateException("fails");
                    }
                    return "done";
                },
                TaskOptions.DEFAULT.retry(
                        RetryPolicy.attempts(3).baseDelay(Duration.ofSeconds(1)).withoutJitter()));
        for (int attempt = 1; attempt < 3; attempt++) {
            TENANT.set("bob's");
            assertThat(result(valve.limiter("free", "bob").submit(TENANT::get))).isEqualTo("bob's");
            time.advance(Duration.ofSeconds(10));
        }
        assertThat(result(retried)).isEqualTo("done");
        assertThat(seen).containsExactly("ada's", "ada's", "ada's");
    }

    @Test
    void the_global_registry_is_used_unless_another_is_given() {
        assertThat(ContextPropagation.decorator()).isNotNull();
        assertThatThrownBy(() -> ContextPropagation.decorator(null))
                .hasMessage("the context registry must not be null");
    }
}
