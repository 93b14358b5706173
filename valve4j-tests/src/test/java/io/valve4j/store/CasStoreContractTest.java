package io.valve4j.store;

import io.valve4j.testkit.TimedValveStoreContract;
import java.util.List;

class CasStoreContractTest extends TimedValveStoreContract {

    private final MapCasStore.Database database = new MapCasStore.Database();

    @Override
    protected ValveStore open() {
        return new MapCasStore(database, time());
    }

    @Override
    protected boolean remembersIds() {
        return true;
    }

    @Override
    protected List<FailingStore> failing() {
        return List.of(failing(MapCasStore.Failure.BEFORE_IT_IS_DONE), failing(MapCasStore.Failure.AFTER_IT_IS_DONE));
    }

    private FailingStore failing(MapCasStore.Failure failure) {
        return new FailingStore(failure.name(), new MapCasStore(database, time(), failure));
    }
}
