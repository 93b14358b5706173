package io.valve4j.mongodb;

import io.valve4j.store.ValveStore;
import io.valve4j.testkit.TimedValveStoreContract;

/** By a clock that the test moves. */
class TimedMongoStoreContractTest extends TimedValveStoreContract {

    private final MongoOptions options = TestDatabase.fresh();

    @Override
    protected ValveStore open() {
        return MongoStore.open(TestDatabase.get(), options, time()::instant);
    }

    @Override
    protected boolean remembersIds() {
        return true;
    }
}
