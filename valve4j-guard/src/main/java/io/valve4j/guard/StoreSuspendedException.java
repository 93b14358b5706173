package io.valve4j.guard;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A store was not asked, since it has failed too often and is left alone for a while. Its cause is the store's last failure.
 *
 * <p>Has no stack trace: it may be thrown for every decision that an outage lasts.
 */
public class StoreSuspendedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    StoreSuspendedException(String message, @Nullable Throwable cause, Duration retryAfter) {
        super(message, cause, false, false);
        this.retryAfter = retryAfter;
    }

    /** After how long the store is tried again; zero while it is being tried. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
