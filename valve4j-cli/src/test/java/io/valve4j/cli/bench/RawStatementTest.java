package io.valve4j.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RawStatementTest {

    private static final String INSERT = "INSERT INTO charges VALUES (?, ?, ?)";

    private final UUID model = UUID.randomUUID();
    private HikariDataSource pool;

    @BeforeEach
    void open() throws SQLException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:h2:mem:" + UUID.randomUUID());
        config.setMaximumPoolSize(1);
        pool = new HikariDataSource(config);
        execute(pool, "CREATE TABLE charges (id VARCHAR(36) PRIMARY KEY, owner VARCHAR(50), amount BIGINT)");
    }

    @AfterEach
    void close() {
        pool.close();
    }

    private static void execute(DataSource source, String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.execute();
        }
    }

    private void charge(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setString(1, model.toString());
            statement.setString(2, "user-1");
            statement.setLong(3, 7);
            statement.executeUpdate();
        }
    }

    @Test
    void what_was_heard_is_sent_again_for_others() throws Exception {
        RawStatement statement = RawStatement.sentBy(this::charge, pool);
        assertThat(statement.sql()).isEqualTo(INSERT);
        UUID other = UUID.randomUUID();
        UnaryOperator<Object> change = RawStatement.replacing(model, other, "user-1", "user-2");
        assertThat(statement.send(pool, change)).as("an update has no answer").isFalse();
        try (Connection connection = pool.getConnection();
                PreparedStatement query = connection.prepareStatement("SELECT * FROM charges WHERE owner = 'user-2'");
                ResultSet rows = query.executeQuery()) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isEqualTo(other.toString());
            assertThat(rows.getLong(3)).isEqualTo(7);
        }
    }

    @Test
    void more_than_one_statement_is_not_the_same_thing() {
        assertThatThrownBy(() -> RawStatement.sentBy(
                        source -> {
                            charge(source);
                            execute(source, "DELETE FROM charges");
                        },
                        pool))
                .hasMessageStartingWith("a charge should be one statement, but was 2: [" + INSERT);
    }
}
