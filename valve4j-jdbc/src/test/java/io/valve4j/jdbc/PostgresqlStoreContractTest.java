package io.valve4j.jdbc;

import io.valve4j.store.ValveStore;
import io.valve4j.testkit.ValveStoreContract;
import java.util.List;

class PostgresqlStoreContractTest extends ValveStoreContract {

    @Override
    protected ValveStore open() {
        return Pools.open(Pools.postgresql());
    }

    @Override
    protected boolean remembersIds() {
        return true;
    }

    @Override
    protected List<FailingStore> failing() {
        return Breaking.stores(Pools.postgresql(), Pools::open);
    }
}
