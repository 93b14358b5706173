package io.valve4j.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.valve4j.engines.H2Engine;
import io.valve4j.engines.MariaDbEngine;
import io.valve4j.engines.PostgresEngine;
import io.valve4j.engines.SqlEngine;
import io.valve4j.quota.Window.Span;
import io.valve4j.store.Charge;
import io.valve4j.store.ChargeLine;
import io.valve4j.store.CounterKey;
import io.valve4j.store.CounterState;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaTest {

    private static final int NODES = 8;

    static Stream<SqlEngine> engines() {
        return Stream.of(PostgresEngine.shared(), MariaDbEngine.shared(), H2Engine.shared());
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("engines")
    void nodes_that_start_at_once_on_an_empty_database_all_find_the_tables_made_and_so_do_later_ones(SqlEngine engine)
            throws Exception {
        try (HikariDataSource pool = Pools.fresh(engine, NODES)) {
            CyclicBarrier together = new CyclicBarrier(NODES);
            ExecutorService executor = Executors.newFixedThreadPool(NODES);
            try {
                List<Future<Boolean>> nodes = new ArrayList<>();
                for (int i = 0; i < NODES; i++) {
                    nodes.add(executor.submit(() -> {
                        together.await();
                        JdbcStore.migrate(pool);
                        JdbcStore.open(pool).close();
                        return true;
                    }));
                }
                for (Future<Boolean> node : nodes) {
                    assertThat(node.get()).isTrue();
                }
            } finally {
                executor.shutdownNow();
            }
            JdbcStore.migrate(pool);
            assertThat(JdbcStore.open(pool).find("nobody")).isEmpty();
        }
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("engines")
    void a_database_without_tables_is_refused_with_the_way_to_mend_it(SqlEngine engine) {
        try (HikariDataSource pool = Pools.fresh(engine, 1)) {
            assertThatThrownBy(() -> JdbcStore.open(pool))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("run JdbcStore.migrate(dataSource)");
            assertThatThrownBy(() -> JdbcDeadLetterQueue.open(pool)).isInstanceOf(IllegalStateException.class);
        }
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("engines")
    void tables_of_a_later_version_are_left_alone(SqlEngine engine) throws SQLException {
        try (HikariDataSource pool = Pools.migrated(engine, 1)) {
            execute(pool, "INSERT INTO valve_schema (version) VALUES (7)");
            for (Runnable attempt : List.<Runnable>of(() -> JdbcStore.migrate(pool), () -> JdbcStore.open(pool))) {
                assertThatThrownBy(attempt::run)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("have version 7, but this version of valve4j knows only 1");
            }
        }
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("engines")
    void tables_that_vanish_while_the_store_is_open_are_told_of(SqlEngine engine) throws SQLException {
        try (HikariDataSource pool = Pools.migrated(engine, 1)) {
            JdbcStore store = JdbcStore.open(pool);
            execute(pool, "DROP TABLE valve_subscription");
            assertThatThrownBy(() -> store.find("ada"))
                    .isInstanceOfSatisfying(MissingTablesException.class, missing -> {
                        assertThat(missing)
                                .hasMessage("the tables of valve4j are missing in this database: run"
                                        + " JdbcStore.migrate(dataSource) once, or " + missing.ddl()
                                        + " from the jar of valve4j-jdbc");
                        assertThat(getClass().getClassLoader().getResource(missing.ddl()))
                                .isNotNull();
                    });
        }
    }

    @Test
    void users_whose_ids_differ_in_case_stay_different_in_an_h2_that_ignores_case() {
        try (HikariDataSource pool = SqlEngine.pool(H2Engine.shared().freshUrl() + ";IGNORECASE=TRUE", 1)) {
            JdbcStore.migrate(pool);
            CounterKey calls = new CounterKey("calls", 0, 0);
            JdbcStore store = JdbcStore.open(pool, Pools.PATIENT);
            store.charge(
                    new Charge(UUID.randomUUID(), "ada", 0, Span.ALWAYS, List.of(new ChargeLine(calls, 1, 10, null))));
            assertThat(store.counters("Ada", List.of(calls))).containsExactly(CounterState.untouched(calls));
        }
    }

    @Test
    void databases_that_the_store_does_not_know_or_that_are_too_old_are_refused_by_name() {
        assertThatThrownBy(() -> JdbcStore.open(database("Oracle", "19c", 19)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PostgreSQL, MariaDB, MySQL and H2")
                .hasMessageContaining("\"Oracle\"");
        assertThatThrownBy(() -> JdbcStore.migrate(database("PostgreSQL", "13.2", 13)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PostgreSQL 14 or later, but the data source leads to 13");
        assertThatThrownBy(() -> JdbcStore.open(database("MySQL", "5.7.1", 5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("MySQL 8 or later");
        for (String product : List.of("MariaDB", "MySQL")) {
            assertThatThrownBy(() -> JdbcStore.open(database(product, "5.5.5-10.5.28-MariaDB", 5)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("MariaDB 10.6 or later, but the data source leads to 10.5.28-MariaDB");
        }
    }

    @Test
    void mariadb_is_known_by_the_driver_of_mysql_too() throws SQLException {
        for (String version : List.of("5.5.5-10.6.18-MariaDB-log", "11.4.2-MariaDB")) {
            int major = version.startsWith("5") ? 5 : 11;
            try (Connection connection = database("MySQL", version, major).getConnection()) {
                assertThat(Dialect.of(connection)).as(version).isEqualTo(Dialect.MYSQL);
            }
        }
    }

    private static void execute(DataSource source, String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** A data source that says what it is, and can do nothing. */
    private static DataSource database(String product, String version, int major) {
        DatabaseMetaData data = proxy(DatabaseMetaData.class, name -> switch (name) {
            case "getDatabaseProductName" -> product;
            case "getDatabaseProductVersion" -> version;
            default -> major;
        });
        Connection connection = proxy(Connection.class, name -> name.equals("getMetaData") ? data : null);
        return proxy(DataSource.class, name -> connection);
    }

    private static <T> T proxy(Class<T> type, java.util.function.Function<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answers.apply(method.getName())));
    }
}
