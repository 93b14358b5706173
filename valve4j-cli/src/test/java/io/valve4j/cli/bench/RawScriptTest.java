package io.valve4j.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.valve4j.engines.RedisEngine;
import io.valve4j.redis.RedisStore;
import io.valve4j.store.Charge;
import io.valve4j.store.CounterKey;
import io.valve4j.store.CounterState;
import io.valve4j.store.ValveStore;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RawScriptTest {

    private final UUID model = UUID.randomUUID();

    @Test
    void each_call_is_a_charge_of_its_own_for_the_user_that_is_named() throws Exception {
        try (RedisEngine engine = RedisEngine.start();
                ValveStore store = RedisStore.open(engine.uri())) {
            Charge charge = Limiters.modelCharge(model, store.now());
            Limiters.mustBeAdmitted(
                    store.charge(Limiters.modelCharge(UUID.randomUUID(), store.now()))); // loads the script
            RawScript script = RawScript.sentBy(
                    port -> {
                        try (ValveStore listenedTo = RedisStore.open("redis://localhost:" + port)) {
                            Limiters.mustBeAdmitted(listenedTo.charge(charge));
                        }
                    },
                    engine.port());
            RedisClient client = RedisClient.create(engine.uri());
            try (StatefulRedisConnection<byte[], byte[]> connection = client.connect(ByteArrayCodec.INSTANCE)) {
                String user = Limiters.rawUsers().get(0);
                RawScript.Prepared call = script.prepared(model, Limiters.MODEL_USER, user);
                for (int i = 0; i < 3; i++) {
                    call.make(connection.async());
                }
                CounterKey counter = charge.lines().get(0).pools().get(0).key();
                assertThat(store.counters(user, List.of(counter)))
                        .extracting(CounterState::used)
                        .containsExactly(3L);
            } finally {
                client.shutdown();
            }
        }
    }
}
