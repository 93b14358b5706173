package io.valve4j.guard.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Decision;
import io.valve4j.Limiter;
import io.valve4j.Note;
import io.valve4j.OutagePolicy;
import io.valve4j.Profile;
import io.valve4j.Resource;
import io.valve4j.ValveManager;
import io.valve4j.guard.Guard;
import io.valve4j.guard.GuardedStore;
import io.valve4j.quota.Quota;
import io.valve4j.store.Charge;
import io.valve4j.store.ChargeResult;
import io.valve4j.store.ForwardingStore;
import io.valve4j.store.InMemoryStore;
import io.valve4j.store.ValveStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The code of the page on outages, run. */
class OutagesPageTest {

    private final List<String> log = new ArrayList<>();
    private final ValveStore database = new ForwardingStore(new InMemoryStore()) {
        @Override
        public ChargeResult charge(Charge charge) {
            throw new RuntimeException("no route to host");
        }
    };

    @Test
    void an_open_profile_admits_and_notes_it() {
        ValveStore store = GuardedStore.around(database, Guard.DEFAULT.timeout(Duration.ofMillis(100)));
        ValveManager valve = ValveManager.builder().store(store).build();
        Profile paid = Profile.named("paid")
                .shared("api")
                .quota(Quota.perMonth(10_000))
                .onOutage(OutagePolicy.OPEN);
        valve.register(Resource.named("api"), paid);
        Limiter ada = valve.limiter("paid", "ada");
        Decision decision = ada.take();
        if (decision.has(Note.Kind.STORE_DEGRADED)) {
            log.add(decision.explain());
        }
        assertThat(log).singleElement().asString().contains("may use \"api\"").contains("the store does not answer");
        valve.close();
    }
}
