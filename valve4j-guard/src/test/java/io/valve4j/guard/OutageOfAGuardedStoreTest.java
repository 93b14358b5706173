package io.valve4j.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Limiter;
import io.valve4j.Note;
import io.valve4j.OutagePolicy;
import io.valve4j.Profile;
import io.valve4j.Reason;
import io.valve4j.Resource;
import io.valve4j.ValveManager;
import io.valve4j.event.ValveEvent;
import io.valve4j.quota.Quota;
import io.valve4j.store.TransientStoreException;
import io.valve4j.testkit.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A manager on a guarded store that fails for a while. */
@Timeout(60)
class OutageOfAGuardedStoreTest {

    private static final Duration TICK = Duration.ofMillis(10);

    private final ManualTime time = new ManualTime();
    private final ManualClock clock = new ManualClock();
    private final TestStore behind = new TestStore();
    private final List<ValveEvent> told = new ArrayList<>();

    private ValveManager manager(Guard guard) {
        GuardedStore store = GuardedStore.around(behind, guard, clock, StoreThreads.create());
        ValveManager manager = ValveManager.builder()
                .time(time)
                .store(store)
                .callbackExecutor(Runnable::run)
                .listener(told::add)
                .build();
        Profile closed = Profile.named("closed").shared("api").quota(Quota.perMonth(1_000_000));
        Profile open = Profile.named("open").shared("api").quota(Quota.perMonth(1_000_000));
        manager.register(Resource.named("api"), closed, open.onOutage(OutagePolicy.OPEN));
        return manager;
    }

    private void pass(Duration duration) {
        time.advance(duration);
        clock.advance(duration);
    }

    @Test
    void decisions_go_on_by_policy_the_store_is_left_alone_and_it_all_recovers_by_itself() {
        ValveManager manager = manager(Guard.DEFAULT.withSelfTimedStore());
        Limiter closed = manager.limiter("closed", "ada");
        Limiter open = manager.limiter("open", "bob");
        assertThat(closed.tryTake() && open.tryTake()).isTrue();
        int asked = behind.calls.get();
        behind.failure = new TransientStoreException("connection refused", null);
        for (int i = 0; i < 1_000; i++) {
            assertThat(closed.take().reason()).isEqualTo(Reason.STORE_UNAVAILABLE);
            assertThat(open.take().has(Note.Kind.STORE_DEGRADED)).isTrue();
            pass(TICK);
        }
        assertThat(behind.calls.get() - asked)
                .as("five until the breaker opens, then one a second")
                .isBetween(10, 15);
        behind.failure = null;
        pass(Duration.ofMillis(1_001));
        assertThat(closed.take().allowed()).isTrue();
        assertThat(open.take().notes()).isEmpty();
        assertThat(open.usage().get(0).used()).isEqualTo(2);
        assertThat(told)
                .filteredOn(event -> !(event instanceof ValveEvent.Refused))
                .extracting(event -> event.getClass().getSimpleName())
                .containsExactly("StoreDegraded", "StoreRecovered");
        assertThat(told)
                .filteredOn(ValveEvent.StoreRecovered.class::isInstance)
                .extracting(event -> ((ValveEvent.StoreRecovered) event).uncharged())
                .containsExactly(1_000L);
    }

    @Test
    void what_timed_out_and_what_is_left_alone_is_not_tried_again() {
        for (RuntimeException failure : List.of(
                new StoreTimeoutException("the driver's own timeout", null),
                new StoreBusyException("full"),
                new StoreInterruptedException("interrupted"),
                new StoreSuspendedException("left alone", null, TICK))) {
            assertThat(callsOfOneTake(failure)).as(failure.getMessage()).isOne();
        }
        assertThat(callsOfOneTake(new TransientStoreException("again", null)))
                .as("what is transient is")
                .isEqualTo(3);
    }

    private int callsOfOneTake(RuntimeException failure) {
        Limiter ada = manager(Guard.DEFAULT.withSelfTimedStore()).limiter("closed", "ada");
        behind.failure = null;
        assertThat(ada.tryTake()).isTrue();
        int asked = behind.calls.get();
        behind.failure = failure;
        assertThat(ada.take().reason()).isEqualTo(Reason.STORE_UNAVAILABLE);
        return behind.calls.get() - asked;
    }
}
