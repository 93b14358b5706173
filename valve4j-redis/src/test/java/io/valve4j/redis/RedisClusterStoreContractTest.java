package io.valve4j.redis;

import io.lettuce.core.cluster.RedisClusterClient;
import io.valve4j.engines.RedisClusterEngine;
import io.valve4j.store.ValveStore;
import io.valve4j.testkit.ValveStoreContract;

class RedisClusterStoreContractTest extends ValveStoreContract {

    private static final RedisClusterClient CLIENT = RedisClusterClient.create(RedisClusterEngine.shared());

    @Override
    protected ValveStore open() {
        return RedisStore.openCluster(CLIENT, RedisOptions.DEFAULT.guard(RedisTests.PATIENT));
    }

    @Override
    protected boolean remembersIds() {
        return true;
    }
}
