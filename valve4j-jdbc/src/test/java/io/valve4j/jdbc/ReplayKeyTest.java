package io.valve4j.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.valve4j.engines.H2Engine;
import io.valve4j.engines.MariaDbEngine;
import io.valve4j.engines.PostgresEngine;
import io.valve4j.engines.SqlEngine;
import io.valve4j.quota.Window.Span;
import io.valve4j.store.Charge;
import io.valve4j.store.ChargeLine;
import io.valve4j.store.ChargeResult;
import io.valve4j.store.CounterKey;
import io.valve4j.store.CounterState;
import io.valve4j.store.ValveStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Idempotency keys whose time is up, and that several want to use again at once. */
class ReplayKeyTest {

    private static final CounterKey CALLS = new CounterKey("calls", 0, 0);
    private static final CounterKey TOKENS = new CounterKey("tokens", 0, 0);

    static Stream<SqlEngine> engines() {
        return Stream.of(PostgresEngine.shared(), MariaDbEngine.shared(), H2Engine.shared());
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("engines")
    void a_key_whose_time_is_up_goes_to_one_of_two_who_use_it_again_at_once(SqlEngine engine) throws SQLException {
        try (HikariDataSource pool = Pools.migrated(engine, 4)) {
            ValveStore first = Pools.open(pool);
            assertThat(first.charge(keyed("old", CALLS))).isInstanceOf(ChargeResult.Admitted.class);
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("UPDATE valve_replay_key SET ends_at = 1");
            }
            ValveStore second = Pools.open(beforeADeletion(
                    pool,
                    () -> assertThat(first.charge(keyed("theirs", TOKENS))).isInstanceOf(ChargeResult.Admitted.class)));
            assertThat(second.charge(keyed("mine", CALLS))).isEqualTo(new ChargeResult.KeyReused());
            assertThat(first.counters("ada", List.of(CALLS, TOKENS)))
                    .containsExactly(new CounterState(CALLS, 1, 0, 1), new CounterState(TOKENS, 1, 0, 1));
        }
    }

    private static Charge keyed(String demand, CounterKey counter) {
        return new Charge(
                UUID.randomUUID(),
                "ada",
                0,
                Span.ALWAYS,
                List.of(new ChargeLine(counter, 1, 10, null)),
                new Charge.ReplayKey("order", demand),
                null);
    }

    /** Something happens once, just before a key is deleted. */
    private static DataSource beforeADeletion(DataSource source, Runnable happens) {
        AtomicBoolean happened = new AtomicBoolean();
        return proxy(DataSource.class, source, sql -> {
            if (sql.startsWith("DELETE FROM valve_replay_key") && happened.compareAndSet(false, true)) {
                happens.run();
            }
        });
    }

    private static <T> T proxy(Class<T> type, T behind, Consumer<String> preparing) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (same, method, arguments) -> {
                    if (method.getName().equals("prepareStatement")) {
                        preparing.accept((String) arguments[0]);
                    }
                    try {
                        Object result = method.invoke(behind, arguments);
                        return result instanceof Connection connection
                                ? proxy(Connection.class, connection, preparing)
                                : result;
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                }));
    }
}
