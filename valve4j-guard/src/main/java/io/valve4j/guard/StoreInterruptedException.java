package io.valve4j.guard;

/**
 * Whoever waited for a store was interrupted; the thread's interrupt flag is set. Says nothing about the store, so nothing
 * takes it for a failure of it.
 */
public class StoreInterruptedException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    StoreInterruptedException(String message) {
        super(message);
    }
}
