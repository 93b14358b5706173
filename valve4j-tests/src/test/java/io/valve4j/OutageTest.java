package io.valve4j;

import static io.valve4j.OutagePolicy.OPEN;
import static io.valve4j.task.TaskOptions.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.valve4j.BreakableStore.Part;
import io.valve4j.event.ValveEvent;
import io.valve4j.quota.Quota;
import io.valve4j.quota.QuotaMode;
import io.valve4j.quota.Reservation;
import io.valve4j.store.InMemoryStore;
import io.valve4j.subscription.Tier.UsageOnChange;
import io.valve4j.testkit.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What becomes of users while the store does not answer, and when it does again. */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of the tasks is seen elsewhere
class OutageTest {

    private static final Duration DAY = Duration.ofDays(1);

    /** Longer than anything is remembered that was found out without the store. */
    private static final Duration A_MOMENT = Duration.ofMillis(100);

    private final ManualTime time = new ManualTime();
    private final BreakableStore store = new BreakableStore(new InMemoryStore(time));
    private final HandDrivenExecutor workers = new HandDrivenExecutor();
    private final List<ValveEvent> told = new ArrayList<>();
    private final ValveManager manager = manager();

    private ValveManager manager() {
        ValveManager made = ValveManager.builder()
                .time(time)
                .store(store)
                .executor(workers)
                .callbackExecutor(Runnable::run)
                .listener(told::add)
                .build();
        Resource api = Resource.named("api").workers(2).queue(2);
        Profile counted = Profile.named("counted").shared("api").quota(Quota.perDay(10));
        made.register(
                api,
                counted,
                Profile.named("open").shared("api").quota(Quota.perDay(10)).onOutage(OPEN),
                Profile.named("plain").shared("api").onOutage(OPEN),
                Profile.named("slow")
                        .dedicated(Resource.each().rate(Rate.perHour(3)))
                        .quota(Quota.perDay(10))
                        .onOutage(OPEN),
                Profile.named("leased")
                        .shared("api")
                        .quota(Quota.perDay(10_000))
                        .mode(QuotaMode.leased(64, DAY))
                        .onOutage(OPEN));
        return made;
    }

    private void breakDown() {
        store.breakDown(Part.values());
    }

    private void mend() {
        store.mend();
        time.advance(A_MOMENT);
    }

    private <E extends ValveEvent> List<E> told(Class<E> kind) {
        return told.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private long used(Limiter limiter) {
        return limiter.usage().get(0).used();
    }

    private static void assertUncharged(Decision decision) {
        assertThat(decision.allowed()).isTrue();
        assertThat(decision.notes()).containsExactly(Note.of(Note.Kind.STORE_DEGRADED));
        assertThat(decision.explain()).endsWith("; the store does not answer, so this was decided without it.");
    }

    @Test
    void a_profile_is_closed_unless_it_is_opened() {
        assertThat(Profile.named("pro").onOutage()).isEqualTo(OutagePolicy.CLOSED);
        Limiter ada = manager.limiter("counted", "ada");
        ada.take();
        breakDown();
        Decision refused = ada.take();
        assertThat(refused.reason()).isEqualTo(Reason.STORE_UNAVAILABLE);
        assertThat(refused.retryAfter()).contains(Duration.ofSeconds(1));
        assertThat(refused.notes()).isEmpty();
        assertThat(ada.peek().reason()).isEqualTo(Reason.STORE_UNAVAILABLE);
        assertThatThrownBy(() -> ada.reserve("calls", 1)).hasMessageContaining("STORE_UNAVAILABLE");
        mend();
        assertThat(ada.take().remaining()).isEqualTo(8);
        assertThat(told(ValveEvent.StoreRecovered.class))
                .singleElement()
                .extracting(ValveEvent.StoreRecovered::uncharged)
                .isEqualTo(0L);
    }

    @Test
    void an_open_profile_admits_uncharged_whatever_is_asked_for_and_the_recovery_says_how_often() throws Exception {
        Limiter ada = manager.limiter("open", "ada");
        assertThat(ada.take().notes()).isEmpty();
        breakDown();
        assertUncharged(ada.peek());
        assertUncharged(ada.take());
        assertThat(ada.tryTake()).isTrue();
        CompletableFuture<String> task = ada.submit(() -> "done", DEFAULT.idempotencyKey("once"));
        workers.runAll();
        assertThat(task).isCompletedWithValue("done");
        ada.acquire(DEFAULT).close();
        ada.tryAcquire().orElseThrow().close();
        ada.acquireAsync(DAY).get().close();
        try (Reservation reservation = ada.reserve("calls", 5)) {
            assertThat(reservation.replayed()).isFalse();
            assertThat(reservation.commit(3)).isEqualTo(Reservation.Settled.NOT_COUNTED);
        }
        mend();
        assertThat(ada.take().notes()).isEmpty();
        assertThat(used(ada)).isEqualTo(2);
        assertThat(told(ValveEvent.StoreDegraded.class)).hasSize(1);
        assertThat(told(ValveEvent.StoreRecovered.class))
                .singleElement()
                .extracting(ValveEvent.StoreRecovered::uncharged)
                .isEqualTo(7L);
        store.breakDown(Part.CHARGE);
        ada.take();
        mend();
        ada.take();
        assertThat(told(ValveEvent.StoreRecovered.class))
                .extracting(ValveEvent.StoreRecovered::uncharged)
                .containsExactly(7L, 1L);
    }

    @Test
    void rates_bind_while_quotas_do_not() {
        Limiter ada = manager.limiter("slow", "ada");
        breakDown();
        for (int i = 0; i < 3; i++) {
            assertUncharged(ada.take());
        }
        assertThat(ada.take().reason()).isEqualTo(Reason.RATE_LIMITED);
    }

    @Test
    void queues_bind_while_quotas_do_not() {
        Limiter ada = manager.limiter("open", "ada");
        breakDown();
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 5; i++) {
                        ada.run(() -> {});
                    }
                })
                .hasMessageContaining("QUEUE_FULL");
    }

    @Test
    void a_guest_whom_nobody_has_seen_before_is_admitted_by_an_open_profile() {
        breakDown();
        assertUncharged(manager.limiter("open", "eve").take());
        assertThat(manager.limiter("counted", "eve").take().reason()).isEqualTo(Reason.STORE_UNAVAILABLE);
    }

    @Test
    void a_subscription_that_was_found_is_enough_though_the_clock_fails_after_it() {
        manager().subscriptions().create("ada", "open", DAY);
        store.breakDown(Part.NOW, Part.CHARGE);
        assertUncharged(manager.limiter("ada").take());
    }

    @Test
    void a_lease_goes_on_and_where_it_ends_an_open_profile_does() {
        Limiter ada = manager.limiter("leased", "ada");
        while (used(ada) <= 4) {
            ada.take();
        }
        breakDown();
        int leased = 0;
        while (ada.take().notes().isEmpty()) {
            leased++;
        }
        assertThat(leased).isPositive();
        assertUncharged(ada.take());
        assertThat(ada.tryTake()).isTrue();
        mend();
        assertThat(ada.take().notes()).isEmpty();
    }

    @Test
    void usage_that_is_not_known_is_not_shown_as_none() {
        Limiter guest = manager.limiter("counted", "ada");
        manager.subscriptions().create("bob", "open", DAY);
        assertThat(manager.limiter("bob").usage()).hasSize(1);
        breakDown();
        assertThatThrownBy(guest::usage).isInstanceOf(ValveRejectedException.class);
        assertThatThrownBy(manager.limiter("eve")::usage).isInstanceOf(ValveRejectedException.class);
    }

    @Test
    void a_store_that_works_and_says_no_is_no_outage() {
        Limiter ada = manager.limiter("open", "ada");
        ada.take();
        for (RuntimeException no : List.of(new IllegalStateException("full"), new IllegalArgumentException("no"))) {
            store.failWith(no);
            breakDown();
            assertThat(ada.take().reason()).isEqualTo(Reason.STORE_UNAVAILABLE);
            assertThat(manager.limiter("open", "eve").take().reason()).isEqualTo(Reason.STORE_UNAVAILABLE);
            mend();
        }
        assertThat(told(ValveEvent.StoreDegraded.class)).isEmpty();
    }

    @Test
    void a_subscriber_is_admitted_by_what_was_last_known_also_by_another_handle() {
        manager.subscriptions().create("ada", "plain", DAY);
        manager.subscriptions().create("bob", "open", DAY);
        assertThat(manager.limiter("ada").take().notes()).isEmpty();
        breakDown();
        time.advance(Duration.ofHours(1));
        for (String user : List.of("ada", "bob")) {
            assertUncharged(manager.limiter(user).take());
            assertUncharged(manager.limiter(user).peek());
        }
        mend();
        assertThat(manager.limiter("ada").take().notes()).isEmpty();
        assertThat(manager.limiter("bob").take().notes()).isEmpty();
        assertThat(told(ValveEvent.StoreRecovered.class))
                .singleElement()
                .extracting(ValveEvent.StoreRecovered::uncharged)
                .isEqualTo(1L);
    }

    @Test
    void a_subscriber_who_was_never_looked_up_or_whose_profile_is_closed_is_refused() {
        manager().subscriptions().create("eve", "plain", DAY);
        manager.subscriptions().create("ada", "counted", DAY);
        assertThat(manager.limiter("ada").tryTake()).isTrue();
        assertThat(manager.limiter("bob").take().reason()).isEqualTo(Reason.NOT_SUBSCRIBED);
        breakDown();
        time.advance(Duration.ofHours(1));
        for (String user : List.of("eve", "ada", "bob")) {
            assertThat(manager.limiter(user).take().reason()).isEqualTo(Reason.STORE_UNAVAILABLE);
        }
    }

    @Test
    void terms_that_end_during_an_outage_end() {
        manager.subscriptions().create("ada", "plain", Duration.ofHours(1));
        Limiter ada = manager.limiter("ada");
        assertThat(ada.tryTake()).isTrue();
        breakDown();
        time.advance(Duration.ofMinutes(59));
        assertUncharged(ada.take());
        time.advance(Duration.ofMinutes(1));
        Decision refused = ada.take();
        assertThat(refused.reason()).isEqualTo(Reason.EXPIRED);
        assertThat(refused.has(Note.Kind.STORE_DEGRADED)).isTrue();
    }

    @Test
    void a_change_of_profile_that_falls_due_during_an_outage_is_followed() {
        manager.subscriptions().create("ada", "plain", DAY);
        Instant soon = time.instant().plus(Duration.ofHours(1));
        manager.subscriptions().changeProfileAt("ada", "counted", soon, UsageOnChange.KEEP);
        Limiter ada = manager.limiter("ada");
        breakDown();
        time.advance(Duration.ofMinutes(30));
        assertUncharged(ada.take());
        time.advance(Duration.ofMinutes(30));
        assertThat(ada.take().reason()).as("that one is closed").isEqualTo(Reason.STORE_UNAVAILABLE);
    }

    @Test
    void what_was_changed_here_just_before_is_known() {
        manager.subscriptions().create("ada", "plain", DAY);
        manager.subscriptions().create("bob", "plain", DAY);
        manager.subscriptions().cancel("ada");
        manager.subscriptions().changeProfile("bob", "counted", UsageOnChange.KEEP);
        breakDown();
        assertThat(manager.limiter("ada").take().reason()).isEqualTo(Reason.CANCELED);
        assertThat(manager.limiter("bob").take().reason()).isEqualTo(Reason.STORE_UNAVAILABLE);
    }

    @Test
    void a_charge_that_shows_what_was_known_to_be_outdated_is_refused() {
        manager.subscriptions().create("ada", "open", DAY);
        Limiter ada = manager.limiter("ada");
        assertThat(ada.tryTake()).isTrue();
        manager().subscriptions().pause("ada");
        store.breakDown(Part.FIND);
        time.advance(Duration.ofHours(1));
        assertThat(ada.take().reason()).isEqualTo(Reason.STORE_UNAVAILABLE);
        mend();
        assertThat(ada.take().reason()).isEqualTo(Reason.PAUSED);
    }

    @Test
    void a_store_that_answers_again_decides_again_at_once() {
        manager.subscriptions().create("ada", "plain", DAY);
        Limiter ada = manager.limiter("ada");
        breakDown();
        time.advance(Duration.ofHours(1));
        assertUncharged(ada.take());
        store.mend();
        manager().subscriptions().pause("ada");
        time.advance(A_MOMENT.minusNanos(1));
        assertUncharged(ada.take());
        time.advance(Duration.ofNanos(1));
        assertThat(ada.take().reason()).isEqualTo(Reason.PAUSED);
    }

    @Test
    void what_waits_is_led_nowhere_by_hearsay() {
        manager.register(
                Resource.named("other"),
                Profile.named("elsewhere").shared("other").onOutage(OPEN));
        manager.subscriptions().create("ada", "plain", DAY);
        Limiter ada = manager.limiter("ada");
        List<Permit> busy =
                List.of(ada.tryAcquire().orElseThrow(), ada.tryAcquire().orElseThrow());
        Instant soon = time.instant().plus(Duration.ofHours(1));
        manager.subscriptions().changeProfileAt("ada", "elsewhere", soon, UsageOnChange.KEEP);
        CompletableFuture<Permit> waiting = ada.acquireAsync(DAY);
        breakDown();
        time.advance(Duration.ofMinutes(61));
        assertThat(waiting).isNotDone();
        mend();
        time.advance(Duration.ofSeconds(1));
        assertThat(waiting).isCompleted();
        busy.forEach(Permit::close);
    }
}
