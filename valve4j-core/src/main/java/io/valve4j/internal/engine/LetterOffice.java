package io.valve4j.internal.engine;

import io.valve4j.internal.check.Checks;
import io.valve4j.task.DeadLetter;
import io.valve4j.task.DeadLetterHandler;
import io.valve4j.task.DeadLetterQueue;
import io.valve4j.task.DeadLetters;
import io.valve4j.task.FailurePlan;
import io.valve4j.task.TaskOptions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** {@link DeadLetters} on a queue: replays go through the limiter of the letter's user like any task. */
final class LetterOffice implements DeadLetters {

    private static final int LONGEST_PAGE = 10_000;

    private final DeadLetterQueue queue;
    private final Engine engine;
    private final Map<String, DeadLetterHandler> handlers = new ConcurrentHashMap<>();
    private final Set<String> replaying = ConcurrentHashMap.newKeySet();

    LetterOffice(DeadLetterQueue queue, Engine engine) {
        this.queue = queue;
        this.engine = engine;
    }

    @Override
    public long size() {
        return queue.size();
    }

    @Override
    public List<DeadLetter> list(@Nullable String afterId, int most) {
        return queue.list(afterId, Checks.between("the number of dead letters to list", most, 1, LONGEST_PAGE));
    }

    @Override
    public Optional<DeadLetter> find(String id) {
        return queue.find(Checks.name("the dead letter's id", id));
    }

    @Override
    public boolean remove(String id) {
        return queue.remove(Checks.name("the dead letter's id", id));
    }

    @Override
    public void handler(String name, DeadLetterHandler handler) {
        Checks.name("the name of the tasks", name);
        Checks.notNull("the handler", handler);
        if (handlers.putIfAbsent(name, handler) != null) {
            throw new IllegalArgumentException("dead letters named " + Checks.quoted(name)
                    + " have a handler already: give tasks of another kind another name, with named(…)");
        }
    }

    @Override
    public CompletableFuture<@Nullable Object> replay(String id, TaskOptions options) {
        Checks.name("the dead letter's id", id);
        Checks.notNull("the options", options);
        if (!replaying.add(id)) {
            throw new IllegalStateException(
                    "dead letter " + Checks.quoted(id) + " is being replayed: wait for its end");
        }
        try {
            return submitted(found(id), options);
        } catch (Throwable refused) {
            replaying.remove(id);
            throw refused;
        }
    }

    private DeadLetter found(String id) {
        return queue.find(id)
                .orElseThrow(() -> new IllegalArgumentException("there is no dead letter " + Checks.quoted(id)
                        + ": it was replayed or removed, or had to make room for others"));
    }

    private CompletableFuture<@Nullable Object> submitted(DeadLetter letter, TaskOptions options) {
        Assignment<@Nullable Object> assignment = new Assignment<>(
                taskOf(letter),
                new Assignment.Replay(letter, () -> replaying.remove(letter.id())),
                engine.services().decorators());
        return engine.limiterOf(letter.origin()).replay(assignment, optionsOf(letter, options));
    }

    @SuppressWarnings("unchecked") // what a task gives can be seen as an object
    private Callable<@Nullable Object> taskOf(DeadLetter letter) {
        if (letter.task().isPresent()) {
            return (Callable<@Nullable Object>) letter.task().get();
        }
        String name = letter.job().name();
        DeadLetterHandler handler = handlers.get(name);
        if (handler == null) {
            throw new IllegalArgumentException("dead letter " + Checks.quoted(letter.id())
                    + " cannot be replayed: its task is gone, and there is no handler for tasks named "
                    + Checks.quoted(name) + "; there are handlers for " + Draft.listed(handlers.keySet())
                    + ", and handler(name, …) adds one");
        }
        return () -> handler.handle(letter);
    }

    private static TaskOptions optionsOf(DeadLetter letter, TaskOptions wished) {
        DeadLetter.Job job = letter.job();
        FailurePlan plan = wished.failurePlan();
        return new TaskOptions(
                job.name(),
                wished.maxWait(),
                wished.latestStart(),
                job.calls(),
                job.units(),
                new FailurePlan(plan.retry(), plan.refund(), job.payload()),
                wished.idempotencyKey());
    }
}
