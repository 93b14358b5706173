package io.valve4j.redis;

import io.lettuce.core.RedisURI;
import io.valve4j.engines.RedisEngine;
import io.valve4j.store.ValveStore;
import io.valve4j.testkit.ValveStoreContract;
import java.util.List;

class RedisStoreContractTest extends ValveStoreContract {

    @Override
    protected ValveStore open() {
        return RedisStore.open(RedisTests.CLIENT, RedisOptions.DEFAULT.guard(RedisTests.PATIENT));
    }

    @Override
    protected boolean remembersIds() {
        return true;
    }

    @Override
    protected List<FailingStore> failing() {
        return List.of(
                new FailingStore("before it is done", failing(Network.Fault.LOST_REQUEST)),
                new FailingStore("after it is done", failing(Network.Fault.LOST_ANSWER)));
    }

    private static ValveStore failing(Network.Fault fault) {
        Network network = new Network(RedisURI.create(RedisEngine.shared()).getPort());
        ValveStore store = RedisStore.open(network.uri(), RedisOptions.DEFAULT.guard(RedisTests.PATIENT));
        network.fail(fault);
        return new PatientStore(store) {
            @Override
            public void close() {
                super.close();
                network.close();
            }
        };
    }
}
