package io.valve4j.redis;

import static io.valve4j.redis.RedisTests.charge;
import static io.valve4j.redis.RedisTests.newUser;
import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.engines.RedisClusterEngine;
import io.valve4j.store.ChargeResult;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A store on a cluster with a client of its own, which rejects what it cannot send at once. */
class OwnClusterClientTest {

    @Test
    void is_connected_to_all_nodes_from_the_start() {
        RedisOptions options = RedisOptions.DEFAULT.guard(RedisTests.PATIENT);
        try (RedisStore store = RedisStore.openCluster(List.of(RedisClusterEngine.shared()), options)) {
            for (int i = 0; i < 30; i++) {
                assertThat(store.charge(charge(newUser(), 1))).isInstanceOf(ChargeResult.Admitted.class);
            }
        }
    }
}
