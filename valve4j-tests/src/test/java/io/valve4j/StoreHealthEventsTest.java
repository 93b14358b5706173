package io.valve4j;

import static io.valve4j.OutagePolicy.OPEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.valve4j.BreakableStore.Part;
import io.valve4j.event.ValveEvent;
import io.valve4j.quota.Quota;
import io.valve4j.store.InMemoryStore;
import io.valve4j.testkit.ManualTime;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What is told of a store that fails in part: once that it does, once that it works again, and no flood in the log. */
class StoreHealthEventsTest {

    private static final Duration DAY = Duration.ofDays(1);

    private final ManualTime time = new ManualTime();
    private final BreakableStore store = new BreakableStore(new InMemoryStore(time));
    private final List<ValveEvent> told = new ArrayList<>();
    private final ValveManager manager = manager();

    private ValveManager manager() {
        ValveManager made = ValveManager.builder()
                .time(time)
                .store(store)
                .executor(Runnable::run)
                .callbackExecutor(Runnable::run)
                .listener(told::add)
                .build();
        made.register(
                Resource.named("api"),
                Profile.named("counted").shared("api").quota(Quota.perDay(10)),
                Profile.named("open").shared("api").quota(Quota.perDay(10)).onOutage(OPEN));
        return made;
    }

    private void mend() {
        store.mend();
        // Longer than anything is remembered that was found out without the store.
        time.advance(Duration.ofMillis(100));
    }

    private <E extends ValveEvent> List<E> told(Class<E> kind) {
        return told.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @Test
    void a_store_that_finds_and_cannot_charge_does_not_seem_to_recover() {
        manager.subscriptions().create("ada", "counted", DAY);
        Limiter ada = manager.limiter("ada");
        store.breakDown(Part.CHARGE);
        for (int i = 0; i < 5; i++) {
            assertThat(ada.tryTake()).isFalse();
            time.advance(Duration.ofSeconds(2));
            manager.subscriptions().find("ada");
        }
        assertThat(told(ValveEvent.StoreDegraded.class)).hasSize(1);
        assertThat(told(ValveEvent.StoreRecovered.class)).isEmpty();
        mend();
        assertThat(ada.tryTake()).isTrue();
        assertThat(told(ValveEvent.StoreRecovered.class)).hasSize(1);
    }

    @Test
    void a_store_that_charges_and_cannot_find_does_not_seem_to_recover() {
        manager.subscriptions().create("ada", "open", DAY);
        Limiter ada = manager.limiter("ada");
        store.breakDown(Part.FIND);
        for (int i = 0; i < 5; i++) {
            assertThat(ada.take().allowed()).isTrue();
            time.advance(Duration.ofSeconds(2));
        }
        assertThat(told(ValveEvent.StoreDegraded.class)).hasSize(1);
        assertThat(told(ValveEvent.StoreRecovered.class)).isEmpty();
        mend();
        ada.take();
        assertThat(told(ValveEvent.StoreRecovered.class)).hasSize(1);
    }

    @Test
    void what_is_asked_for_rarely_counts_as_recovered_when_decisions_are() {
        manager.subscriptions().create("ada", "counted", DAY);
        store.breakDown(Part.AUDIT);
        assertThatThrownBy(() -> manager.subscriptions().audit("ada")).isSameAs(store.failure());
        assertThat(told(ValveEvent.StoreDegraded.class)).hasSize(1);
        assertThat(manager.limiter("ada").tryTake()).isTrue();
        assertThat(told(ValveEvent.StoreRecovered.class)).hasSize(1);
    }

    @Test
    void an_outage_does_not_flood_the_log() {
        Limiter ada = manager.limiter("open", "ada");
        ada.take();
        PrintStream before = System.err;
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
        try {
            store.breakDown(Part.CHARGE);
            for (int i = 0; i < 1_000; i++) {
                ada.take();
            }
            time.advance(Duration.ofSeconds(10));
            ada.take();
        } finally {
            System.setErr(before);
        }
        assertThat(written.toString(StandardCharsets.UTF_8))
                .contains("users are admitted uncharged (1 times since", "users are admitted uncharged (1000 times")
                .satisfies(text -> assertThat(Pattern.compile("store failed to decide on quotas")
                                .matcher(text)
                                .results())
                        .hasSize(2));
    }
}
