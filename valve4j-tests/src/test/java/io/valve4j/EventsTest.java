package io.valve4j;

import static io.valve4j.task.TaskOptions.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.valve4j.VirtualValve.Flaky;
import io.valve4j.event.ValveEvent;
import io.valve4j.event.Work;
import io.valve4j.quota.Quota;
import io.valve4j.store.InMemoryStore;
import io.valve4j.store.TransientStoreException;
import io.valve4j.subscription.AuditEvent;
import io.valve4j.subscription.SubscriptionStatus;
import io.valve4j.task.RetryPolicy;
import io.valve4j.testkit.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What listeners are told, in virtual time; and that a bad listener harms nobody. */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of the tasks is seen elsewhere
class EventsTest {

    private final VirtualValve valve = new VirtualValve();
    private final Limiter ada = valve.manager.limiter("pro", "ada");

    EventsTest() {
        valve.manager.register(
                Resource.named("api").workers(1).queue(10),
                Profile.named("pro").shared("api").quota(Quota.perDay(100)));
    }

    private <E extends ValveEvent> E only(Class<E> kind) {
        List<E> found = valve.told(kind);
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    @Test
    void a_task_is_told_of_from_its_submission_to_its_end() {
        Permit busy = ada.tryAcquire().orElseThrow();
        valve.told.clear();
        ada.submit(() -> "x", DEFAULT.named("greet").cost(2));
        valve.time.advance(Duration.ofSeconds(2));
        busy.close();
        valve.told.removeIf(event -> event instanceof ValveEvent.Completed);
        valve.time.advance(Duration.ofSeconds(1));
        valve.workers.runAll();
        Work work = only(ValveEvent.Submitted.class).work();
        assertThat(work).isEqualTo(new Work(work.id(), Work.Kind.TASK, "ada", "pro", "api", "greet", 2));
        Instant start = Instant.parse("2026-01-01T00:00:03Z");
        assertThat(valve.told)
                .containsExactly(
                        new ValveEvent.Submitted(start.minusSeconds(3), work),
                        new ValveEvent.Started(start, work, 1, Duration.ofSeconds(3)),
                        new ValveEvent.Completed(start, work, 1, Duration.ZERO));
    }

    @Test
    void works_have_ids_of_their_own_and_a_permit_is_told_of_like_a_task() throws InterruptedException {
        try (Permit permit = ada.acquire(Duration.ofSeconds(1))) {
            assertThat(permit.user()).isEqualTo("ada");
            valve.time.advance(Duration.ofSeconds(5));
        }
        ada.tryAcquire().orElseThrow().close();
        ada.acquireAsync(Duration.ofSeconds(1)).join().close();
        assertThat(valve.tale())
                .containsExactly(
                        "Submitted",
                        "Started",
                        "Completed",
                        "Submitted",
                        "Started",
                        "Completed",
                        "Submitted",
                        "Started",
                        "Completed");
        assertThat(valve.told(ValveEvent.Submitted.class))
                .extracting(event -> event.work().id())
                .containsExactly(1L, 2L, 3L);
        assertThat(valve.told(ValveEvent.Completed.class).get(0).ran()).isEqualTo(Duration.ofSeconds(5));
        assertThat(valve.told(ValveEvent.Submitted.class))
                .allMatch(event -> event.work().kind() == Work.Kind.PERMIT);
    }

    @Test
    void every_refusal_is_told_of_once_with_its_decision() {
        valve.manager.replace(
                Resource.named("api").workers(1).queue(0).rate(Rate.perHour(1).burst(1)));
        valve.time.advance(Duration.ofNanos(1));
        valve.manager.register(Profile.named("tiny").shared("api").quota(Quota.perDay(0)));
        Limiter tiny = valve.manager.limiter("tiny", "tim");
        assertThat(tiny.take().allowed()).isFalse();
        assertThat(valve.manager.limiter("nobody").tryTake()).isFalse();
        assertThat(ada.tryTake(DEFAULT.cost(2))).isFalse();
        assertThat(ada.tryTake()).isTrue();
        assertThat(ada.tryTake()).isFalse();
        assertThat(ada.peek().allowed()).isFalse();
        assertThat(ada.tryAcquire()).isEmpty();
        assertThatThrownBy(() -> ada.submit(() -> "")).isInstanceOf(ValveRejectedException.class);
        assertThatThrownBy(() -> ada.acquireAsync(Duration.ofSeconds(1))).isInstanceOf(ValveRejectedException.class);
        assertThat(valve.told(ValveEvent.Refused.class))
                .extracting(event -> event.decision().reason())
                .containsExactly(
                        Reason.QUOTA_EXCEEDED,
                        Reason.NOT_SUBSCRIBED,
                        Reason.COST_TOO_HIGH,
                        Reason.RATE_LIMITED,
                        Reason.RATE_LIMITED,
                        Reason.QUEUE_FULL,
                        Reason.QUEUE_FULL);
        assertThat(valve.told).hasSize(7);
    }

    @Test
    void a_take_of_a_plain_user_that_is_refused_is_told_of_too() {
        valve.manager.register(Profile.named("plain")
                .dedicated(Resource.each().rate(Rate.perHour(1).burst(1))));
        Limiter plain = valve.manager.limiter("plain", "eve");
        assertThat(plain.tryTake()).isTrue();
        assertThat(plain.tryTake()).isFalse();
        assertThat(plain.tryTake()).isFalse();
        assertThat(valve.tale()).containsExactly("Refused", "Refused");
    }

    @Test
    void a_take_that_is_refused_with_a_plain_no_is_told_of_with_all_its_words() {
        valve.manager.register(Profile.named("small")
                .dedicated(Resource.each().rate(Rate.perHour(1).burst(2)))
                .quota(Quota.perDay(1)));
        Limiter small = valve.manager.limiter("small", "eve");
        assertThat(small.tryTake()).isTrue();
        assertThat(small.tryTake()).isFalse();
        assertThat(small.tryTake(DEFAULT.cost(2))).isFalse();
        List<ValveEvent.Refused> refused = valve.told(ValveEvent.Refused.class);
        assertThat(refused)
                .extracting(event -> event.decision().reason())
                .containsExactly(Reason.QUOTA_EXCEEDED, Reason.RATE_LIMITED);
        assertThat(refused).allSatisfy(event -> {
            assertThat(event.decision().user()).isEqualTo("eve");
            assertThat(event.decision().limit()).isPositive();
            assertThat(event.decision().retryAfter()).isPresent();
        });
    }

    @Test
    void each_end_of_a_task_is_told_of_and_only_one_of_each() {
        Permit busy = ada.tryAcquire().orElseThrow();
        valve.told.clear();
        ada.submit(() -> "", DEFAULT.named("cancelled")).cancel(true);
        ada.submit(() -> "", DEFAULT.named("late").deadline(Duration.ofMillis(1)));
        ada.submit(() -> "", DEFAULT.named("completed by hand")).complete("");
        ada.submit(() -> "", DEFAULT.named("obtruded")).obtrudeValue("");
        ada.submit(new Flaky(1), DEFAULT.named("failed"));
        valve.time.advance(Duration.ofMillis(1));
        busy.close();
        valve.workers.runAll();
        List<String> ends = new ArrayList<>();
        for (ValveEvent event : valve.told) {
            if (event instanceof ValveEvent.OfWork of
                    && !(event instanceof ValveEvent.Submitted)
                    && !(event instanceof ValveEvent.Started)) {
                ends.add(of.work().name() + " " + event.getClass().getSimpleName());
            }
        }
        assertThat(ends)
                .containsExactly(
                        "cancelled Cancelled",
                        "completed by hand Cancelled",
                        "late TimedOut",
                        "task Completed",
                        "obtruded Cancelled",
                        "failed Failed");
    }

    @Test
    void what_is_handed_back_is_told_of_with_the_cause() {
        Permit busy = ada.tryAcquire().orElseThrow();
        CompletableFuture<String> future = ada.submit(() -> "");
        CompletableFuture<Permit> permit = ada.acquireAsync(Duration.ofDays(1));
        CompletableFuture<ShutdownReport> report = valve.manager.shutdown(Duration.ZERO);
        valve.time.advance(Duration.ZERO);
        ShutdownReport found = Await.result(report);
        assertThat(valve.told(ValveEvent.HandedBack.class))
                .extracting(ValveEvent.HandedBack::cause)
                .containsExactlyInAnyOrder(Await.failure(future), Await.failure(permit));
        assertThat(only(ValveEvent.ShutdownStarted.class).resource()).isEmpty();
        assertThat(only(ValveEvent.ShutdownEnded.class).report()).isEqualTo(found);
        busy.close();
    }

    @Test
    void an_acquirer_whose_wait_ends_or_who_gives_up_is_told_of() {
        Permit busy = ada.tryAcquire().orElseThrow();
        valve.told.clear();
        CompletableFuture<Permit> late = ada.acquireAsync(Duration.ofMillis(1));
        ada.acquireAsync(Duration.ofDays(1)).cancel(false);
        valve.time.advance(Duration.ofMillis(2));
        assertThat(Await.failure(late)).hasMessageContaining("WAIT_TIMEOUT");
        assertThat(valve.tale()).containsExactly("Submitted", "Submitted", "Cancelled", "TimedOut");
        busy.close();
    }

    @Test
    void draining_one_resource_is_told_of_by_its_name() {
        CompletableFuture<ShutdownReport> report = valve.manager.drain("api", Duration.ofSeconds(1));
        Await.result(report);
        assertThat(only(ValveEvent.ShutdownStarted.class).resource()).contains("api");
        assertThat(only(ValveEvent.ShutdownEnded.class).resource()).contains("api");
    }

    @Test
    void changes_of_a_subscription_are_told_of_with_their_audit() {
        valve.manager.subscriptions().by("ops", "sold").create("eve", "pro", Duration.ofDays(1));
        valve.manager.subscriptions().cancel("eve");
        valve.manager.subscriptions().cancel("eve");
        List<ValveEvent.SubscriptionChanged> changes = valve.told(ValveEvent.SubscriptionChanged.class);
        assertThat(changes)
                .extracting(change -> change.audit().action())
                .containsExactly(AuditEvent.Action.CREATED, AuditEvent.Action.CANCELED);
        assertThat(changes.get(0).audit().actor()).isEqualTo("ops");
        assertThat(changes.get(1).subscription().statusAt(valve.time.instant())).isEqualTo(SubscriptionStatus.CANCELED);
    }

    @Test
    void a_store_that_fails_and_one_that_recovers_are_told_of_once_each() {
        assertThat(ada.tryTake()).isTrue();
        valve.store.failure = new RuntimeException("down");
        assertThat(ada.tryTake()).isFalse();
        valve.time.advance(Duration.ofSeconds(3));
        assertThat(ada.tryTake()).isFalse();
        valve.store.failure = null;
        assertThat(ada.tryTake()).isTrue();
        assertThat(ada.tryTake()).isTrue();
        assertThat(only(ValveEvent.StoreDegraded.class).cause()).hasMessage("down");
        assertThat(only(ValveEvent.StoreRecovered.class).after()).isEqualTo(Duration.ofSeconds(3));
        assertThat(valve.told(ValveEvent.Refused.class))
                .allMatch(refused -> refused.decision().reason() == Reason.STORE_UNAVAILABLE);
    }

    @Test
    void a_store_that_fails_for_a_moment_is_called_again_and_nobody_is_told() {
        // In this time, pauses are over at once.
        ManualTime time = new ManualTime();
        HookedStore store = new HookedStore(new InMemoryStore(time));
        AtomicInteger failures = new AtomicInteger(2);
        List<ValveEvent> told = new ArrayList<>();
        ValveManager manager = ValveManager.builder()
                .time(time)
                .store(store)
                .callbackExecutor(Runnable::run)
                .listener(told::add)
                .build();
        manager.register(Profile.named("pro").quota(Quota.perDay(10)));
        Limiter limiter = manager.limiter("pro", "ada");
        store.beforeCharge = () -> {
            if (failures.getAndDecrement() > 0) {
                throw new TransientStoreException("connection reset", null);
            }
        };
        assertThat(limiter.tryTake()).isTrue();
        assertThat(limiter.usage().get(0).used()).isOne();
        assertThat(told).isEmpty();
        failures.set(3);
        assertThat(limiter.take().reason()).isEqualTo(Reason.STORE_UNAVAILABLE);
        assertThat(told)
                .extracting(event -> event.getClass().getSimpleName())
                .containsExactly("StoreDegraded", "Refused");
        failures.set(1);
        store.beforeCharge = () -> {
            if (failures.getAndDecrement() > 0) {
                throw new IllegalStateException("timed out: may have been counted");
            }
        };
        assertThat(limiter.tryTake()).isFalse();
        assertThat(failures).hasValue(0);
    }

    @Test
    void an_interrupt_ends_the_patience_with_the_store_at_once() {
        ManualTime still = new ManualTime();
        HookedStore store = new HookedStore(new InMemoryStore(still));
        ValveManager manager = ValveManager.builder()
                .time(still)
                .store(store)
                .storeRetry(RetryPolicy.attempts(5).withoutJitter())
                .build();
        manager.register(
                Resource.named("api"), Profile.named("pro").shared("api").quota(Quota.perDay(10)));
        store.beforeCharge = () -> {
            throw new TransientStoreException("connection reset", null);
        };
        Thread.currentThread().interrupt();
        assertThat(manager.limiter("pro", "ada").take().reason()).isEqualTo(Reason.STORE_UNAVAILABLE);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(still.pendingAlarms()).isZero();
    }

    @Test
    void a_listener_that_throws_harms_neither_work_nor_other_listeners() {
        List<ValveEvent> heard = new ArrayList<>();
        VirtualValve twice = new VirtualValve(builder -> builder.listener(event -> {
                    throw new StackOverflowError("listener");
                })
                .listener(heard::add));
        twice.manager.register(Profile.named("pro"));
        CompletableFuture<String> future = twice.manager.limiter("pro", "ada").submit(() -> "done");
        twice.workers.runAll();
        assertThat(future).isCompletedWithValue("done");
        assertThat(heard).hasSize(3).isEqualTo(twice.told);
    }

    @Test
    void a_listener_that_is_given_twice_is_told_once() {
        List<ValveEvent> heard = new ArrayList<>();
        io.valve4j.event.ValveListener listener = heard::add;
        VirtualValve twice =
                new VirtualValve(builder -> builder.listener(listener).listener(listener));
        assertThat(twice.manager.limiter("none", "ada").tryTake()).isFalse();
        assertThat(heard).hasSize(1);
    }

    @Test
    void a_listener_that_hangs_holds_nobody_up_and_learns_what_it_missed() {
        CountDownLatch hung = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        List<ValveEvent> heard = Collections.synchronizedList(new ArrayList<>());
        try (ValveManager manager = ValveManager.builder()
                .listener(
                        event -> {
                            hung.countDown();
                            Await.latch(go);
                            heard.add(event);
                        },
                        10)
                .build()) {
            manager.register(Profile.named("pro"));
            Limiter limiter = manager.limiter("none", "ada");
            assertThat(limiter.tryTake()).isFalse();
            Await.latch(hung);
            for (int i = 0; i < 100; i++) {
                assertThat(limiter.tryTake()).isFalse();
            }
            go.countDown();
            // The one that it hung on, those that waited, and how many did not.
            Await.until("it has caught up", () -> heard.size() == 12);
        }
        assertThat(heard)
                .filteredOn(event -> event instanceof ValveEvent.Refused)
                .hasSize(11);
        assertThat(heard)
                .filteredOn(event -> event instanceof ValveEvent.EventsLost)
                .extracting(event -> ((ValveEvent.EventsLost) event).count())
                .containsExactly(90L);
        assertThat(heard).last().isInstanceOf(ValveEvent.ShutdownEnded.class);
    }

    @Test
    void events_in_a_log_line_show_no_control_characters() {
        Limiter odd = valve.manager.limiter("pro", "a\nb");
        odd.submit(() -> "", DEFAULT.named("c\u0000d"));
        assertThat(only(ValveEvent.Submitted.class).toString().chars()).noneMatch(Character::isISOControl);
    }

    @Test
    void nonsense_is_refused() {
        assertThatThrownBy(() -> ValveManager.builder().listener(null)).hasMessage("the listener must not be null");
        assertThatThrownBy(() -> ValveManager.builder().listener(event -> {}, 0))
                .hasMessage(
                        "the number of events that may wait for a listener must be between 1 and 100000000, but was 0");
        assertThat(Optional.of(valve.told)).isPresent();
    }
}
