package io.valve4j.mongodb;

import io.valve4j.internal.check.Checks;

/**
 * MongoDB did not do what it was asked, and asking again at once would not help, or not be safe: it did not answer in time, is
 * not reachable, or refused the command. What may be asked again is a
 * {@link io.valve4j.store.TransientStoreException}.
 */
public class MongoStoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MongoStoreException(String message, Throwable cause) {
        super(Checks.notNull("the message", message), cause);
    }
}
