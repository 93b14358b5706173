package io.valve4j.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.valve4j.engines.H2Engine;
import io.valve4j.engines.MariaDbEngine;
import io.valve4j.engines.PostgresEngine;
import io.valve4j.engines.SqlEngine;
import io.valve4j.guard.Guard;
import io.valve4j.store.ValveStore;
import java.time.Duration;
import javax.sql.DataSource;

/** One pool for each engine, on a database in which the tables are. */
final class Pools {

    /** Patient: the machine that runs the tests may be busy. */
    static final JdbcOptions PATIENT =
            new JdbcOptions(Guard.DEFAULT.timeout(Duration.ofSeconds(30)).patience(Duration.ofSeconds(30)));

    private Pools() {}

    static DataSource postgresql() {
        return Postgresql.POOL;
    }

    static DataSource mariadb() {
        return MariaDb.POOL;
    }

    static DataSource h2() {
        return H2.POOL;
    }

    static HikariDataSource fresh(SqlEngine engine, int connections) {
        return SqlEngine.pool(engine.freshUrl(), connections);
    }

    static HikariDataSource migrated(SqlEngine engine, int connections) {
        HikariDataSource pool = fresh(engine, connections);
        JdbcStore.migrate(pool);
        return pool;
    }

    static ValveStore open(DataSource source) {
        return JdbcStore.open(source, PATIENT);
    }

    private static final class Postgresql {
        static final DataSource POOL = migrated(PostgresEngine.shared(), 8);
    }

    private static final class MariaDb {
        static final DataSource POOL = migrated(MariaDbEngine.shared(), 8);
    }

    private static final class H2 {
        static final DataSource POOL = migrated(H2Engine.shared(), 8);
    }
}
