package io.valve4j.store;

import io.valve4j.testkit.TimedValveStoreContract;

class InMemoryStoreContractTest extends TimedValveStoreContract {

    private final ValveStore memory = new InMemoryStore(time());

    @Override
    protected ValveStore open() {
        return new ForwardingStore(memory) {};
    }
}
