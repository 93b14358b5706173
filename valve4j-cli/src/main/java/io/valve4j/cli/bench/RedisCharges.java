package io.valve4j.cli.bench;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.valve4j.engines.RedisEngine;
import io.valve4j.redis.RedisStore;
import io.valve4j.store.ValveStore;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/** Charges on a Redis server of its own. */
final class RedisCharges implements AutoCloseable {

    /** What the script answers first if it has charged, and not only said what it did for the same id before. */
    private static final Long ADMITTED = 0L;

    private final RedisEngine engine;
    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;
    private final Limiters limiters;
    private final UUID modelCharge = UUID.randomUUID();
    private final RawScript script;

    private RedisCharges(RedisEngine engine) throws Exception {
        this.engine = engine;
        // The first charge of a server may also have to load the script.
        chargeAsModel(UUID.randomUUID(), engine.port());
        this.script = RawScript.sentBy(port -> chargeAsModel(modelCharge, port), engine.port());
        this.client = RedisClient.create(engine.uri());
        this.connection = client.connect(new StringCodec(StandardCharsets.ISO_8859_1));
        this.limiters = new Limiters(RedisStore.open(engine.uri()));
    }

    private static void chargeAsModel(UUID id, int port) {
        try (ValveStore store = RedisStore.open("redis://localhost:" + port)) {
            Limiters.mustBeAdmitted(store.charge(Limiters.modelCharge(id, store.now())));
        }
    }

    static RedisCharges start() throws Exception {
        return new RedisCharges(RedisEngine.start());
    }

    List<Contestant> contestants() {
        return List.of(
                new Contestant(ChargeSuite.RAW, this::callRaw),
                new Contestant(ChargeSuite.EXACT, limiters::takeExactly),
                new Contestant(ChargeSuite.LEASED, limiters::takeFromLease));
    }

    private void callRaw(long random) {
        List<Object> answer = script.call(
                connection.sync(), modelCharge, UUID.randomUUID(), Limiters.MODEL_USER, Limiters.rawUser(random));
        if (!answer.get(0).equals(ADMITTED)) {
            throw new IllegalStateException("the script that was called raw charged nothing: " + answer);
        }
    }

    @Override
    public void close() {
        limiters.close();
        connection.close();
        client.shutdown();
        engine.close();
    }
}
