package io.valve4j.jdbc;

import org.jspecify.annotations.Nullable;

/**
 * The database failed in a way that trying again at once does not mend: it took too long, refused a statement, or is not set up
 * for it. What was to be written may have been written.
 */
public class JdbcStoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** A failure with what is behind it. */
    public JdbcStoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
