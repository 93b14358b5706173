package io.valve4j.task;

import org.jspecify.annotations.Nullable;

/** Does the work of dead letters of one name again, from their payload. */
@FunctionalInterface
public interface DeadLetterHandler {

    /**
     * Does the work of one letter. Runs on a worker of the letter's resource, in its user's fair turn.
     *
     * @return the result, for whoever replayed the letter
     * @throws Exception if it failed again; the letter then stays
     */
    @Nullable
    Object handle(DeadLetter letter) throws Exception;
}
