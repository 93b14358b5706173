package io.valve4j.engines;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** A relational database that tests can connect to. Thread-safe, unless said otherwise. */
public abstract class SqlEngine implements AutoCloseable {

    private static final AtomicInteger DATABASES = new AtomicInteger();

    /** For subclasses. */
    SqlEngine() {}

    /** The JDBC URL of the engine's first database, user included. */
    public abstract String url();

    /** The JDBC URL of a database that holds nothing, and that nobody else is told of. */
    public abstract String freshUrl();

    /** Stops the engine, if it was started here. Idempotent. */
    @Override
    public abstract void close();

    /** A pool of so many connections to the first database, for its caller to close. */
    public HikariDataSource pool(int connections) {
        return pool(url(), connections);
    }

    /** As {@link #pool(int)}, to any database of this kind. */
    public static HikariDataSource pool(String url, int connections) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(connections);
        config.setConnectionTimeout(5_000);
        config.setValidationTimeout(250);
        return new HikariDataSource(config);
    }

    /** The name of a database that this JVM has not used before. */
    static String freshName() {
        return "valve_" + ProcessHandle.current().pid() + '_' + System.nanoTime() + '_' + DATABASES.incrementAndGet();
    }

    /** Makes a database of a fresh name. */
    static String createDatabase(String url) {
        String name = freshName();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
            return name;
        } catch (SQLException failure) {
            throw new IllegalStateException("cannot make the database " + name, failure);
        }
    }

    /** The URL with another database in it. */
    static String withDatabase(String url, String database) {
        return url.replaceFirst("(//[^/]+/)[^?]*", "$1" + database);
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
