package io.valve4j.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Limiter;
import io.valve4j.Profile;
import io.valve4j.ValveManager;
import io.valve4j.quota.Quota;
import io.valve4j.store.CasStore;
import io.valve4j.store.ValveStore;
import io.valve4j.testkit.TimedValveStoreContract;
import io.valve4j.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The code of the page on stores, run: the store keeps the whole contract, and a manager works on it. */
class StoresPageTest extends TimedValveStoreContract {

    static class MapStore extends CasStore {

        private final NavigableMap<String, Document> documents;
        private final TimeSource time;

        MapStore(NavigableMap<String, Document> documents, TimeSource time) {
            this.documents = documents;
            this.time = time;
        }

        @Override
        public Instant now() {
            return time.instant();
        }

        @Override
        protected @Nullable Document get(String key) {
            return documents.get(key);
        }

        @Override
        protected boolean putIfVersion(String key, byte[] bytes, long expectedVersion) {
            Document next = new Document(key, bytes, expectedVersion + 1);
            Document kept = documents.compute(key, (same, present) -> {
                long version = present == null ? 0 : present.version();
                return version == expectedVersion ? next : present;
            });
            return kept == next;
        }

        @Override
        protected List<Document> scan(String afterKey, int most) {
            return documents.tailMap(afterKey, false).entrySet().stream()
                    .limit(most)
                    .map(Map.Entry::getValue)
                    .toList();
        }
    }

    private final NavigableMap<String, CasStore.Document> database = new ConcurrentSkipListMap<>();

    @Override
    protected ValveStore open() {
        return new MapStore(database, time());
    }

    @Override
    protected boolean remembersIds() {
        return true; // every CasStore does
    }

    @Test
    void a_manager_works_on_it() {
        ValveStore store = open();
        boolean[] taken = new boolean[2];
        try (ValveManager valve =
                ValveManager.builder().store(store).time(time()).build()) {
            valve.register(Profile.named("pro").quota(Quota.perDay(1)));
            valve.subscriptions().create("ada", "pro", Duration.ofDays(30));
            Limiter ada = valve.limiter("ada");
            taken[0] = ada.tryTake();
            taken[1] = ada.tryTake();
        }
        assertThat(taken).containsExactly(true, false);
        assertThat(database).hasSize(1);
    }
}
