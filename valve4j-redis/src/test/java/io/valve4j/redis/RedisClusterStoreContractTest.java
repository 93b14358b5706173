package io.valve4j.redis;

import io.valve4j.engines.RedisClusterEngine;
import io.valve4j.store.ValveStore;
import io.valve4j.testkit.ValveStoreContract;
import java.util.List;

class RedisClusterStoreContractTest extends ValveStoreContract {

    @Override
    protected ValveStore open() {
        return RedisStore.openCluster(
                List.of(RedisClusterEngine.shared()), RedisOptions.DEFAULT.guard(RedisTests.PATIENT));
    }

    @Override
    protected boolean remembersIds() {
        return true;
    }
}
