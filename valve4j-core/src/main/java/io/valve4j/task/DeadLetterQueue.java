package io.valve4j.task;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where dead letters are kept: the interface that a database implements.
 *
 * <p>Implementations are thread-safe, and every method is one atomic step. They may block for as long as their database does,
 * and report its failures as unchecked exceptions. {@link #put} is called by the worker whose task has failed, before the
 * task's future tells of it.
 */
public interface DeadLetterQueue extends AutoCloseable {

    /**
     * Keeps a letter, in the place of the one with the same id if there is one.
     *
     * @return the letters that are not kept, if any are not: this one, since there is no room for it, or others, since they had
     *     to make room. Whoever put the letter sees to it that this does not go unseen.
     */
    List<DeadLetter> put(DeadLetter letter);

    /** The letter with the id, if it is kept. */
    Optional<DeadLetter> find(String id);

    /**
     * Letters in the order of their ids as strings, which is that in which they came: ids begin with the time.
     *
     * @param afterId lists ids greater than this one, whether it is kept or not; null from the first
     * @param most how many at the most; 1 or more
     */
    List<DeadLetter> list(@Nullable String afterId, int most);

    /** Lets go of a letter. Of several who try, one is told true. */
    boolean remove(String id);

    /** How many letters are kept. */
    long size();

    /** Lets go of connections and threads; what a database has stored stays. Idempotent. */
    @Override
    void close();
}
