package io.valve4j.cli.bench;

import com.zaxxer.hikari.HikariDataSource;
import io.valve4j.engines.PostgresEngine;
import io.valve4j.jdbc.JdbcOptions;
import io.valve4j.jdbc.JdbcStore;
import io.valve4j.store.Charge;
import io.valve4j.store.ValveStore;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/** Charges on a PostgreSQL server of its own, with its settings as they are: what is committed is on the disk. */
final class PostgresCharges implements AutoCloseable {

    private static final int CONNECTIONS = 8;

    private final PostgresEngine engine;
    private final HikariDataSource pool;
    private final Limiters limiters;
    private final List<String> users = Limiters.rawUsers();
    private final UUID modelCharge = UUID.randomUUID();
    private final RawStatement statement;

    private PostgresCharges(PostgresEngine engine) throws Exception {
        this.engine = engine;
        this.pool = engine.pool(CONNECTIONS);
        JdbcStore.migrate(pool);
        // The first charge of a store also finds out about the database.
        ValveStore store = open(pool);
        Limiters.mustBeAdmitted(store.charge(Limiters.modelCharge(UUID.randomUUID(), store.now())));
        Charge model = Limiters.modelCharge(modelCharge, store.now());
        this.statement = RawStatement.sentBy(
                source -> Limiters.mustBeAdmitted(open(source).charge(model)), pool);
        this.limiters = new Limiters(open(pool));
    }

    private static JdbcStore open(DataSource source) {
        return JdbcStore.open(source, JdbcOptions.DEFAULT.guard(Limiters.PATIENT));
    }

    static PostgresCharges start() throws Exception {
        return new PostgresCharges(PostgresEngine.start());
    }

    List<Contestant> contestants() {
        return List.of(
                new Contestant(ChargeSuite.RAW, this::sendRaw),
                new Contestant(ChargeSuite.EXACT, limiters::takeExactly),
                new Contestant(ChargeSuite.LEASED, limiters::takeFromLease));
    }

    private void sendRaw(long random) throws Exception {
        String user = users.get(Math.floorMod(random, users.size()));
        boolean answered =
                statement.send(pool, RawStatement.replacing(modelCharge, UUID.randomUUID(), Limiters.MODEL_USER, user));
        if (!answered) {
            throw new IllegalStateException("the statement that was sent raw charged nothing");
        }
    }

    @Override
    public void close() {
        limiters.close();
        pool.close();
        engine.close();
    }
}
