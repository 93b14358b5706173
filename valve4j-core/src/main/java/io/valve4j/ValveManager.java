package io.valve4j;

import io.valve4j.event.ValveListener;
import io.valve4j.internal.check.Checks;
import io.valve4j.internal.engine.Engine;
import io.valve4j.status.Status;
import io.valve4j.store.InMemoryStore;
import io.valve4j.store.ValveStore;
import io.valve4j.subscription.Subscriptions;
import io.valve4j.task.DeadLetterQueue;
import io.valve4j.task.DeadLetters;
import io.valve4j.task.InMemoryDeadLetterQueue;
import io.valve4j.task.RetryPolicy;
import io.valve4j.task.TaskDecorator;
import io.valve4j.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The front door: knows resources and profiles, and hands out limiters.
 *
 * <pre>{@code
 * try (ValveManager valve = ValveManager.create()) {
 *     valve.register(
 *             Resource.named("api").rate(Rate.perMinute(100)).workers(50),
 *             Profile.named("free").shared("api"));
 *     valve.limiter("free", "ada").submit(() -> api.call());
 * }
 * }</pre>
 *
 * <p>Thread-safe. Holds no thread while there is nothing to do.
 */
public final class ValveManager implements AutoCloseable {

    /** How long {@link #close} lets accepted tasks run. */
    public static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

    private final Engine engine;

    private ValveManager(Builder builder) {
        Engine.Outside outside = new Engine.Outside(
                builder.time,
                builder.store == null ? new InMemoryStore(builder.time) : builder.store,
                builder.deadLetters == null ? new InMemoryDeadLetterQueue() : builder.deadLetters,
                builder.listeners,
                builder.decorators);
        Engine.Threads threads = new Engine.Threads(
                builder.executor == null ? workerThreads(builder) : builder.executor,
                builder.callbacks == null ? Engine.threads(Builder.CALLBACK_THREADS) : builder.callbacks);
        engine = new Engine(outside, threads, builder.staleness, builder.storeRetry);
    }

    private static Executor workerThreads(Builder builder) {
        return builder.platformThreads
                ? Engine.platformThreads(builder.mostPlatformThreads)
                : Engine.threads(builder.mostPlatformThreads);
    }

    /** A manager with an in-memory store and threads of its own. */
    public static ValveManager create() {
        return builder().build();
    }

    /** For a manager with another store, executor or clock. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Adds resources and profiles. All of them or none; resources may come before or after the profiles that share them.
     *
     * @throws IllegalArgumentException if a name exists already, or a profile shares a resource that is not registered; the
     *     message lists every mistake
     */
    public void register(Definition... definitions) {
        engine.register(definitions);
    }

    /**
     * Changes resources and profiles that exist, while work runs. All of them or none. What was accepted stays accepted: a
     * queue that has become too long for its new bound only takes nothing new until it is shorter, tasks that run on workers
     * that are no longer there run to their end, permits that were earned at the old rate stay earned as far as the new burst
     * holds them. A queued task that costs more than a new burst can ever hold is handed back, as
     * {@link Reason#COST_TOO_HIGH}.
     *
     * @throws IllegalArgumentException if a name does not exist, or a profile shares a resource that is not registered; the
     *     message lists every mistake
     */
    public void replace(Definition... definitions) {
        engine.replace(definitions);
    }

    /** Who is on which profile. A change made here is seen by this manager's limiters at once. */
    public Subscriptions subscriptions() {
        return engine.subscriptions();
    }

    /** The tasks that failed for good: to look at, to run again, to let go of. */
    public DeadLetters deadLetters() {
        return engine.deadLetters();
    }

    /** How everything stands now: resources, profiles, who asks for most, the store. To look at, not to decide by. */
    public Status status() {
        return engine.status();
    }

    /**
     * The handle of a user by their subscription. The user need not have one yet: every call follows the subscription as it
     * is then. Never blocks.
     */
    public Limiter limiter(String user) {
        return engine.limiter(user);
    }

    /**
     * The handle of a user on a profile without any subscription, for those who want only the valve. Whether the profile is
     * registered is seen when the handle is used. Never blocks.
     */
    public Limiter limiter(String profile, String user) {
        return engine.limiter(profile, user);
    }

    /**
     * Closes one shared resource gracefully: refuses new work at once, lets what was accepted run, and after the timeout
     * interrupts what runs and hands back what waits. Its name is then free to be registered again; until it is, users are
     * refused with {@link Reason#SHUTTING_DOWN}. Never blocks: the report comes when all is over.
     *
     * @throws IllegalArgumentException if no shared resource of this name is registered
     */
    public CompletableFuture<ShutdownReport> drain(String resource, Duration timeout) {
        return engine.drain(resource, timeout);
    }

    /**
     * Closes everything gracefully: refuses new work at once, lets what was accepted run, and after the timeout interrupts
     * what runs and hands back what waits, its charges given back. Never blocks: the report comes when all is over. Again
     * returns the first one's report, whatever its timeout. Store and dead letters are closed at the end; if tasks were
     * interrupted, when the last of them has ended, so that what fails then still leaves its letter.
     */
    public CompletableFuture<ShutdownReport> shutdown(Duration timeout) {
        return engine.shutdown(timeout);
    }

    /**
     * {@link #shutdown} with {@link #CLOSE_TIMEOUT}, and waits for its end; an interrupt ends the waiting, not the shutdown,
     * and leaves the interrupt flag set. From inside a task or a listener it does not wait, since it would wait for itself.
     */
    @Override
    public void close() {
        CompletableFuture<ShutdownReport> report = engine.shutdown(CLOSE_TIMEOUT);
        if (Engine.isWaitedFor()) {
            return;
        }
        try {
            report.get();
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException failure) {
            throw new IllegalStateException("the shutdown failed", failure.getCause());
        }
    }

    /** Chooses what a manager works with. Not thread-safe. */
    public static final class Builder {

        private static final int CALLBACK_THREADS = 64;
        private static final int EVENT_BUFFER = 10_000;
        private static final int LARGEST_EVENT_BUFFER = 100_000_000;

        private TimeSource time = TimeSource.system();
        private @Nullable ValveStore store;
        private @Nullable Executor executor;
        private @Nullable Executor callbacks;
        private int mostPlatformThreads = 1_000;
        private boolean platformThreads;
        private Duration staleness = Duration.ofSeconds(1);
        private @Nullable DeadLetterQueue deadLetters;
        private final IdentityHashMap<ValveListener, Integer> listeners = new IdentityHashMap<>();
        private final List<TaskDecorator> decorators = new ArrayList<>();
        private RetryPolicy storeRetry =
                RetryPolicy.attempts(3).baseDelay(Duration.ofMillis(20)).maxDelay(Duration.ofMillis(200));

        private Builder() {}

        /** Where subscriptions and usage live; in memory unless set. The manager closes it. */
        public Builder store(ValveStore next) {
            store = Checks.notNull("the store", next);
            return this;
        }

        /**
         * What the time is, and who is woken when; the machine's own clocks unless set. If its monotonic clock steps back,
         * time stands still for that reading and goes on from there. Time alone does not make a manager deterministic:
         * {@link #executor} and {@link #callbackExecutor} say on which threads things happen.
         */
        public Builder time(TimeSource next) {
            time = Checks.notNull("the time source", next);
            return this;
        }

        /**
         * Gives workers their threads; unless set, virtual threads on Java 21 and later, else platform threads. A worker
         * occupies its thread while there is work for it, so an executor with fewer threads than there are workers is a limit
         * too. One that runs in the calling thread has submitters, and the time source's alarms, do the work. One that throws
         * fails the task; one that drops what it is given without a word loses the worker. The manager does not shut it down.
         */
        public Builder executor(Executor next) {
            executor = Checks.notNull("the executor", next);
            return this;
        }

        /**
         * Completes the futures that no worker completes: of permits that were granted, of tasks that were late. Unless set,
         * threads of the manager's own, so that a busy {@link #executor} delays no deadline. The manager does not shut it
         * down.
         */
        public Builder callbackExecutor(Executor next) {
            callbacks = Checks.notNull("the callback executor", next);
            return this;
        }

        /** The most platform threads at once, where there are no virtual ones; workers beyond it wait in arrival order. 1,000 unless set. */
        public Builder mostPlatformThreads(int next) {
            mostPlatformThreads = Checks.between("the most platform threads", next, 1, 100_000);
            return this;
        }

        /** Platform threads for the workers even where there are virtual ones, up to {@link #mostPlatformThreads} at once. */
        public Builder platformThreads() {
            platformThreads = true;
            return this;
        }

        /**
         * How long a subscription may be remembered before it is looked up again; 1 s unless set. Bounds how late a change
         * made by another process is seen by decisions that charge no quota; a change made through this manager, and every
         * charge, is seen at once.
         */
        public Builder staleness(Duration next) {
            staleness = Checks.positive("the staleness", next);
            return this;
        }

        /**
         * Calls the store again, as the policy says, when it fails for a moment, which it tells by a
         * {@link io.valve4j.store.TransientStoreException}; after no other failure, whatever the policy says. Unless set,
         * three attempts, up to 20 and then 40 ms apart. Whoever needs the store waits meanwhile.
         */
        public Builder storeRetry(RetryPolicy next) {
            storeRetry = Checks.notNull("the retry policy for the store", next);
            return this;
        }

        /**
         * Where tasks go that have failed for good; an {@link InMemoryDeadLetterQueue} unless set. The manager closes it.
         */
        public Builder deadLetters(DeadLetterQueue next) {
            deadLetters = Checks.notNull("the queue for dead letters", next);
            return this;
        }

        /** {@link #listener(ValveListener, int)} with room for 10,000 events. */
        public Builder listener(ValveListener listener) {
            return listener(listener, EVENT_BUFFER);
        }

        /**
         * One more who is told of events, on a thread of the {@linkplain #callbackExecutor callback executor}. One that was
         * given before is told once.
         *
         * @param buffer how many events may wait for it; beyond that they are dropped, and it is told how many
         */
        public Builder listener(ValveListener listener, int buffer) {
            Checks.notNull("the listener", listener);
            listeners.put(
                    listener,
                    Checks.between(
                            "the number of events that may wait for a listener", buffer, 1, LARGEST_EVENT_BUFFER));
            return this;
        }

        /** One more thing that goes round every task; the first that was given is outermost. */
        public Builder decorator(TaskDecorator next) {
            decorators.add(Checks.notNull("the decorator", next));
            return this;
        }

        /** The manager, with nothing registered. */
        public ValveManager build() {
            ValveManager manager = new ValveManager(this);
            listeners.keySet().forEach(listener -> listener.attached(manager));
            return manager;
        }
    }
}
