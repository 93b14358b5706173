package io.valve4j.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.valve4j.engines.H2Engine;
import io.valve4j.engines.PostgresEngine;
import io.valve4j.store.TransientStoreException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class DatabaseTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Test
    void what_cannot_be_rolled_back_is_not_committed_by_turning_on_auto_commit() throws SQLException {
        try (HikariDataSource pool = Pools.migrated(H2Engine.shared(), 2)) {
            Database database = new Database(withoutRollback(pool), Dialect.H2);
            assertThatThrownBy(() -> database.inTransaction("write", LIMIT, connection -> {
                        execute(connection, "INSERT INTO valve_lock (name) VALUES ('half a step')");
                        throw new SQLException("lost on purpose", "08006");
                    }))
                    .isInstanceOf(TransientStoreException.class)
                    .hasMessage("the database could not write: lost on purpose");
            assertThat(locks(pool)).isEqualTo(1);
        }
    }

    @Test
    void a_failed_statement_is_undone_where_connections_do_not_commit_by_themselves() throws SQLException {
        try (HikariDataSource pool = Pools.migrated(H2Engine.shared(), 1)) {
            Connection manual = pool.getConnection();
            manual.setAutoCommit(false);
            Connection kept = keptOpen(manual);
            Database database = new Database(handingOut(kept), Dialect.H2);
            assertThatThrownBy(() -> database.inStatement("write", LIMIT, connection -> {
                        execute(connection, "INSERT INTO valve_lock (name) VALUES ('half a step')");
                        throw new SQLException("refused on purpose", "42000");
                    }))
                    .isInstanceOf(JdbcStoreException.class);
            manual.commit();
            manual.close();
            assertThat(locks(pool)).isEqualTo(1);
        }
    }

    @Test
    void what_was_committed_is_done_even_if_its_connection_cannot_be_given_back() throws SQLException {
        try (HikariDataSource pool = Pools.migrated(H2Engine.shared(), 2)) {
            Database database = new Database(handingOut(failingTo("close", pool.getConnection())), Dialect.H2);
            String done = database.inTransaction("write", LIMIT, connection -> {
                execute(connection, "INSERT INTO valve_lock (name) VALUES ('a step')");
                return "done";
            });
            assertThat(done).isEqualTo("done");
            assertThat(locks(pool)).isEqualTo(2);
        }
    }

    @Test
    void a_connection_has_the_limit_while_it_is_used_and_its_own_afterwards_also_after_a_failure() throws SQLException {
        try (Connection connection = PostgresEngine.shared().dataSource().getConnection()) {
            connection.setNetworkTimeout(Runnable::run, 77_000);
            Database database = new Database(handingOut(keptOpen(connection)), Dialect.POSTGRESQL);
            assertThat(database.<Integer>inStatement("look", LIMIT, Connection::getNetworkTimeout))
                    .isEqualTo(30_100);
            assertThat(connection.getNetworkTimeout()).isEqualTo(77_000);
            assertThatThrownBy(() -> database.inTransaction("write", LIMIT, used -> {
                        throw new SQLException("refused on purpose", "42000");
                    }))
                    .isInstanceOf(JdbcStoreException.class);
            assertThat(connection.getNetworkTimeout()).isEqualTo(77_000);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int locks(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT COUNT(*) FROM valve_lock")) {
            result.next();
            return result.getInt(1);
        }
    }

    private static DataSource withoutRollback(DataSource source) throws SQLException {
        return handingOut(failingTo("rollback", source.getConnection()));
    }

    private static Connection failingTo(String what, Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                DatabaseTest.class.getClassLoader(), new Class<?>[] {Connection.class}, (same, method, arguments) -> {
                    if (method.getName().equals(what)) {
                        throw new SQLException("no " + what + ", on purpose", "08006");
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                });
    }

    private static Connection keptOpen(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                DatabaseTest.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (same, method, arguments) ->
                        method.getName().equals("close") ? null : method.invoke(connection, arguments));
    }

    private static DataSource handingOut(Connection only) {
        return (DataSource) Proxy.newProxyInstance(
                DatabaseTest.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (same, method, arguments) -> only);
    }
}
