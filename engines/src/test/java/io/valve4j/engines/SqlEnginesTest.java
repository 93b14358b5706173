package io.valve4j.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class SqlEnginesTest {

    @Test
    void postgresql_that_is_killed_has_after_its_restart_what_was_committed() throws SQLException {
        try (PostgresEngine engine = PostgresEngine.start()) {
            String url = engine.freshUrl();
            execute(url, "CREATE TABLE kept AS SELECT 42 AS answer");
            engine.kill();
            assertThatThrownBy(() -> DriverManager.getConnection(url).close()).isInstanceOf(SQLException.class);
            engine.restart();
            assertThat(answer(url, "SELECT answer FROM kept")).isEqualTo(42);
        }
    }

    @Test
    void mariadb_starts_and_makes_databases() throws SQLException {
        try (MariaDbEngine engine = MariaDbEngine.start()) {
            String url = engine.freshUrl();
            execute(url, "CREATE TABLE kept (answer INT)");
            execute(url, "INSERT INTO kept VALUES (42)");
            assertThat(answer(url, "SELECT answer FROM kept")).isEqualTo(42);
        }
    }

    @Test
    void h2_in_a_file_keeps_what_was_written_between_connections() throws SQLException {
        try (H2Engine engine = H2Engine.inFile()) {
            execute(engine.url(), "CREATE TABLE kept AS SELECT 42 AS answer");
            assertThat(answer(engine.url(), "SELECT answer FROM kept")).isEqualTo(42);
        }
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int answer(String url, String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            assertThat(result.next()).isTrue();
            return result.getInt(1);
        }
    }
}
