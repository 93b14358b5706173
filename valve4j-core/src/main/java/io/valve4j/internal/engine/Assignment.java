package io.valve4j.internal.engine;

import io.valve4j.internal.check.Checks;
import io.valve4j.task.Action;
import io.valve4j.task.DeadLetter;
import io.valve4j.task.TaskDecorator;
import java.util.List;
import java.util.ListIterator;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a task is to do, inside what decorators have put round it. Called once for each attempt, one attempt at a time.
 *
 * <p>Whatever the decorators do, the outcome is the task's own, unless they do not run it at all.
 */
final class Assignment<T extends @Nullable Object> implements Callable<T> {

    private static final Logger LOG = LoggerFactory.getLogger(TaskDecorator.class);

    private final Callable<T> task;
    private final @Nullable Replay replay;
    private final @Nullable Action decorated;

    private @Nullable Outcome<T> outcome;

    private record Outcome<T extends @Nullable Object>(
            T result, @Nullable Throwable failure) {}

    /**
     * Asks the decorators, in the calling thread.
     *
     * @param replay says which dead letter's task this is; null if it is a new one
     * @param decorators the first goes outermost
     */
    Assignment(Callable<T> task, @Nullable Replay replay, List<TaskDecorator> decorators) {
        this.task = task;
        this.replay = replay;
        this.decorated = decorators.isEmpty() ? null : decorated(decorators);
    }

    private Action decorated(List<TaskDecorator> decorators) {
        Action action = this::callTask;
        ListIterator<TaskDecorator> inner = decorators.listIterator(decorators.size());
        while (inner.hasPrevious()) {
            action = Checks.notNull(
                    "what a decorator makes of a task", inner.previous().decorate(action));
        }
        return action;
    }

    /** The task without what is round it. */
    Callable<T> task() {
        return task;
    }

    /** The dead letter whose task this is; null if it is a new one. */
    @Nullable
    DeadLetter replayed() {
        return replay == null ? null : replay.letter();
    }

    /** Whether it was charged when it was first handed in, and is not to be charged again. */
    boolean prepaid() {
        return replay != null && replay.letter().job().charged();
    }

    /** To be called when it is over, before its future tells so. Again has no effect. */
    void over() {
        if (replay != null) {
            replay.over().run();
        }
    }

    /**
     * A dead letter on its way through the valve again.
     *
     * @param letter which
     * @param over what to do when that is over; again has no effect
     */
    record Replay(DeadLetter letter, Runnable over) {}

    @Override
    public T call() throws Exception {
        if (decorated == null) {
            return task.call();
        }
        outcome = null;
        try {
            decorated.run();
        } catch (Throwable thrown) {
            if (outcome == null) {
                throw thrown;
            }
            if (outcome.failure() == null) {
                LOG.warn("a decorator failed after its task had succeeded", thrown);
            }
        }
        Outcome<T> found = outcome;
        if (found == null) {
            throw new IllegalStateException("a decorator did not run its task: what it returns must call task.run()");
        }
        if (found.failure() != null) {
            throw Assignment.<RuntimeException>asIs(found.failure());
        }
        return found.result();
    }

    @SuppressWarnings("NullAway") // a task that failed has no result, and none is asked for
    private void callTask() throws Exception {
        try {
            outcome = new Outcome<>(task.call(), null);
        } catch (Throwable failure) {
            outcome = new Outcome<>(null, failure);
            throw failure;
        }
    }

    /** A task may throw anything, declared or not; it is passed on as it is. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> E asIs(Throwable failure) throws E {
        throw (E) failure;
    }
}
