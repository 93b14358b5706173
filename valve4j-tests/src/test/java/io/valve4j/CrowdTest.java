package io.valve4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.quota.Quota;
import io.valve4j.quota.QuotaMode;
import io.valve4j.store.InMemoryStore;
import io.valve4j.testkit.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Crowds of whom the manager has accounts come and go; those who stay, and what they have, notice nothing of it. */
@Timeout(120)
class CrowdTest {

    private static final Duration TTL = Duration.ofSeconds(5);
    private static final int CROWD = 10_000;

    private final ManualTime time = new ManualTime();
    private final InMemoryStore store = new InMemoryStore(time);
    private final ValveManager valve = ValveManager.builder()
            .time(time)
            .store(store)
            .executor(Runnable::run)
            .callbackExecutor(Runnable::run)
            .staleness(Duration.ofHours(10))
            .build();

    CrowdTest() {
        valve.register(
                Profile.named("pro").dedicated(Resource.each()),
                Profile.named("leased").quota(Quota.perDay(1_000_000)).mode(QuotaMode.leased(100, TTL)));
    }

    private void strangersCome() {
        for (int i = 0; i < CROWD; i++) {
            assertThat(valve.limiter("stranger-" + i).take().reason()).isEqualTo(Reason.NOT_SUBSCRIBED);
        }
    }

    private void guestsComeOnLeases() {
        for (int i = 0; i < CROWD; i++) {
            assertThat(valve.limiter("leased", "guest-" + i).tryTake()).isTrue();
        }
    }

    /** The next look finds that they have gone, and the one after it that no lease is left. */
    private void allHaveGone() {
        Garbage.collect();
        time.advance(Duration.ofSeconds(20));
        assertThat(time.pendingAlarms()).isZero();
    }

    @Test
    void a_crowd_without_subscription_is_watched_until_it_has_gone() {
        strangersCome();
        assertThat(time.pendingAlarms()).isOne();
        allHaveGone();
    }

    @Test
    void a_crowd_on_leases_is_watched_until_it_has_gone() {
        guestsComeOnLeases();
        assertThat(time.pendingAlarms()).as("leases, and purses").isEqualTo(2);
        allHaveGone();
        assertThat(valve.status().leases().owners()).isZero();
    }

    @Test
    void a_limiter_that_was_held_meanwhile_sees_a_change_of_its_subscription_at_once() {
        valve.subscriptions().create("ada", "pro", Duration.ofDays(30));
        Limiter ada = valve.limiter("ada");
        for (int i = 0; i < 2; i++) {
            strangersCome();
            allHaveGone();
        }
        assertThat(ada.tryTake()).isTrue();
        valve.subscriptions().pause("ada");
        assertThat(ada.take().reason()).isEqualTo(Reason.PAUSED);
        valve.subscriptions().resume("ada");
        assertThat(ada.tryTake()).isTrue();
    }

    @Test
    void limiters_from_before_and_after_spend_from_one_lease() {
        List<Limiter> adas = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            adas.add(valve.limiter("leased", "ada"));
            assertThat(adas.get(i).tryTake()).isTrue();
            guestsComeOnLeases();
            allHaveGone();
        }
        assertThat(adas).allMatch(Limiter::tryTake);
        assertThat(valve.status().leases().owners()).isOne();
    }

    @Test
    void a_lease_of_somebody_who_was_there_meanwhile_is_recalled_by_a_change_of_their_subscription() {
        valve.subscriptions().create("ada", "leased", Duration.ofDays(30));
        Limiter ada = valve.limiter("ada");
        assertThat(ada.tryTake()).isTrue();
        for (int i = 0; i < 2; i++) {
            guestsComeOnLeases();
            allHaveGone();
        }
        for (int i = 0; i < 10; i++) {
            assertThat(ada.tryTake()).isTrue();
        }
        assertThat(leasedUnits()).isPositive();
        valve.subscriptions().cancel("ada");
        assertThat(leasedUnits()).isZero();
        assertThat(ada.take().reason()).isEqualTo(Reason.CANCELED);
    }

    private long leasedUnits() {
        return valve.status().leases().units().values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    @Test
    void a_closed_manager_watches_nobody() {
        strangersCome();
        guestsComeOnLeases();
        valve.close();
        assertThat(time.pendingAlarms()).isZero();
        assertThat(valve.limiter("stranger").take().reason()).isEqualTo(Reason.SHUTTING_DOWN);
        assertThat(time.pendingAlarms()).isZero();
    }
}
