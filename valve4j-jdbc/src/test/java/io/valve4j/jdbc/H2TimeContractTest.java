package io.valve4j.jdbc;

import io.valve4j.engines.H2Engine;
import io.valve4j.store.ValveStore;
import io.valve4j.testkit.TimedValveStoreContract;
import java.util.List;

class H2TimeContractTest extends TimedValveStoreContract {

    private static final ClockTable CLOCK = ClockTable.on(H2Engine.shared());

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
