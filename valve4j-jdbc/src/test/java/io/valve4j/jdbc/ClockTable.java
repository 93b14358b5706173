package io.valve4j.jdbc;

import io.valve4j.engines.SqlEngine;
import io.valve4j.guard.Guard;
import io.valve4j.store.Charge;
import io.valve4j.store.ChargeResult;
import io.valve4j.store.CounterKey;
import io.valve4j.store.CounterState;
import io.valve4j.store.ForwardingStore;
import io.valve4j.store.SettleResult;
import io.valve4j.store.Settlement;
import io.valve4j.store.ValveStore;
import io.valve4j.testkit.ManualTime;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;

/** A server whose clock a test moves: statements read the time from a table, which follows the test's. */
final class ClockTable {

    private static final String CLOCK = "(SELECT micros FROM test_clock)";

    private final DataSource source;
    private long shown;

    private ClockTable(DataSource source) {
        this.source = source;
    }

    static ClockTable on(SqlEngine engine) {
        ClockTable clock = new ClockTable(Pools.migrated(engine, 8));
        clock.execute("CREATE TABLE test_clock (micros BIGINT NOT NULL)");
        clock.execute("INSERT INTO test_clock VALUES (0)");
        return clock;
    }

    DataSource source() {
        return source;
    }

    ValveStore open(DataSource through, ManualTime time) {
        Guard guard = Pools.PATIENT.guard();
        Database database = JdbcStore.connect(through);
        return new Following(new SqlStore(database, new Sql(database.dialect, CLOCK), guard), time);
    }

    private synchronized void show(Instant now) {
        long micros = Micros.of(now);
        if (micros != shown) {
            execute("UPDATE test_clock SET micros = " + micros);
            shown = micros;
        }
    }

    private void execute(String sql) {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new IllegalStateException(sql, failure);
        }
    }

    private final class Following extends ForwardingStore {

        private final ManualTime time;

        Following(ValveStore behind, ManualTime time) {
            super(behind);
            this.time = time;
        }

        @Override
        public Instant now() {
            show(time.instant());
            return super.now();
        }

        @Override
        public ChargeResult charge(Charge charge) {
            show(time.instant());
            return super.charge(charge);
        }

        @Override
        public SettleResult settle(Settlement settlement) {
            show(time.instant());
            return super.settle(settlement);
        }

        @Override
        public List<CounterState> counters(String userId, List<CounterKey> keys) {
            show(time.instant());
            return super.counters(userId, keys);
        }

        @Override
        public int purge(int most) {
            show(time.instant());
            return super.purge(most);
        }
    }
}
