package io.valve4j.jdbc;

import io.valve4j.engines.PostgresEngine;
import io.valve4j.store.ValveStore;
import io.valve4j.testkit.TimedValveStoreContract;
import java.util.List;

class PostgresqlTimeContractTest extends TimedValveStoreContract {

    private static final ClockTable CLOCK = ClockTable.on(PostgresEngine.shared());

    @Override
    protected ValveStore open() {
        return CLOCK.open(CLOCK.source(), time());
    }

    @Override
    protected boolean remembersIds() {
        return true;
    }

    @Override
    protected List<FailingStore> failing() {
        return Breaking.stores(CLOCK.source(), source -> CLOCK.open(source, time()));
    }
}
