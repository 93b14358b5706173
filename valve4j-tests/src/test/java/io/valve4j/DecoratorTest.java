package io.valve4j;

import static io.valve4j.task.TaskOptions.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.valve4j.VirtualValve.Flaky;
import io.valve4j.quota.Quota;
import io.valve4j.task.RetryPolicy;
import io.valve4j.task.TaskDecorator;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What travels with a task from the submitter's thread into the worker's. */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of the tasks is seen elsewhere
class DecoratorTest {

    private final ThreadLocal<String> context = new ThreadLocal<>();
    private final List<String> seen = new ArrayList<>();

    private static Limiter ada(VirtualValve valve) {
        valve.manager.register(
                Profile.named("pro").dedicated(Resource.each().workers(1)).quota(Quota.perDay(10)));
        return valve.manager.limiter("pro", "ada");
    }

    private TaskDecorator carrying() {
        return task -> {
            String carried = context.get();
            return () -> {
                String before = context.get();
                context.set(carried);
                try {
                    task.run();
                } finally {
                    context.set(before);
                }
            };
        };
    }

    private TaskDecorator noting(String name) {
        return task -> () -> {
            seen.add(name + " before");
            task.run();
            seen.add(name + " after");
        };
    }

    @Test
    void context_travels_with_each_attempt_and_does_not_stay() {
        VirtualValve valve = new VirtualValve(builder -> builder.decorator(carrying()));
        Limiter ada = ada(valve);
        Flaky flaky = new Flaky(1);
        context.set("request 1");
        CompletableFuture<String> future = ada.submit(
                () -> {
                    seen.add(context.get());
                    return flaky.call();
                },
                DEFAULT.retry(RetryPolicy.attempts(2)));
        context.set("request 2");
        ada.run(() -> seen.add(context.get()));
        context.set("the worker's own");
        valve.pass(Duration.ofSeconds(1));
        assertThat(seen).containsExactly("request 1", "request 2", "request 1");
        assertThat(context.get()).isEqualTo("the worker's own");
        assertThat(future).isCompletedWithValue("done");
    }

    @Test
    void the_first_one_is_outermost() {
        VirtualValve valve =
                new VirtualValve(builder -> builder.decorator(noting("outer")).decorator(noting("inner")));
        ada(valve).run(() -> seen.add("task"));
        valve.workers.runAll();
        assertThat(seen).containsExactly("outer before", "inner before", "task", "inner after", "outer after");
    }

    @Test
    void a_replay_carries_the_context_of_whoever_replays() {
        VirtualValve valve = new VirtualValve(builder -> builder.decorator(carrying()));
        context.set("user");
        ada(valve).run(() -> {
            seen.add(context.get());
            throw new IOException();
        });
        valve.workers.runAll();
        context.set("operator");
        valve.manager
                .deadLetters()
                .replay(valve.manager.deadLetters().list(1).get(0).id());
        context.set("worker");
        valve.workers.runAll();
        assertThat(seen).containsExactly("user", "operator");
    }

    @Test
    void the_outcome_is_the_tasks_own_whatever_a_decorator_does_with_it() {
        TaskDecorator swallows = task -> () -> {
            try {
                task.run();
            } catch (IOException swallowed) {
                seen.add("swallowed");
            }
            throw new IllegalStateException("a decorator's own trouble");
        };
        VirtualValve valve = new VirtualValve(builder -> builder.decorator(swallows));
        Limiter ada = ada(valve);
        CompletableFuture<String> failed = ada.submit(new Flaky(1));
        CompletableFuture<String> succeeded = ada.submit(() -> "result");
        CompletableFuture<String> nothing = ada.submit(() -> null);
        valve.workers.runAll();
        assertThat(Await.failure(failed)).isInstanceOf(IOException.class).hasMessage("failure 1");
        assertThat(succeeded).isCompletedWithValue("result");
        assertThat(nothing).isCompletedWithValue(null);
        assertThat(seen).containsExactly("swallowed");
    }

    @Test
    void one_that_does_not_run_the_task_fails_it_with_what_to_mend() {
        VirtualValve valve = new VirtualValve(builder -> builder.decorator(task -> () -> {}));
        CompletableFuture<String> future = ada(valve).submit(() -> "never");
        valve.workers.runAll();
        assertThat(Await.failure(future)).hasMessageContaining("a decorator did not run its task");
    }

    @Test
    void one_that_throws_at_submission_refuses_the_task_and_nothing_is_taken() {
        VirtualValve valve = new VirtualValve(builder -> builder.decorator(task -> {
            throw new IllegalStateException("no context");
        }));
        Limiter ada = ada(valve);
        assertThatThrownBy(() -> ada.submit(() -> "")).hasMessage("no context");
        assertThat(ada.usage().get(0).used()).isZero();
        assertThat(valve.told).isEmpty();
        valve.assertNothingIsLeft(ada, 1);
    }

    @Test
    void one_that_makes_nothing_of_a_task_is_told_so() {
        VirtualValve valve = new VirtualValve(builder -> builder.decorator(task -> null));
        Limiter ada = ada(valve);
        assertThatThrownBy(() -> ada.submit(() -> ""))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("what a decorator makes of a task must not be null");
    }
}
