package io.valve4j.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.codec.ByteArrayCodec;
import io.valve4j.guard.GuardedStore;
import io.valve4j.internal.check.Checks;
import io.valve4j.store.ForwardingStore;
import java.util.List;
import java.util.function.Supplier;

/**
 * Keeps subscriptions and usage in Redis 6.2 or later, or in Valkey: one server, or a cluster. Every step is one Lua script on keys
 * of one user, which lie in one slot, by the clock of the server that has them.
 *
 * <p>Thread-safe; all threads share one connection (in a cluster, one to each node). Calls block until they are answered, at most as
 * long as the {@linkplain RedisOptions#guard() guard} says, and fail at once while there is no connection. They throw
 * {@link io.valve4j.store.TransientStoreException} where the same may be asked again and counts once, also where an answer got
 * lost, and {@link io.lettuce.core.RedisException} where Redis refuses to work or does not answer in time. An interrupt ends the
 * wait with an {@link IllegalStateException}, and the thread stays interrupted. A charge whose caller did not wait for its answer
 * is taken back in the background, unless it has an idempotency key.
 *
 * <p>Neither {@link #purge} nor anything else has to be called: what is over expires.
 */
public final class RedisStore extends ForwardingStore {

    private RedisStore(Link link, RedisOptions options, Clock clock) {
        super(GuardedStore.around(
                new ScriptedStore(link, options, clock), options.guard().withSelfTimedStore()));
    }

    /** As {@link #open(String, RedisOptions)}, with {@link RedisOptions#DEFAULT}. */
    public static RedisStore open(String uri) {
        return open(uri, RedisOptions.DEFAULT);
    }

    /**
     * A store on one server, with a client of its own that is closed with it.
     *
     * @param uri {@code redis://user:password@host:6379/0}; {@code rediss} for TLS, {@code redis-sentinel} for Sentinel
     * @throws io.lettuce.core.RedisConnectionException if the server cannot be reached
     */
    public static RedisStore open(String uri, RedisOptions options) {
        Checks.notNull("the options", options);
        RedisClient client =
                OwnClient.of(Checks.notNull("the URI", uri), options.guard().patience());
        return connected(
                () -> Wire.of(client.connect(ByteArrayCodec.INSTANCE)),
                () -> OwnClient.shutdown(client),
                options,
                Clock.OF_THE_SERVER);
    }

    /** As {@link #open(RedisClient, RedisOptions)}, with {@link RedisOptions#DEFAULT}. */
    public static RedisStore open(RedisClient client) {
        return open(client, RedisOptions.DEFAULT);
    }

    /**
     * A store on the server of a client, over a connection of its own. Whoever made the client closes it, after the store.
     *
     * @throws io.lettuce.core.RedisConnectionException if the server cannot be reached
     */
    public static RedisStore open(RedisClient client, RedisOptions options) {
        return open(client, options, Clock.OF_THE_SERVER);
    }

    /** As {@link #openCluster(List, RedisOptions)}, with {@link RedisOptions#DEFAULT}. */
    public static RedisStore openCluster(List<String> uris) {
        return openCluster(uris, RedisOptions.DEFAULT);
    }

    /**
     * A store on a cluster, with a client of its own that is closed with it.
     *
     * @param uris of some nodes, from which the others are found
     * @throws io.lettuce.core.RedisException if none of them can be reached
     */
    public static RedisStore openCluster(List<String> uris, RedisOptions options) {
        Checks.notNull("the options", options);
        RedisClusterClient client =
                OwnClient.of(List.copyOf(uris), options.guard().patience());
        return connected(
                () -> Wire.of(client.connect(ByteArrayCodec.INSTANCE)),
                () -> OwnClient.shutdown(client),
                options,
                Clock.OF_THE_SERVER);
    }

    /** As {@link #openCluster(RedisClusterClient, RedisOptions)}, with {@link RedisOptions#DEFAULT}. */
    public static RedisStore openCluster(RedisClusterClient client) {
        return openCluster(client, RedisOptions.DEFAULT);
    }

    /**
     * A store on the cluster of a client, over connections of its own. Whoever made the client closes it, after the store.
     *
     * @throws io.lettuce.core.RedisException if it cannot be reached
     */
    public static RedisStore openCluster(RedisClusterClient client, RedisOptions options) {
        Checks.notNull("the client", client);
        return connected(
                () -> Wire.of(client.connect(ByteArrayCodec.INSTANCE)), () -> {}, options, Clock.OF_THE_SERVER);
    }

    static RedisStore open(RedisClient client, RedisOptions options, Clock clock) {
        Checks.notNull("the client", client);
        return connected(() -> Wire.of(client.connect(ByteArrayCodec.INSTANCE)), () -> {}, options, clock);
    }

    private static RedisStore connected(
            Supplier<Wire> connect, Runnable afterClosing, RedisOptions options, Clock clock) {
        Checks.notNull("the options", options);
        Link link;
        try {
            link = new Link(connect, options.guard().timeout(), afterClosing);
        } catch (RuntimeException failure) {
            afterClosing.run();
            throw failure;
        }
        Eviction.warn(link);
        return new RedisStore(link, options, clock);
    }
}
