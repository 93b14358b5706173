package io.valve4j.redis.docs;

import io.lettuce.core.cluster.RedisClusterClient;
import io.valve4j.Profile;
import io.valve4j.Resource;
import io.valve4j.ValveManager;
import io.valve4j.guard.Guard;
import io.valve4j.quota.Quota;
import io.valve4j.redis.RedisOptions;
import io.valve4j.redis.RedisStore;
import java.time.Duration;
import java.util.List;

/** What docs/redis.md shows, line for line. */
final class RedisPage {

    private RedisPage() {}

    static void open() {
        try (RedisStore store = RedisStore.open("redis://localhost:6379");
                ValveManager valve = ValveManager.builder().store(store).build()) {
            valve.register(Profile.named("pro").dedicated(Resource.each()).quota(Quota.perMonth(10_000)));
        }
    }

    static void options() {
        RedisOptions options =
                RedisOptions.DEFAULT.prefix("billing:valve").guard(Guard.DEFAULT.timeout(Duration.ofMillis(100)));
        RedisStore store = RedisStore.open("rediss://app:secret@redis.internal:6380", options);
        store.close();
    }

    static void cluster(RedisClusterClient client) {
        RedisStore ofItsOwn = RedisStore.openCluster(List.of("redis://node-1:6379", "redis://node-2:6379"));
        RedisStore ofYourClient = RedisStore.openCluster(client);
        ofItsOwn.close();
        ofYourClient.close();
    }
}
