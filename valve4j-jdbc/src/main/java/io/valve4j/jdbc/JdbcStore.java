package io.valve4j.jdbc;

import io.valve4j.guard.GuardedStore;
import io.valve4j.internal.check.Checks;
import io.valve4j.store.ForwardingStore;
import io.valve4j.store.ValveStore;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * A store in PostgreSQL (14 and later), MariaDB, MySQL (8 and later) or H2 (2 and later), for any number of managers.
 *
 * <p>The data source should be a pool. It stays the caller's: {@link #close} leaves it open. Calls block at most as long as the
 * {@link JdbcOptions#guard guard} says, and fail at once while the database is taken to be down. On PostgreSQL, a charge of one
 * counter is one statement; everything else is one short transaction, whose rows are locked in one order. Charges of one user wait for
 * each other only where they touch the same counter.
 *
 * <p>Thread-safe.
 */
public final class JdbcStore extends ForwardingStore {

    private JdbcStore(ValveStore guarded) {
        super(guarded);
    }

    /** Opens the store of a database, with {@link JdbcOptions#DEFAULT}. */
    public static JdbcStore open(DataSource source) {
        return open(source, JdbcOptions.DEFAULT);
    }

    /**
     * Opens the store of a database. Connects to it once.
     *
     * @throws MissingTablesException if the tables are missing
     * @throws IllegalStateException if they are those of a later version
     * @throws IllegalArgumentException if it is a database that the store does not know
     * @throws JdbcStoreException if the database cannot be reached
     */
    public static JdbcStore open(DataSource source, JdbcOptions options) {
        Checks.notNull("the options", options);
        Database database = connect(source);
        ValveStore store = new SqlStore(database, new Sql(database.dialect, database.dialect.clock), options.guard());
        return new JdbcStore(GuardedStore.around(store, options.guard()));
    }

    /**
     * Makes the tables that are missing; none if all are there. Safe when several nodes do so at once: one makes them, the others
     * wait. Needs the right to create tables, which {@link #open} does not.
     *
     * @throws IllegalStateException if the tables are those of a later version
     * @throws IllegalArgumentException if it is a database that the store does not know
     * @throws JdbcStoreException if the database fails
     */
    public static void migrate(DataSource source) {
        Schema.migrate(Checks.notNull("the data source", source));
    }

    /** A database in which the tables are. */
    static Database connect(DataSource source) {
        Checks.notNull("the data source", source);
        try (Connection connection = source.getConnection()) {
            Dialect dialect = Dialect.of(connection);
            Schema.check(connection, dialect);
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
            return new Database(source, dialect);
        } catch (SQLException failure) {
            throw new JdbcStoreException("cannot open the store: " + failure.getMessage(), failure);
        }
    }
}
