package io.valve4j.jdbc;

import java.sql.SQLException;

/** A commit failed: what it was to commit may be done, or not. */
final class CommitLostException extends SQLException {

    private static final long serialVersionUID = 1L;

    CommitLostException(SQLException cause) {
        super(cause.getMessage(), cause.getSQLState(), cause.getErrorCode(), cause);
    }
}
