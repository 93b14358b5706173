package io.valve4j.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisCluster;
import redis.clients.jedis.exceptions.JedisConnectionException;

class RedisEngineTest {

    @Test
    void what_a_durable_one_acknowledged_is_there_after_it_was_killed() {
        try (RedisEngine engine = RedisEngine.startDurable()) {
            try (Jedis jedis = engine.connect()) {
                jedis.set("kept", "yes");
            }
            engine.kill();
            assertThatThrownBy(() -> engine.connect().ping()).isInstanceOf(JedisConnectionException.class);
            engine.restart();
            try (Jedis jedis = engine.connect()) {
                assertThat(jedis.get("kept")).isEqualTo("yes");
            }
        }
    }

    @Test
    void a_closed_one_is_gone_and_may_be_closed_again() {
        RedisEngine engine = RedisEngine.start();
        engine.close();
        engine.close();
        assertThatThrownBy(() -> engine.connect().ping()).isInstanceOf(JedisConnectionException.class);
    }

    @Test
    void a_cluster_serves_keys_of_all_its_nodes() {
        try (RedisClusterEngine engine = RedisClusterEngine.start();
                JedisCluster cluster = new JedisCluster(
                        new HostAndPort("127.0.0.1", engine.nodes().get(0).port()))) {
            for (int i = 0; i < 20; i++) {
                cluster.set("key-" + i, "value-" + i);
            }
            assertThat(engine.nodes()).allSatisfy(node -> {
                try (Jedis jedis = node.connect()) {
                    assertThat(jedis.dbSize()).isPositive();
                }
            });
        }
    }
}
