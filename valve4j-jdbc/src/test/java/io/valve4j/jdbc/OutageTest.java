package io.valve4j.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.valve4j.engines.H2Engine;
import io.valve4j.engines.MariaDbEngine;
import io.valve4j.engines.PostgresEngine;
import io.valve4j.engines.SqlEngine;
import io.valve4j.guard.Guard;
import io.valve4j.quota.Window.Span;
import io.valve4j.store.Charge;
import io.valve4j.store.ChargeLine;
import io.valve4j.store.ChargeResult;
import io.valve4j.store.CounterKey;
import io.valve4j.store.CounterState;
import io.valve4j.store.ValveStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers that hang, die, and come back: every charge is answered once it can be, and counts once. */
@Timeout(300)
class OutageTest {

    private static final CounterKey CALLS = new CounterKey("calls", 0, 0);

    /** Not guarded: what the store does by itself. */
    private static ValveStore open(DataSource pool, Duration timeout) {
        Database database = JdbcStore.connect(pool);
        Guard guard = Guard.DEFAULT.timeout(timeout).patience(Duration.ofSeconds(30));
        return new SqlStore(database, new Sql(database.dialect, database.dialect.clock), guard);
    }

    private static Charge charge() {
        return new Charge(UUID.randomUUID(), "ada", 0, Span.ALWAYS, List.of(new ChargeLine(CALLS, 1, 1_000_000, null)));
    }

    static Stream<SqlEngine> servers() {
        return Stream.of(PostgresEngine.shared(), MariaDbEngine.shared());
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("servers")
    void a_server_that_does_not_answer_costs_a_connection_no_longer_than_the_limit_and_the_pool_recovers(
            SqlEngine engine) throws SQLException {
        try (HikariDataSource pool = Pools.migrated(engine, 1);
                HikariDataSource other = SqlEngine.pool(pool.getJdbcUrl(), 1)) {
            ValveStore store = open(pool, Duration.ofMillis(250));
            store.charge(charge());
            Charge hanging = charge();
            try (Connection blocker = other.getConnection();
                    Statement statement = blocker.createStatement()) {
                blocker.setAutoCommit(false);
                statement.execute("SELECT * FROM valve_counter FOR UPDATE");
                assertThatThrownBy(() -> store.charge(hanging))
                        .isInstanceOf(JdbcStoreException.class)
                        .hasMessageContaining("(after 250 ms or more)");
                blocker.rollback();
            }
            assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
            answered(store, hanging);
            assertThat(store.counters("ada", List.of(CALLS))).containsExactly(new CounterState(CALLS, 2, 0, 2));
        }
    }

    @Test
    void charges_that_are_sent_again_after_the_server_was_killed_and_restarted_count_once() {
        try (PostgresEngine engine = PostgresEngine.start();
                HikariDataSource pool = Pools.migrated(engine, 2)) {
            ValveStore store = open(pool, Duration.ofSeconds(5));
            for (int i = 0; i < 20; i++) {
                assertThat(store.charge(charge())).isInstanceOf(ChargeResult.Admitted.class);
            }
            engine.kill();
            Charge during = charge();
            assertThatThrownBy(() -> store.charge(during)).isInstanceOf(RuntimeException.class);
            engine.restart();
            answered(store, during);
            assertThat(store.counters("ada", List.of(CALLS))).containsExactly(new CounterState(CALLS, 21, 0, 21));
        }
    }

    /** Sends a charge again until it is answered. */
    private static void answered(ValveStore store, Charge charge) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (true) {
            try {
                assertThat(store.charge(charge))
                        .isInstanceOfAny(ChargeResult.Admitted.class, ChargeResult.Replayed.class);
                return;
            } catch (RuntimeException failure) {
                assertThat(System.nanoTime()).as("answered in a minute").isLessThan(end);
            }
        }
    }

    @Test
    void what_is_in_a_file_of_h2_is_there_after_it_was_closed() {
        try (H2Engine engine = H2Engine.inFile()) {
            try (HikariDataSource pool = SqlEngine.pool(engine.url(), 2)) {
                JdbcStore.migrate(pool);
                Pools.open(pool).charge(charge());
            }
            try (HikariDataSource pool = SqlEngine.pool(engine.url(), 2)) {
                assertThat(Pools.open(pool).counters("ada", List.of(CALLS)))
                        .containsExactly(new CounterState(CALLS, 1, 0, 1));
            }
        }
    }
}
