package io.valve4j.cli.bench;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.valve4j.engines.RedisEngine;
import io.valve4j.redis.RedisOptions;
import io.valve4j.redis.RedisStore;
import io.valve4j.store.ValveStore;
import java.util.List;
import java.util.UUID;

/** Charges on a Redis server of its own. */
final class RedisCharges implements AutoCloseable {

    /** What the script answers first if it has charged, and not only said what it did for the same id before. */
    private static final Long ADMITTED = 0L;

    private final RedisEngine engine;
    private final RedisClient client;
    private final StatefulRedisConnection<byte[], byte[]> connection;
    private final Limiters limiters;
    private final UUID modelCharge = UUID.randomUUID();
    private final List<RawScript.Prepared> raw;

    private RedisCharges(RedisEngine engine) throws Exception {
        this.engine = engine;
        // The first charge of a server may also have to load the script.
        chargeAsModel(UUID.randomUUID(), engine.port());
        RawScript script = RawScript.sentBy(port -> chargeAsModel(modelCharge, port), engine.port());
        this.raw = Limiters.rawUsers().stream()
                .map(user -> script.prepared(modelCharge, Limiters.MODEL_USER, user))
                .toList();
        this.client = RedisClient.create(engine.uri());
        this.connection = client.connect(ByteArrayCodec.INSTANCE);
        this.limiters = new Limiters(open(engine.uri()));
    }

    private static void chargeAsModel(UUID id, int port) {
        try (ValveStore store = open("redis://localhost:" + port)) {
            Limiters.mustBeAdmitted(store.charge(Limiters.modelCharge(id, store.now())));
        }
    }

    private static RedisStore open(String uri) {
        return RedisStore.open(uri, RedisOptions.DEFAULT.guard(Limiters.PATIENT));
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

    private void callRaw(long random) throws Exception {
        List<Object> answer = raw.get(Math.floorMod(random, raw.size())).make(connection.async());
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
