package io.valve4j.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;

/**
 * The tables: made from the files in this package's directories, one for each database and version, which other tools can run as
 * well. One node at a time makes them; the others wait for it, and find them made.
 */
final class Schema {

    /** The version that this code needs. */
    static final int VERSION = 1;

    private static final String LOCK = "valve4j";
    private static final long LOCK_NUMBER = 0x76616c766534L;
    private static final int MOST_SECONDS = 60;

    /** H2 has no lock that outlasts a CREATE TABLE; it mostly lives within one process. */
    private static final ReentrantLock ONE_AT_A_TIME = new ReentrantLock();

    private Schema() {}

    /** Makes what is missing. */
    static void migrate(DataSource source) {
        try (Connection connection = source.getConnection()) {
            Dialect dialect = Dialect.of(connection);
            boolean auto = connection.getAutoCommit();
            connection.setAutoCommit(true);
            try {
                locked(connection, dialect, () -> makeAll(connection, dialect));
            } finally {
                connection.setAutoCommit(auto);
            }
        } catch (SQLException failure) {
            throw new JdbcStoreException("cannot make the tables of valve4j: " + failure.getMessage(), failure);
        }
    }

    /**
     * Checks that the tables are there, in the version that this code needs.
     *
     * @throws MissingTablesException if they are not there
     * @throws IllegalStateException if they are those of a later version; the messages say how to mend it
     */
    static void check(Connection connection, Dialect dialect) throws SQLException {
        int version;
        try {
            version = version(connection);
        } catch (SQLException failure) {
            if (dialect.isTableMissing(failure)) {
                throw new MissingTablesException(dialect, failure);
            }
            throw failure;
        }
        if (version < VERSION) {
            throw new MissingTablesException(dialect, null);
        }
        checkNotNewer(version);
    }

    private static void checkNotNewer(int version) {
        if (version > VERSION) {
            throw new IllegalStateException("the tables of valve4j in this database have version " + version
                    + ", but this version of valve4j knows only " + VERSION + ": upgrade valve4j");
        }
    }

    /** 0 if none was made to its end. */
    private static int version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT MAX(version) FROM valve_schema")) {
            return result.next() ? result.getInt(1) : 0;
        }
    }

    private static void makeAll(Connection connection, Dialect dialect) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            List<String> statements = statements(dialect);
            // The first makes the table of versions, which may say that the others are not for us to make.
            statement.execute(statements.get(0));
            checkNotNewer(version(connection));
            for (String each : statements.subList(1, statements.size())) {
                statement.execute(each);
            }
        }
    }

    /** The file of a database, on the class path. */
    static String file(Dialect dialect) {
        return "io/valve4j/jdbc/" + dialect.directory + "/V" + VERSION + "__valve4j.sql";
    }

    /** The statements of the file of a database. */
    static List<String> statements(Dialect dialect) {
        String name = file(dialect);
        try (InputStream file = Schema.class.getResourceAsStream("/" + name)) {
            if (file == null) {
                throw new IllegalStateException("the jar of valve4j-jdbc is broken: it has no " + name);
            }
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            String code = text.replaceAll("(?m)^--.*$", "");
            return Arrays.stream(code.split(";"))
                    .map(String::strip)
                    .filter(each -> !each.isEmpty())
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot read " + name, failure);
        }
    }

    private static void locked(Connection connection, Dialect dialect, Making making) throws SQLException {
        switch (dialect) {
            case POSTGRESQL -> {
                connection.setAutoCommit(false);
                try {
                    ask(connection, "SELECT 1 FROM (SELECT pg_advisory_xact_lock(" + LOCK_NUMBER + ")) held");
                    making.run();
                    connection.commit();
                } finally {
                    connection.rollback();
                    connection.setAutoCommit(true);
                }
            }
            case MYSQL -> {
                if (ask(connection, "SELECT GET_LOCK('" + LOCK + "', " + MOST_SECONDS + ")") != 1) {
                    throw new JdbcStoreException(
                            "another node has been making the tables of valve4j for more than " + MOST_SECONDS
                                    + " s: look whether it hangs",
                            null);
                }
                try {
                    making.run();
                } finally {
                    ask(connection, "SELECT RELEASE_LOCK('" + LOCK + "')");
                }
            }
            case H2 -> {
                ONE_AT_A_TIME.lock();
                try {
                    making.run();
                } finally {
                    ONE_AT_A_TIME.unlock();
                }
            }
        }
    }

    private static int ask(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            return result.next() ? result.getInt(1) : 0;
        }
    }

    @FunctionalInterface
    private interface Making {

        void run() throws SQLException;
    }
}
