package io.valve4j.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Clients that a store makes for itself: they keep nothing for later while they are not connected, and find back soon. */
final class OwnClient {

    private static final int MOST_WAITING_COMMANDS = 10_000;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration LONGEST_RECONNECT_DELAY = Duration.ofSeconds(1);
    private static final Duration TOPOLOGY_REFRESH = Duration.ofSeconds(15);
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(5);

    private OwnClient() {}

    static RedisClient of(String uri, Duration patience) {
        RedisClient client = RedisClient.create(resources(), patient(uri, patience));
        client.setOptions(options(ClientOptions.builder()));
        return client;
    }

    static RedisClusterClient of(List<String> uris, Duration patience) {
        RedisClusterClient client = RedisClusterClient.create(
                resources(), uris.stream().map(uri -> patient(uri, patience)).toList());
        ClusterTopologyRefreshOptions refresh = ClusterTopologyRefreshOptions.builder()
                .enablePeriodicRefresh(TOPOLOGY_REFRESH)
                .build();
        ClusterClientOptions.Builder builder = ClusterClientOptions.builder().topologyRefreshOptions(refresh);
        client.setOptions((ClusterClientOptions) options(builder));
        return client;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // nothing depends on when its threads are gone
    static void shutdown(AbstractRedisClient client) {
        client.shutdown(Duration.ZERO, CONNECT_TIMEOUT);
        client.getResources().shutdown(0, CONNECT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static RedisURI patient(String uri, Duration patience) {
        RedisURI parsed = RedisURI.create(uri);
        parsed.setTimeout(patience);
        return parsed;
    }

    private static ClientResources resources() {
        return ClientResources.builder()
                .reconnectDelay(
                        Delay.exponential(Duration.ofMillis(1), LONGEST_RECONNECT_DELAY, 2, TimeUnit.MILLISECONDS))
                .build();
    }

    private static ClientOptions options(ClientOptions.Builder builder) {
        return builder.autoReconnect(true)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(MOST_WAITING_COMMANDS)
                .replayFilter(command -> true)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(CONNECT_TIMEOUT)
                        .tcpNoDelay(true)
                        .keepAlive(SocketOptions.KeepAliveOptions.builder()
                                .enable()
                                .idle(KEEP_ALIVE)
                                .interval(KEEP_ALIVE)
                                .build())
                        .build())
                .build();
    }
}
