package io.valve4j.redis;

import io.valve4j.store.ValveStore;
import io.valve4j.testkit.TimedValveStoreContract;
import java.util.UUID;

class TimedRedisStoreContractTest extends TimedValveStoreContract {

    /** Of this test alone: what others keep lies in another time. */
    private final String prefix = "timed-" + UUID.randomUUID();

    @Override
    protected ValveStore open() {
        RedisOptions options = RedisOptions.DEFAULT.prefix(prefix).guard(RedisTests.PATIENT);
        return RedisStore.open(RedisTests.CLIENT, options, Clock.of(time()));
    }

    @Override
    protected boolean remembersIds() {
        return true;
    }
}
