package io.valve4j.guard;

import org.jspecify.annotations.Nullable;

/**
 * A store did not answer in time. Nothing tries again by itself: the time is used up, and what was asked for may still be done.
 */
public class StoreTimeoutException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** With what is behind it, if that is known. */
    public StoreTimeoutException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
