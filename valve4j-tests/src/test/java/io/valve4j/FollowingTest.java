package io.valve4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.valve4j.quota.Quota;
import io.valve4j.subscription.SubscriptionOptions;
import io.valve4j.subscription.Tier.UsageOnChange;
import io.valve4j.task.RetryPolicy;
import io.valve4j.task.TaskOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What waits follows its user's subscription: to another resource, or back to its sender. */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of the tasks is seen elsewhere
class FollowingTest {

    private final VirtualValve valve = new VirtualValve();
    private final Limiter ada = valve.manager.limiter("ada");
    private final List<String> ran = new ArrayList<>();

    @BeforeEach
    void subscribe() {
        valve.manager.register(
                Resource.named("api").workers(1).queue(100),
                Resource.named("gpu").workers(1).queue(20),
                Profile.named("free").shared("api").quota(Quota.perDay(100)),
                Profile.named("basic").shared("api", Terms.weight(3)).quota(Quota.perDay(200)),
                Profile.named("pro")
                        .dedicated(Resource.each().workers(1).queue(2))
                        .shared("gpu")
                        .quota(Quota.perDay(1_000)));
        valve.manager.subscriptions().create("ada", "free", Duration.ofDays(30));
    }

    private CompletableFuture<Void> submit(Limiter limiter, String name) {
        return limiter.run(() -> ran.add(name), TaskOptions.DEFAULT.named(name));
    }

    private Permit occupied(String profile, String resource) {
        return valve.manager
                .limiter(profile, "somebody")
                .on(resource)
                .tryAcquire()
                .orElseThrow();
    }

    private void change(String profile) {
        valve.manager.subscriptions().changeProfile("ada", profile);
    }

    private long used() {
        return ada.usage().get(0).used();
    }

    private static Reason reason(CompletableFuture<?> handedBack) {
        return ((ValveRejectedException) Await.failure(handedBack)).decision().reason();
    }

    @Test
    void queued_tasks_move_to_the_new_profiles_resource_over_its_bound_in_their_order_with_their_charge() {
        Permit busy = occupied("free", "api");
        for (int i = 0; i < 6; i++) {
            submit(ada, "task-" + i);
        }
        valve.workers.runAll();
        assertThat(ran).isEmpty();
        change("pro");
        valve.workers.runAll();
        assertThat(ran).containsExactly("task-0", "task-1", "task-2", "task-3", "task-4", "task-5");
        assertThat(used()).as("charged once").isEqualTo(6);
        busy.close();
        valve.assertNothingIsLeft(ada, 1);
    }

    @Test
    void while_its_queue_is_over_its_bound_the_new_resource_takes_nothing_more() {
        Permit busy = occupied("free", "api");
        for (int i = 0; i < 6; i++) {
            submit(ada, "task-" + i);
        }
        change("pro");
        assertThatThrownBy(() -> submit(ada, "one more")).hasMessageContaining("QUEUE_FULL");
        valve.workers.runAll();
        submit(ada, "one more");
        valve.workers.runAll();
        assertThat(ran).hasSize(7).endsWith("one more");
        busy.close();
    }

    @Test
    void whoever_waits_for_a_permit_moves_too_and_keeps_the_place_among_the_own() {
        Permit busy = occupied("free", "api");
        submit(ada, "first");
        CompletableFuture<Permit> permit = ada.acquireAsync(Duration.ofHours(1));
        submit(ada, "last");
        change("pro");
        valve.workers.runAll();
        assertThat(ran).containsExactly("first");
        assertThat(permit).isCompleted();
        assertThat(permit.join().resource()).isEqualTo("dedicated");
        permit.join().close();
        valve.workers.runAll();
        assertThat(ran).containsExactly("first", "last");
        busy.close();
    }

    @Test
    void tasks_whose_resource_is_the_same_stay_in_their_place_on_the_new_terms() {
        Permit busy = occupied("free", "api");
        for (int i = 0; i < 12; i++) {
            submit(ada, "ada");
            submit(valve.manager.limiter("free", "bob"), "bob");
        }
        change("basic");
        busy.close();
        for (int i = 0; i < 12; i++) {
            valve.workers.runAll();
        }
        assertThat(ran).hasSize(24);
        assertThat(ran.subList(0, 12).stream().filter("ada"::equals).count())
                .as("of the first 12, by a weight of 3")
                .isBetween(8L, 10L);
    }

    @Test
    void a_task_on_a_resource_that_the_new_profile_has_not_is_handed_back_and_refunded() {
        change("pro");
        Permit busy = occupied("pro", "gpu");
        CompletableFuture<Void> named = submit(ada.on("gpu"), "gpu");
        assertThat(used()).isOne();
        change("free");
        assertThat(reason(named)).isEqualTo(Reason.UNKNOWN_RESOURCE);
        assertThat(used()).isZero();
        busy.close();
        valve.workers.runAll();
        assertThat(ran).isEmpty();
    }

    @Test
    void what_runs_stays_where_it_is_and_a_pause_leaves_what_was_accepted() {
        submit(ada, "running");
        CompletableFuture<Void> queued = submit(ada, "queued");
        valve.manager.subscriptions().pause("ada");
        assertThat(ada.take().reason()).isEqualTo(Reason.PAUSED);
        valve.workers.runAll();
        assertThat(ran).containsExactly("running", "queued");
        assertThat(queued).isCompleted();
    }

    @Test
    void a_task_in_backoff_moves_and_wakes_when_it_was_to_wake() {
        VirtualValve.Flaky flaky = new VirtualValve.Flaky(1);
        CompletableFuture<String> retried = ada.submit(
                flaky,
                TaskOptions.DEFAULT.retry(
                        RetryPolicy.attempts(2).baseDelay(Duration.ofSeconds(1)).withoutJitter()));
        valve.workers.runAll();
        change("pro");
        Permit busy = occupied("free", "api");
        valve.pass(Duration.ofMillis(999));
        assertThat(flaky.calls).isOne();
        valve.pass(Duration.ofMillis(1));
        assertThat(retried).isCompletedWithValue("done");
        busy.close();
        valve.assertNothingIsLeft(ada, 1);
    }

    @Test
    void a_deadline_goes_with_its_task_and_cancelling_finds_it_where_it_is() {
        Permit busy = occupied("free", "api");
        change("pro");
        assertThat(ada.tryAcquire()).isPresent();
        change("free");
        CompletableFuture<Void> late =
                ada.run(() -> ran.add("late"), TaskOptions.DEFAULT.deadline(Duration.ofSeconds(5)));
        CompletableFuture<Void> cancelled = submit(ada, "cancelled");
        change("pro");
        assertThat(used()).isEqualTo(3);
        cancelled.cancel(true);
        assertThat(used()).isEqualTo(2);
        valve.pass(Duration.ofSeconds(5));
        assertThat(late).isCompletedExceptionally();
        assertThat(used()).isOne();
        assertThat(ran).isEmpty();
        busy.close();
    }

    @Test
    void a_planned_change_moves_what_is_queued_when_it_falls_due_by_one_alarm_for_all() {
        Permit busy = occupied("free", "api");
        int alarms = valve.time.pendingAlarms();
        Instant due = valve.time.instant().plusSeconds(60);
        for (int user = 0; user < 4; user++) {
            String id = "user-" + user;
            valve.manager.subscriptions().create(id, "free", Duration.ofDays(30));
            submit(valve.manager.limiter(id), id);
            valve.manager.subscriptions().changeProfileAt(id, "pro", due, UsageOnChange.KEEP);
            submit(valve.manager.limiter(id), id);
        }
        assertThat(valve.time.pendingAlarms()).isEqualTo(alarms + 1);
        valve.pass(Duration.ofSeconds(60).minusMillis(1));
        assertThat(ran).isEmpty();
        valve.pass(Duration.ofMillis(1));
        valve.workers.runAll();
        assertThat(ran).hasSize(8);
        busy.close();
    }

    @Test
    void a_cancellation_at_term_end_hands_back_what_still_waits_then() {
        Permit busy = occupied("free", "api");
        CompletableFuture<Void> before = submit(ada, "before");
        valve.manager.subscriptions().cancelAtTermEnd("ada");
        CompletableFuture<Void> after = submit(ada, "after");
        valve.time.advance(Duration.ofDays(30).minusMillis(1));
        assertThat(List.of(before.isDone(), after.isDone())).containsExactly(false, false);
        valve.time.advance(Duration.ofMillis(1));
        assertThat(reason(before)).isEqualTo(Reason.CANCELED);
        assertThat(reason(after)).isEqualTo(Reason.CANCELED);
        busy.close();
    }

    @Test
    void an_undone_change_moves_nothing_and_leaves_no_alarm_behind() {
        int alarms = valve.time.pendingAlarms();
        valve.manager
                .subscriptions()
                .changeProfileAt("ada", "pro", valve.time.instant().plusSeconds(60), UsageOnChange.KEEP);
        Permit busy = occupied("free", "api");
        submit(ada, "task");
        valve.manager.subscriptions().undoProfileChange("ada");
        valve.pass(Duration.ofSeconds(61));
        assertThat(ran).isEmpty();
        busy.close();
        valve.workers.runAll();
        assertThat(ran).containsExactly("task");
        assertThat(valve.time.pendingAlarms()).isLessThanOrEqualTo(alarms + 1);
    }

    @Test
    void a_change_through_another_manager_is_followed_when_the_next_charge_meets_it() {
        ValveManager other =
                ValveManager.builder().time(valve.time).store(valve.store).build();
        other.register(Profile.named("pro").quota(Quota.perDay(1_000)));
        Permit busy = occupied("free", "api");
        submit(ada, "queued");
        other.subscriptions().changeProfile("ada", "pro");
        submit(ada, "next");
        valve.workers.runAll();
        assertThat(ran).containsExactlyInAnyOrder("queued", "next");
        busy.close();
    }

    @Test
    void a_change_while_a_charge_is_under_way_is_followed_by_its_task() {
        Permit busy = occupied("free", "api");
        boolean[] once = {true};
        valve.store.afterCharge = () -> {
            if (once[0]) {
                once[0] = false;
                change("pro");
            }
        };
        submit(ada, "charged before the change, queued after it");
        valve.workers.runAll();
        assertThat(ran).hasSize(1);
        assertThat(used()).isOne();
        busy.close();
    }

    @Test
    void tasks_of_a_guest_of_the_same_name_are_not_the_subscribers() {
        Permit busy = occupied("free", "api");
        CompletableFuture<Void> guests = submit(valve.manager.limiter("free", "ada"), "guest's");
        CompletableFuture<Void> own = submit(ada, "own");
        valve.manager.subscriptions().cancel("ada");
        assertThat(reason(own)).isEqualTo(Reason.CANCELED);
        assertThat(guests).isNotDone();
        busy.close();
        valve.workers.runAll();
        assertThat(ran).containsExactly("guest's");
    }

    @Test
    void a_store_that_is_down_when_a_change_falls_due_delays_it_until_it_works() {
        Permit busy = occupied("free", "api");
        valve.manager
                .subscriptions()
                .changeProfileAt("ada", "pro", valve.time.instant().plusSeconds(60), UsageOnChange.KEEP);
        submit(ada, "task");
        valve.store.failure = new IllegalStateException("down");
        valve.pass(Duration.ofSeconds(60));
        assertThat(ran).isEmpty();
        valve.store.failure = null;
        valve.pass(Duration.ofSeconds(1));
        assertThat(ran).containsExactly("task");
        busy.close();
    }

    @Test
    void a_change_that_is_planned_for_the_end_of_all_time_does_not_spoil_a_submit() {
        valve.manager
                .subscriptions()
                .replace("ada", "free", SubscriptionOptions.until(Instant.parse("9999-12-31T23:59:59Z")));
        valve.manager.subscriptions().cancelAtTermEnd("ada");
        submit(ada, "task");
        valve.workers.runAll();
        assertThat(ran).containsExactly("task");
        valve.time.advance(Duration.ofDays(36_525));
        submit(ada, "a century later");
        valve.workers.runAll();
        assertThat(ran).hasSize(2);
    }

    @Test
    void a_task_that_runs_when_the_subscription_is_cancelled_has_no_further_attempt_and_a_guests_task_has() {
        RetryPolicy policy = RetryPolicy.attempts(2).withoutJitter();
        VirtualValve.Flaky subscribers = new VirtualValve.Flaky(1);
        VirtualValve.Flaky guests = new VirtualValve.Flaky(1);
        valve.manager.replace(Resource.named("api").workers(2).queue(100));
        CompletableFuture<String> gone = ada.submit(
                () -> {
                    valve.manager.subscriptions().cancel("ada");
                    return subscribers.call();
                },
                TaskOptions.DEFAULT.retry(policy));
        CompletableFuture<String> stays =
                valve.manager.limiter("free", "ada").submit(guests, TaskOptions.DEFAULT.retry(policy));
        valve.pass(Duration.ofSeconds(1));
        assertThat(Await.failure(gone)).hasMessage("failure 1");
        assertThat(subscribers.calls).isOne();
        assertThat(stays).isCompletedWithValue("done");
    }
}
