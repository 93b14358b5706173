package io.valve4j.jdbc;

import io.valve4j.store.TransientStoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * Runs work on borrowed connections: one statement, or one transaction; again if somebody else was first; and says of each
 * failure what it means.
 *
 * <p>A thread that waits for a server which never answers would keep its connection for ever, and the pool would run dry. So each
 * connection is told to give up a little after the guard has done so ({@link Connection#setNetworkTimeout}), where its driver can.
 * It is then broken, and the pool throws it away.
 *
 * <p>Thread-safe.
 */
final class Database {

    /** Each conflict means that somebody else got on, so this many are a fault of the database. */
    private static final int MOST_TRIES = 50;

    private static final Duration AFTER_THE_GUARD = Duration.ofMillis(100);

    final Dialect dialect;

    private final DataSource source;
    private volatile boolean timesOut;

    Database(DataSource source, Dialect dialect) {
        this.source = source;
        this.dialect = dialect;
        this.timesOut = dialect != Dialect.H2;
    }

    /** Work of a single statement, committed by itself. */
    <T> T inStatement(String what, Duration limit, Work<T> work) {
        return run(what, limit, connection -> {
            if (connection.getAutoCommit()) {
                return work.run(connection);
            }
            boolean committed = false;
            try {
                T result = work.run(connection);
                commit(connection);
                committed = true;
                return result;
            } finally {
                if (!committed) {
                    undo(connection);
                }
            }
        });
    }

    /** Work of several statements, committed together. */
    <T> T inTransaction(String what, Duration limit, Work<T> work) {
        return run(what, limit, connection -> transact(connection, work));
    }

    private <T> T run(String what, Duration limit, Work<T> work) {
        long start = System.nanoTime();
        for (int tries = 1; ; tries++) {
            try {
                return borrow(limit, work);
            } catch (SQLException failure) {
                boolean late = System.nanoTime() - start >= limit.toNanos();
                if (late || tries == MOST_TRIES || !dialect.isConflict(failure)) {
                    throw meaning(what, failure, late, limit);
                }
            }
        }
    }

    private <T> T borrow(Duration limit, Work<T> work) throws SQLException {
        Connection connection = source.getConnection();
        try {
            if (!timesOut) {
                return work.run(connection);
            }
            int before = limit(connection, limit.plus(AFTER_THE_GUARD));
            try {
                return work.run(connection);
            } finally {
                unlimit(connection, before);
            }
        } finally {
            // A failure here would say of what was committed that it was not done.
            quietly(connection::close);
        }
    }

    /** The limit that the connection had. */
    private int limit(Connection connection, Duration limit) throws SQLException {
        try {
            int before = connection.getNetworkTimeout();
            connection.setNetworkTimeout(Runnable::run, (int) Math.min(limit.toMillis(), Integer.MAX_VALUE));
            return before;
        } catch (SQLFeatureNotSupportedException never) {
            timesOut = false;
            return 0;
        }
    }

    private void unlimit(Connection connection, int before) {
        if (timesOut) {
            quietly(() -> connection.setNetworkTimeout(Runnable::run, before));
        }
    }

    private <T> T transact(Connection connection, Work<T> work) throws SQLException {
        boolean auto = connection.getAutoCommit();
        if (auto) {
            connection.setAutoCommit(false);
        }
        boolean committed = false;
        try {
            dialect.begin(connection);
            T result = work.run(connection);
            commit(connection);
            committed = true;
            return result;
        } finally {
            boolean clean = committed || undo(connection);
            if (auto && clean) {
                quietly(() -> connection.setAutoCommit(true));
            }
        }
    }

    /** False if it cannot be undone: then the connection is of no use to anybody, since turning on auto-commit would commit. */
    private static boolean undo(Connection connection) {
        if (quietly(connection::rollback)) {
            return true;
        }
        quietly(() -> connection.abort(Runnable::run));
        return false;
    }

    private void commit(Connection connection) throws SQLException {
        try {
            connection.commit();
        } catch (SQLException failure) {
            if (dialect.isConflict(failure)) {
                throw failure;
            }
            throw new CommitLostException(failure);
        }
    }

    private RuntimeException meaning(String what, SQLException failure, boolean late, Duration limit) {
        String message = "the database could not " + what + ": " + failure.getMessage();
        if (dialect.isTableMissing(failure)) {
            return new MissingTablesException(dialect, failure);
        }
        if (late) {
            return new JdbcStoreException(message + " (after " + limit.toMillis() + " ms or more)", failure);
        }
        return dialect.isConflict(failure) || dialect.isLost(failure)
                ? new TransientStoreException(message, failure)
                : new JdbcStoreException(message, failure);
    }

    /** A connection that fails at this is broken; whoever borrows it next is told, or the pool has noticed already. */
    private static boolean quietly(Cleaning cleaning) {
        try {
            cleaning.run();
            return true;
        } catch (SQLException broken) {
            // What failed before says why, or the work was done.
            return false;
        }
    }

    /** What is done on a connection. */
    @FunctionalInterface
    interface Work<T> {

        T run(Connection connection) throws SQLException;
    }

    @FunctionalInterface
    private interface Cleaning {

        void run() throws SQLException;
    }
}
