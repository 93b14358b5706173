package io.valve4j.task;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that failed for good: look at them, run them again, let go of them.
 *
 * <p>A task that throws, and has no attempt left or none that its policy allows, becomes a dead letter just before its future
 * tells of the failure. Tasks that were cancelled, refused, late or handed back do not. Should a letter not be kept, because
 * there is no room or the queue failed, that is logged, and told to listeners as
 * {@link io.valve4j.event.ValveEvent.DeadLetterLost}.
 *
 * <p>Thread-safe. Blocks only as long as the {@link DeadLetterQueue} does; replaying never waits for the task.
 */
public interface DeadLetters {

    /** How many there are. */
    long size();

    /** The oldest ones. */
    default List<DeadLetter> list(int most) {
        return list(null, most);
    }

    /**
     * Further ones, oldest first.
     *
     * @param afterId the last one of the page before; null for the first page
     * @param most how many at the most, from 1 to 10,000
     */
    List<DeadLetter> list(@Nullable String afterId, int most);

    /** The one with the id, if it is kept. */
    Optional<DeadLetter> find(String id);

    /** {@link #replay(String, TaskOptions)} with {@link TaskOptions#DEFAULT}. */
    default CompletableFuture<@Nullable Object> replay(String id) {
        return replay(id, TaskOptions.DEFAULT);
    }

    /**
     * Runs the work of a letter again: the task itself, where the queue has it, else the handler of its name. It is submitted
     * for its user to its resource, waits its fair turn and needs a permit. If its charge was kept when it failed, it is
     * charged no second time. The letter is removed when the work has succeeded; when it fails again, the letter stays, with
     * the new failure.
     *
     * <p>In this process, a letter is replayed by one caller at a time. Several processes on one queue may replay a letter at
     * once: what a handler does should bear that.
     *
     * @param options the wait for room, the deadline, and the retries of the replay; name, cost and payload are the letter's
     * @throws IllegalArgumentException if there is no such letter, or neither task nor handler is there for it; the message
     *     says which handlers there are
     * @throws IllegalStateException if it is being replayed
     * @throws io.valve4j.ValveRejectedException if the valve refuses it; the letter stays
     */
    CompletableFuture<@Nullable Object> replay(String id, TaskOptions options);

    /** Lets go of a letter. False if there is none of the id. */
    boolean remove(String id);

    /**
     * Says what does the work of letters of a name whose task is gone.
     *
     * @param name the {@linkplain TaskOptions#named name} of the tasks
     * @throws IllegalArgumentException if the name has a handler already
     */
    void handler(String name, DeadLetterHandler handler);
}
