package io.valve4j.mongodb;

import io.valve4j.store.ValveStore;
import io.valve4j.testkit.ValveStoreContract;
import java.util.List;

/** By the server's clock. */
class MongoStoreContractTest extends ValveStoreContract {

    private static final MongoOptions OPTIONS = TestDatabase.fresh();

    @Override
    protected ValveStore open() {
        return MongoStore.open(TestDatabase.get(), OPTIONS);
    }

    @Override
    protected boolean remembersIds() {
        return true;
    }

    @Override
    protected List<FailingStore> failing() {
        return List.of(
                failing("before it is done", 1, false),
                failing("after it was done", 1, true),
                failing("before the second write", 2, false),
                failing("after the second write", 2, true));
    }

    private static FailingStore failing(String how, int write, boolean done) {
        return new FailingStore(how, MongoStore.open(BrokenOnce.at(TestDatabase.get(), write, done), OPTIONS));
    }
}
