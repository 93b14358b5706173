package io.valve4j.redis;

import static io.valve4j.redis.RedisTests.charge;
import static io.valve4j.redis.RedisTests.newUser;
import static io.valve4j.redis.RedisTests.unguarded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.protocol.CommandType;
import io.valve4j.engines.RedisEngine;
import io.valve4j.store.ChargeResult;
import io.valve4j.store.TransientStoreException;
import io.valve4j.store.ValveStore;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** What servers answer to a command inside of a script, which Redis before 7 wraps in words of its own. */
class RefusalsOfTheServerTest {

    @Test
    void a_server_that_has_become_a_replica_is_one_that_may_be_asked_again() {
        with((commands, store) -> {
            commands.replicaof("127.0.0.1", 1);
            assertThatThrownBy(() -> store.charge(charge(newUser(), 1)))
                    .isInstanceOf(TransientStoreException.class)
                    .hasMessageContaining("READONLY");
            commands.replicaofNoOne();
            assertThat(store.charge(charge(newUser(), 1))).isInstanceOf(ChargeResult.Admitted.class);
        });
    }

    @Test
    void a_full_server_is_told_of_with_what_mends_it() {
        with((commands, store) -> {
            commands.configSet("maxmemory", "1");
            assertThatThrownBy(() -> store.charge(charge(newUser(), 1)))
                    .isInstanceOf(RedisException.class)
                    .hasMessageContaining("give it more memory");
        });
    }

    @Test
    void a_user_who_may_not_do_all_of_it_is_told_where_to_look() {
        with((commands, store) -> {
            commands.aclSetuser("default", AclSetuserArgs.Builder.removeCommand(CommandType.HSET));
            assertThatThrownBy(() -> store.charge(charge(newUser(), 1)))
                    .isInstanceOf(RedisException.class)
                    .hasMessageContaining("the page on Redis lists");
        });
    }

    private static void with(BiConsumer<RedisCommands<String, String>, ValveStore> body) {
        try (RedisEngine engine = RedisEngine.start();
                RedisClient client = RedisClient.create(engine.uri());
                StatefulRedisConnection<String, String> connection = client.connect();
                ValveStore store = unguarded(engine.uri(), RedisTests.PATIENT)) {
            body.accept(connection.sync(), store);
        }
    }
}
