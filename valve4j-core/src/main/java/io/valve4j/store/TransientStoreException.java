package io.valve4j.store;

import io.valve4j.internal.check.Checks;
import org.jspecify.annotations.Nullable;

/**
 * A store failed in a way that may be over soon: a lost connection, a deadlock that the database broke, a failover.
 *
 * <p>Whoever throws it promises that the same call may be made again and counts once: either nothing was done, or the step is
 * recognised by its id. A write that timed out, and that the store would not recognise, is not transient. The manager tries
 * again as its retry policy for stores says.
 */
public class TransientStoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** A failure with what is behind it, if that is known. */
    public TransientStoreException(String message, @Nullable Throwable cause) {
        super(Checks.notNull("the message", message), cause);
    }
}
