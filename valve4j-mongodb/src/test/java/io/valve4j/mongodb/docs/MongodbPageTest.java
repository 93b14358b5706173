package io.valve4j.mongodb.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.valve4j.Profile;
import io.valve4j.ValveManager;
import io.valve4j.engines.MongoEngine;
import io.valve4j.guard.Guard;
import io.valve4j.guard.GuardedStore;
import io.valve4j.mongodb.MongoOptions;
import io.valve4j.mongodb.MongoStore;
import io.valve4j.quota.Quota;
import io.valve4j.store.InMemoryStore;
import io.valve4j.store.ValveStore;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The code of the page on MongoDB, run. */
class MongodbPageTest {

    @Test
    void a_manager_on_mongodb_charges_a_quota() {
        String uri = MongoEngine.shared().uri();
        String user = "ada-" + UUID.randomUUID();
        try (MongoClient client = MongoClients.create(uri)) {
            MongoStore store = MongoStore.open(client, "shop");
            store.createIndexes();
            try (ValveManager valve = ValveManager.builder().store(store).build()) {
                valve.register(Profile.named("pro").quota(Quota.perMonth(2)));
                valve.subscriptions().create(user, "pro", Duration.ofDays(30));
                assertThat(valve.limiter(user).tryTake()).isTrue();
                assertThat(valve.limiter(user).tryTake()).isTrue();
                assertThat(valve.limiter(user).tryTake()).isFalse();
                assertThat(valve.subscriptions().audit(user)).hasSize(1);
            }
        }
    }

    @Test
    void a_store_of_ones_own_is_guarded() {
        ValveStore yours = new InMemoryStore();
        ValveStore guarded = GuardedStore.around(yours, Guard.DEFAULT.timeout(Duration.ofMillis(100)));
        assertThat(guarded.list(null, 10)).isEmpty();
        guarded.close();
    }

    @Test
    void the_store_is_opened_with_other_collections_and_more_time() {
        try (MongoClient client = MongoClients.create(MongoEngine.shared().uri())) {
            MongoStore store = MongoStore.open(
                    client.getDatabase("shop"),
                    MongoOptions.DEFAULT.collection("quotas").guard(Guard.DEFAULT.timeout(Duration.ofMillis(500))));
            assertThat(store.list(null, 10)).isEmpty();
        }
    }
}
