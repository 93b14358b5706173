package io.valve4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.event.ValveEvent;
import io.valve4j.quota.Quota;
import io.valve4j.store.InMemoryStore;
import io.valve4j.task.RetryPolicy;
import io.valve4j.testkit.ManualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;

/** A manager in virtual time whose workers and callbacks run in the test's thread, when it says so. */
public final class VirtualValve {

    /** Two attempts, 10 ms apart. */
    static final RetryPolicy TWICE =
            RetryPolicy.attempts(2).baseDelay(Duration.ofMillis(10)).withoutJitter();

    /** All time. */
    public final ManualTime time;

    /** What every call to the store goes through. */
    public final HookedStore store;

    /** Runs workers. */
    public final HandDrivenExecutor workers = new HandDrivenExecutor();

    /** What a listener was told, in order. */
    public final List<ValveEvent> told = new ArrayList<>();

    /** The manager. */
    public final ValveManager manager;

    VirtualValve() {
        this(builder -> builder);
    }

    /** With something else about it. */
    public VirtualValve(UnaryOperator<ValveManager.Builder> more) {
        this(new ManualTime(), null, more);
    }

    private VirtualValve(ManualTime time, HookedStore shared, UnaryOperator<ValveManager.Builder> more) {
        this.time = time;
        this.store = shared != null ? shared : new HookedStore(new InMemoryStore(time));
        manager = more.apply(ValveManager.builder()
                        .time(time)
                        .store(store)
                        .executor(workers)
                        .callbackExecutor(Runnable::run)
                        .listener(told::add))
                .build();
    }

    /** Another manager in the same time, on the same store. */
    public VirtualValve another() {
        return new VirtualValve(time, store, builder -> builder);
    }

    /** With a resource "api" of so many workers and 20 slots, shared by a profile "pro" with a quota of 100 a day. */
    static VirtualValve withApi(UnaryOperator<ValveManager.Builder> more, int workers) {
        VirtualValve valve = new VirtualValve(more);
        valve.manager.register(
                Resource.named("api").workers(workers).queue(20),
                Profile.named("pro").shared("api").quota(Quota.perDay(100)));
        return valve;
    }

    /** Lets time pass, and does all that becomes due on the way. */
    public void pass(Duration duration) {
        workers.runAll();
        Duration left = duration;
        while (!left.isZero()) {
            // Step by step, so that work which becomes due on the way is done on the way.
            Duration step = left.compareTo(Duration.ofMillis(1)) < 0 ? left : Duration.ofMillis(1);
            time.advance(step);
            workers.runAll();
            left = left.minus(step);
        }
    }

    /** What was told of one kind, in order. */
    public <E extends ValveEvent> List<E> told(Class<E> kind) {
        return told.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** The simple names of what was told, in order. */
    public List<String> tale() {
        return told.stream().map(event -> event.getClass().getSimpleName()).toList();
    }

    /** That every worker of a resource is free, and nothing is queued, due, or in backoff. */
    void assertNothingIsLeft(Limiter limiter, int workersOfResource) {
        assertThat(workers.waiting()).isZero();
        List<Permit> all = new ArrayList<>();
        for (int i = 0; i < workersOfResource; i++) {
            all.add(limiter.tryAcquire().orElseThrow());
        }
        assertThat(limiter.tryAcquire()).isEmpty();
        all.forEach(Permit::close);
    }

    /** A task that throws so many times before it succeeds. */
    public static final class Flaky implements Callable<String> {

        /** How often it was called. */
        public int calls;

        private final int failures;

        Flaky(int failures) {
            this.failures = failures;
        }

        @Override
        public String call() throws IOException {
            calls++;
            if (calls <= failures) {
                throw new IOException("failure " + calls);
            }
            return "done";
        }
    }
}
