package io.valve4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.valve4j.quota.Quota;
import io.valve4j.store.InMemoryStore;
import io.valve4j.subscription.SubscriptionOptions;
import io.valve4j.subscription.Tier.UsageOnChange;
import io.valve4j.testkit.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** How limiters follow subscriptions: through the same manager at once, through another as soon as is promised. */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of the tasks is seen elsewhere
class SubscribersTest {

    private static final Instant START = Instant.parse("2026-03-10T00:00:00Z");

    private final ManualTime time = new ManualTime(0, START);
    private final HookedStore store = new HookedStore(new InMemoryStore(time));
    private final ValveManager valve = manager();
    private final ValveManager other = manager();
    private final Limiter ada = valve.limiter("ada");

    private ValveManager manager() {
        ValveManager made = ValveManager.builder()
                .time(time)
                .store(store)
                .executor(Runnable::run)
                .callbackExecutor(Runnable::run)
                .staleness(Duration.ofSeconds(2))
                .build();
        made.register(
                Resource.named("api").workers(1),
                Profile.named("plain").shared("api"),
                Profile.named("counted").shared("api").quota(Quota.perDay(10)));
        return made;
    }

    @Test
    void a_limiter_may_be_had_before_the_subscription() {
        assertThat(ada.take().reason()).isEqualTo(Reason.NOT_SUBSCRIBED);
        valve.subscriptions().create("ada", "plain", Duration.ofDays(1));
        assertThat(ada.take().allowed()).isTrue();
    }

    @Test
    void a_cancellation_is_seen_at_once_by_every_handle_of_the_manager_and_hands_queued_tasks_back() {
        valve.subscriptions().create("ada", "counted", Duration.ofDays(1));
        Limiter second = valve.limiter("ada").on("api");
        Permit running = ada.tryAcquire().orElseThrow();
        List<CompletableFuture<?>> queued = List.of(ada.run(() -> {}), second.run(() -> {}));
        CompletableFuture<Permit> waiting = ada.acquireAsync(Duration.ofDays(1));
        assertThat(ada.usage().get(0).used()).isEqualTo(4);
        valve.subscriptions().cancel("ada");
        assertThat(ada.take().reason()).isEqualTo(Reason.CANCELED);
        assertThat(second.tryTake()).isFalse();
        for (CompletableFuture<?> handedBack : List.of(queued.get(0), queued.get(1), waiting)) {
            Decision decision = ((ValveRejectedException) Await.failure(handedBack)).decision();
            assertThat(decision.reason()).isEqualTo(Reason.CANCELED);
            assertThat(decision.retryAfter()).isEmpty();
        }
        running.close();
        valve.subscriptions().create("ada", "counted", Duration.ofDays(1));
        assertThat(ada.usage().get(0).used()).as("what ran stays charged").isOne();
    }

    @Test
    void a_cancellation_hands_back_what_waits_on_a_resource_of_the_users_own() {
        valve.register(Profile.named("own").dedicated(Resource.each().rate(Rate.perHour(1))));
        valve.subscriptions().create("ada", "own", Duration.ofDays(1));
        ada.run(() -> {});
        CompletableFuture<?> queued = ada.run(() -> {});
        valve.subscriptions().cancel("ada");
        assertThat(queued).isCompletedExceptionally();
        assertThat(time.pendingAlarms()).as("but for the sweep").isLessThanOrEqualTo(1);
    }

    @Test
    void a_term_ends_at_its_very_instant() {
        valve.subscriptions().create("ada", "plain", Duration.ofMinutes(5));
        assertThat(ada.tryTake()).isTrue();
        time.advance(Duration.ofMinutes(5).minusNanos(1));
        assertThat(ada.tryTake()).isTrue();
        time.advance(Duration.ofNanos(1));
        assertThat(ada.tryTake()).isFalse();
        assertThat(ada.take().reason()).isEqualTo(Reason.EXPIRED);
        valve.subscriptions().extend("ada", Duration.ofMinutes(5));
        assertThat(ada.tryTake()).isTrue();
    }

    @Test
    void a_term_starts_at_its_very_instant() {
        valve.subscriptions().create("ada", "plain", START.plusSeconds(1), START.plusSeconds(2));
        assertThat(ada.take().reason()).isEqualTo(Reason.NOT_STARTED);
        time.advance(Duration.ofSeconds(1).minusNanos(1));
        assertThat(ada.tryTake()).isFalse();
        time.advance(Duration.ofNanos(1));
        assertThat(ada.tryTake()).isTrue();
        time.advance(Duration.ofSeconds(1));
        assertThat(ada.tryTake()).isFalse();
    }

    @Test
    void a_pause_refuses_at_once_and_a_resumption_admits_again() {
        valve.subscriptions().create("ada", "plain", Duration.ofDays(1));
        assertThat(ada.tryTake()).isTrue();
        valve.subscriptions().pause("ada");
        assertThat(ada.take().reason()).isEqualTo(Reason.PAUSED);
        valve.subscriptions().resume("ada");
        assertThat(ada.tryTake()).isTrue();
    }

    @Test
    void grace_admits_up_to_its_very_instant() {
        valve.subscriptions()
                .create(
                        "ada",
                        "plain",
                        SubscriptionOptions.lasting(Duration.ofMinutes(5)).grace(Duration.ofMinutes(1)));
        time.advance(Duration.ofMinutes(6).minusNanos(1));
        assertThat(ada.tryTake()).isTrue();
        time.advance(Duration.ofNanos(1));
        assertThat(ada.take().reason()).isEqualTo(Reason.EXPIRED);
    }

    @Test
    void a_planned_change_of_profile_is_followed_at_its_very_instant_without_quotas_too() {
        valve.register(Profile.named("other").shared("api"));
        valve.subscriptions().create("ada", "plain", Duration.ofDays(1));
        valve.subscriptions().changeProfileAt("ada", "other", START.plusMillis(500), UsageOnChange.KEEP);
        time.advance(Duration.ofMillis(500).minusNanos(1));
        assertThat(ada.take().profile()).isEqualTo("plain");
        time.advance(Duration.ofNanos(1));
        assertThat(ada.take().profile()).isEqualTo("other");
    }

    @Test
    void a_cancellation_at_term_end_hands_nothing_back_before() {
        valve.subscriptions().create("ada", "counted", Duration.ofDays(1));
        Permit running = ada.tryAcquire().orElseThrow();
        CompletableFuture<?> queued = ada.run(() -> {});
        valve.subscriptions().cancelAtTermEnd("ada");
        assertThat(queued).isNotDone();
        running.close();
        assertThat(queued).isCompleted();
        time.advance(Duration.ofDays(1));
        assertThat(ada.take().reason()).isEqualTo(Reason.CANCELED);
    }

    @Test
    void a_task_that_was_accepted_before_the_end_runs_after_it() {
        valve.subscriptions().create("ada", "counted", Duration.ofSeconds(1));
        Permit busy = ada.tryAcquire().orElseThrow();
        List<String> ran = new ArrayList<>();
        ada.run(() -> ran.add("accepted"));
        time.advance(Duration.ofSeconds(1));
        busy.close();
        assertThat(ran).containsExactly("accepted");
    }

    @Test
    void an_override_counts_from_the_next_decision() {
        valve.subscriptions().create("ada", "counted", Duration.ofDays(1));
        assertThat(ada.take().limit()).isEqualTo(10);
        valve.subscriptions().overrideQuota("ada", "calls-per-day", 3);
        assertThat(ada.take().limit()).isEqualTo(3);
        other.subscriptions().overrideQuota("ada", "calls-per-day", 0);
        assertThat(ada.take().reason()).as("through another manager").isEqualTo(Reason.QUOTA_EXCEEDED);
        valve.subscriptions().clearOverride("ada", "calls-per-day");
        assertThat(ada.take().remaining()).isEqualTo(7);
    }

    @Test
    void with_quotas_a_cancellation_through_another_manager_is_seen_at_once() {
        valve.subscriptions().create("ada", "counted", Duration.ofDays(1));
        assertThat(ada.tryTake()).isTrue();
        other.subscriptions().cancel("ada");
        assertThat(ada.tryTake()).isFalse();
        assertThatThrownBy(() -> ada.run(() -> {})).hasMessageContaining("CANCELED");
        assertThat(ada.tryAcquire()).isEmpty();
    }

    @Test
    void without_quotas_it_is_seen_within_the_staleness() {
        valve.subscriptions().create("ada", "plain", Duration.ofDays(1));
        assertThat(ada.tryTake()).isTrue();
        other.subscriptions().cancel("ada");
        time.advance(Duration.ofSeconds(2).minusNanos(1));
        assertThat(ada.tryTake()).as("allowed to be unseen still").isTrue();
        time.advance(Duration.ofNanos(1));
        assertThat(ada.tryTake()).isFalse();
    }

    @Test
    void a_profile_that_is_not_registered_here_is_the_reason() {
        other.register(Profile.named("gold").shared("api"));
        other.subscriptions().create("ada", "gold", Duration.ofDays(1));
        Decision decision = ada.take();
        assertThat(decision.reason()).isEqualTo(Reason.UNKNOWN_PROFILE);
        assertThat(decision.policy()).isEqualTo("gold");
        valve.register(Profile.named("gold").shared("api"));
        assertThat(ada.tryTake()).isTrue();
    }

    @Test
    void a_store_that_is_down_is_the_reason_and_nothing_is_held() {
        valve.subscriptions().create("ada", "counted", Duration.ofDays(1));
        store.failure = new IllegalStateException("down");
        for (Limiter limiter : List.of(ada, valve.limiter("counted", "bob"))) {
            assertThat(limiter.take().reason()).isEqualTo(Reason.STORE_UNAVAILABLE);
            assertThat(limiter.take().retryAfter()).contains(Duration.ofSeconds(1));
            assertThat(limiter.tryTake()).isFalse();
            assertThat(limiter.tryAcquire()).isEmpty();
            assertThatThrownBy(() -> limiter.run(() -> {}))
                    .isInstanceOf(ValveRejectedException.class)
                    .hasMessageContaining("STORE_UNAVAILABLE, the store did not answer");
        }
        store.failure = null;
        ada.tryAcquire().orElseThrow().close();
        assertThat(ada.usage().get(0).used()).isOne();
    }

    @Test
    void whoever_has_neither_subscription_nor_quota_does_not_notice_that_the_store_is_down() {
        store.failure = new IllegalStateException("down");
        int calls = store.calls.get();
        Limiter bob = valve.limiter("plain", "bob");
        assertThat(bob.tryTake()).isTrue();
        assertThat(bob.take().allowed()).isTrue();
        assertThat(bob.submit(() -> "runs")).isCompletedWithValue("runs");
        assertThat(store.calls).hasValue(calls);
    }

    @Test
    void a_lifetime_quota_without_a_subscription_is_refused_with_what_to_do() {
        valve.register(Profile.named("trial").shared("api").quota(Quota.lifetime(5)));
        assertThatThrownBy(() -> valve.limiter("trial", "ada").take())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no subscription: create one, or use a daily or monthly quota");
    }
}
