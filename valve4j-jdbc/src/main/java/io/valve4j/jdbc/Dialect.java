package io.valve4j.jdbc;

import io.valve4j.internal.check.Checks;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** In what databases differ. */
enum Dialect {
    POSTGRESQL(
            "postgresql",
            "CAST(FLOOR(EXTRACT(EPOCH FROM CLOCK_TIMESTAMP()) * 1000000) AS BIGINT)",
            " FOR SHARE",
            "DELETE FROM %1$s WHERE ctid = ANY(ARRAY(SELECT ctid FROM %1$s WHERE %2$s <= ? LIMIT ?))"),
    MYSQL(
            "mysql",
            "TIMESTAMPDIFF(MICROSECOND, '1970-01-01 00:00:00', UTC_TIMESTAMP(6))",
            " LOCK IN SHARE MODE",
            "DELETE FROM %1$s WHERE %2$s <= ? LIMIT ?"),
    H2(
            "h2",
            "DATEDIFF(MICROSECOND, TIMESTAMP WITH TIME ZONE '1970-01-01 00:00:00+00', CURRENT_TIMESTAMP(6))",
            " FOR UPDATE",
            "DELETE FROM %1$s WHERE %2$s <= ? LIMIT ?");

    private static final Set<String> CONFLICT_STATES = Set.of("40001", "40P01", "23505");

    /** The server shuts down, starts up, has no connection left, or has become a replica that only reads. */
    private static final Set<String> POSTGRESQL_LOST = Set.of("57P01", "57P02", "57P03", "53300", "25006");

    private static final Set<Integer> MYSQL_CONFLICTS = Set.of(1062, 1205, 1213);
    private static final Set<Integer> MYSQL_LOST = Set.of(1040, 1053, 1927);

    /** Rows changed at the same time, a lock that was waited for too long. */
    private static final Set<Integer> H2_CONFLICTS = Set.of(90131, 50200);

    /** The database was closed or the connection broken. */
    private static final Set<Integer> H2_LOST = Set.of(90007, 90067, 90098, 90121);

    /** What MariaDB 10 puts before its version, for clients that would take 10 for something else. */
    private static final String MARIADB_10 = "5.5.5-";

    private static final Pattern MAJOR_AND_MINOR = Pattern.compile("(\\d{1,4})\\.(\\d{1,2})");
    private static final int LEAST_MARIADB = 10_06;

    private static final Set<String> TABLE_MISSING = Set.of("42P01", "42S02", "42S04");

    /** Where the DDL is, and what messages say. */
    final String directory;

    /** The server's clock, in microseconds since 1970. */
    final String clock;

    /** Keeps a row as it is until the end of the transaction; H2 knows only how to keep others off. */
    final String sharedLock;

    private final String boundedDelete;

    Dialect(String directory, String clock, String sharedLock, String boundedDelete) {
        this.directory = directory;
        this.clock = clock;
        this.sharedLock = sharedLock;
        this.boundedDelete = boundedDelete;
    }

    /** That of a database, by what its driver says. */
    static Dialect of(Connection connection) throws SQLException {
        DatabaseMetaData data = connection.getMetaData();
        String product = data.getDatabaseProductName();
        int major = data.getDatabaseMajorVersion();
        String name = product.toLowerCase(Locale.ROOT);
        if (name.startsWith("postgresql")) {
            return atLeast(14, major, POSTGRESQL, product);
        }
        if (name.startsWith("mariadb") || name.startsWith("mysql")) {
            // MariaDB too, before MySQL's own driver, which knows no other name.
            String version = data.getDatabaseProductVersion();
            return version.toLowerCase(Locale.ROOT).contains("mariadb") || name.startsWith("mariadb")
                    ? mariaDb(version)
                    : atLeast(8, major, MYSQL, product);
        }
        if (name.startsWith("h2")) {
            return atLeast(2, major, H2, product);
        }
        throw new IllegalArgumentException(
                "the store knows PostgreSQL, MariaDB, MySQL and H2, but the data source leads to "
                        + Checks.quoted(product));
    }

    private static Dialect mariaDb(String said) {
        String version = said.startsWith(MARIADB_10) ? said.substring(MARIADB_10.length()) : said;
        Matcher parts = MAJOR_AND_MINOR.matcher(version);
        if (!parts.lookingAt()
                || 100 * Integer.parseInt(parts.group(1)) + Integer.parseInt(parts.group(2)) < LEAST_MARIADB) {
            throw new IllegalArgumentException(
                    "the store needs MariaDB 10.6 or later, but the data source leads to " + Checks.escaped(version));
        }
        return MYSQL;
    }

    private static Dialect atLeast(int least, int major, Dialect dialect, String product) {
        if (major < least) {
            throw new IllegalArgumentException(
                    "the store needs " + product + " " + least + " or later, but the data source leads to " + major);
        }
        return dialect;
    }

    /** Begins a transaction in which each statement sees what was committed before it, whatever the connection's default. */
    void begin(Connection connection) throws SQLException {
        if (this == H2) {
            if (connection.getTransactionIsolation() != Connection.TRANSACTION_READ_COMMITTED) {
                connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            }
            return;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED");
        }
    }

    /** Deletes at most so many rows (second parameter) whose time was not after a given one (first parameter). */
    String boundedDelete(String table, String time) {
        return boundedDelete.formatted(table, time);
    }

    void setId(PreparedStatement statement, int index, UUID id) throws SQLException {
        if (this == MYSQL) {
            statement.setBytes(
                    index,
                    ByteBuffer.allocate(16)
                            .putLong(id.getMostSignificantBits())
                            .putLong(id.getLeastSignificantBits())
                            .array());
        } else {
            statement.setObject(index, id);
        }
    }

    @Nullable
    UUID id(ResultSet result, int column) throws SQLException {
        if (this != MYSQL) {
            return result.getObject(column, UUID.class);
        }
        byte[] bytes = result.getBytes(column);
        if (bytes == null) {
            return null;
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    /** Whether nothing was done since somebody else was first, so that it may be done again at once. */
    boolean isConflict(SQLException failure) {
        return CONFLICT_STATES.contains(failure.getSQLState())
                || (this == MYSQL && MYSQL_CONFLICTS.contains(failure.getErrorCode()))
                || (this == H2 && H2_CONFLICTS.contains(failure.getErrorCode()));
    }

    /** Whether the connection was lost, or could not be made, which may be over soon. */
    boolean isLost(SQLException failure) {
        String state = failure.getSQLState();
        return failure instanceof SQLTransientConnectionException
                || failure instanceof SQLNonTransientConnectionException
                || failure instanceof SQLRecoverableException
                || (state != null && state.startsWith("08"))
                || (this == POSTGRESQL && POSTGRESQL_LOST.contains(state))
                || (this == MYSQL && MYSQL_LOST.contains(failure.getErrorCode()))
                || (this == H2 && H2_LOST.contains(failure.getErrorCode()));
    }

    boolean isTableMissing(SQLException failure) {
        return TABLE_MISSING.contains(failure.getSQLState());
    }
}
