package io.valve4j.redis;

import io.valve4j.engines.RedisEngine;
import io.valve4j.engines.TcpProxy;
import io.valve4j.engines.TcpProxy.Lost;
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
                new FailingStore("before it is done", failing(Lost.REQUEST)),
                new FailingStore("after it is done", failing(Lost.ANSWER)));
    }

    private static ValveStore failing(Lost lost) {
        TcpProxy network = RedisTests.network(RedisEngine.shared());
        ValveStore store = RedisStore.open(RedisTests.uri(network), RedisOptions.DEFAULT.guard(RedisTests.PATIENT));
        network.loseNext("EVAL", lost);
        return new PatientStore(store) {
            @Override
            public void close() {
                super.close();
                network.close();
            }
        };
    }
}
