package io.valve4j.engines;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import redis.clients.jedis.Jedis;

/** A Redis Cluster of one's own: three masters, without replicas. */
public final class RedisClusterEngine implements AutoCloseable {

    /** The environment variable that names a node of a cluster which runs already, for {@link #shared()}. */
    public static final String URI = "VALVE4J_TEST_REDIS_CLUSTER_URI";

    private static final int MASTERS = 3;
    private static final int SLOTS = 16_384;
    private static final int SECONDS_TO_FORM = 60;

    private final List<RedisEngine> nodes = new ArrayList<>();

    private RedisClusterEngine() {
        for (int i = 0; i < MASTERS; i++) {
            nodes.add(RedisEngine.startNode());
        }
        for (int i = 0; i < MASTERS; i++) {
            try (Jedis jedis = nodes.get(i).connect()) {
                jedis.clusterAddSlots(IntStream.range(SLOTS * i / MASTERS, SLOTS * (i + 1) / MASTERS)
                        .toArray());
                jedis.clusterMeet("127.0.0.1", nodes.get(0).port());
            }
        }
        nodes.forEach(RedisClusterEngine::awaitWhole);
    }

    /** One that forgets everything when it ends. */
    public static RedisClusterEngine start() {
        return new RedisClusterEngine();
    }

    /** The address of a node of the one that all tests of this process share, or of the one that the environment names. */
    public static String shared() {
        String given = System.getenv(URI);
        return given == null || given.isBlank() ? Shared.ENGINE.uri() : given;
    }

    /** Where one of its nodes listens, as {@code redis://host:port}. */
    public String uri() {
        return nodes.get(0).uri();
    }

    /** Its masters. */
    public List<RedisEngine> nodes() {
        return List.copyOf(nodes);
    }

    /** Stops it, and deletes its files. Idempotent. */
    @Override
    public void close() {
        nodes.forEach(RedisEngine::close);
    }

    private static void awaitWhole(RedisEngine node) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_TO_FORM);
        String state = "";
        while (System.nanoTime() < until) {
            try (Jedis jedis = node.connect()) {
                state = jedis.clusterInfo();
                if (state.contains("cluster_state:ok") && state.contains("cluster_known_nodes:" + MASTERS)) {
                    return;
                }
                Thread.sleep(20);
            } catch (InterruptedException interrupt) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while the cluster was forming", interrupt);
            }
        }
        throw new IllegalStateException("the cluster did not form:\n" + state);
    }

    private static final class Shared {
        static final RedisClusterEngine ENGINE = start();
    }
}
