package io.valve4j;

import static io.valve4j.task.TaskOptions.DEFAULT;
import static io.valve4j.task.TaskOptions.waitUpTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.valve4j.quota.Quota;
import io.valve4j.store.InMemoryStore;
import io.valve4j.task.TaskOptions;
import io.valve4j.testkit.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Submitters that are told to wait for room in a full queue: backpressure. */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of the tasks is seen elsewhere
class WaitForRoomTest {

    private final ManualTime time = new ManualTime();
    private final HandDrivenExecutor executor = new HandDrivenExecutor();
    private final HookedStore store = new HookedStore(new InMemoryStore(time));
    private final ValveManager valve = ValveManager.builder()
            .time(time)
            .store(store)
            .executor(executor)
            .callbackExecutor(executor)
            .build();
    private final Limiter ada = valve.limiter("pro", "ada");
    private final List<String> ran = Collections.synchronizedList(new ArrayList<>());
    private final List<Thread> threads = new ArrayList<>();
    private Permit busy;

    WaitForRoomTest() {
        valve.register(
                Resource.named("api").workers(1).queue(1),
                Profile.named("pro").shared("api").quota(Quota.perDay(100)));
    }

    @BeforeEach
    void fillUp() {
        busy = ada.tryAcquire().orElseThrow();
        ada.run(() -> ran.add("queued"));
    }

    @AfterEach
    void endThreads() throws InterruptedException {
        for (Thread thread : threads) {
            thread.interrupt();
            thread.join(60_000);
        }
    }

    /** What a submitter in a thread of its own met. */
    private static final class Submitter {
        final CompletableFuture<CompletableFuture<Void>> accepted = new CompletableFuture<>();
        volatile boolean leftInterrupted;
    }

    private Submitter submitter(Limiter limiter, String name, TaskOptions options) {
        Submitter submitter = new Submitter();
        Thread thread = new Thread(() -> {
            try {
                submitter.accepted.complete(limiter.run(() -> ran.add(name), options));
            } catch (RuntimeException refusal) {
                submitter.leftInterrupted = Thread.currentThread().isInterrupted();
                submitter.accepted.completeExceptionally(refusal);
            }
        });
        threads.add(thread);
        thread.start();
        Await.until("it waits", () -> submitter.accepted.isDone() || Await.waitsForFuture(thread));
        return submitter;
    }

    private static Decision refusal(Submitter submitter) {
        return ((ValveRejectedException) Await.failure(submitter.accepted)).decision();
    }

    private long used() {
        return ada.usage().get(0).used();
    }

    private void assertNothingIsLost() {
        busy.close();
        executor.runAll();
        ada.tryAcquire().orElseThrow().close();
        assertThat(time.pendingAlarms()).isZero();
    }

    @Test
    void it_gets_the_next_slot_and_is_charged_only_then() {
        Submitter waits = submitter(ada, "waited", waitUpTo(Duration.ofSeconds(5)));
        assertThat(waits.accepted).isNotDone();
        assertThat(used()).isEqualTo(2);
        busy.close();
        executor.runNext();
        Await.result(waits.accepted);
        assertThat(used()).isEqualTo(3);
        executor.runAll();
        assertThat(ran).containsExactly("queued", "waited");
        assertNothingIsLost();
    }

    @Test
    void a_wait_that_ends_without_room_is_refused_and_leaves_nothing() {
        Submitter waits = submitter(ada, "waited", waitUpTo(Duration.ofSeconds(5)));
        time.advance(Duration.ofSeconds(5).minusNanos(1));
        assertThat(waits.accepted).isNotDone();
        time.advance(Duration.ofNanos(1));
        Decision decision = refusal(waits);
        assertThat(decision.reason()).isEqualTo(Reason.WAIT_TIMEOUT);
        assertThat(waits.leftInterrupted).isFalse();
        assertThat(used()).isEqualTo(2);
        assertNothingIsLost();
        assertThat(ran).containsExactly("queued");
    }

    @Test
    void an_interrupt_ends_the_wait_with_the_flag_set_again_and_nothing_held_or_charged() {
        Submitter waits = submitter(ada, "waited", waitUpTo(TaskOptions.FOREVER));
        threads.get(0).interrupt();
        assertThat(refusal(waits).reason()).isEqualTo(Reason.WAIT_TIMEOUT);
        assertThat(waits.leftInterrupted).isTrue();
        assertThat(used()).isEqualTo(2);
        assertNothingIsLost();
        assertThat(ran).containsExactly("queued");
    }

    @Test
    void a_deadline_before_the_end_of_the_wait_ends_it() {
        Submitter waits = submitter(ada, "late", waitUpTo(TaskOptions.FOREVER).deadline(Duration.ofSeconds(1)));
        time.advance(Duration.ofSeconds(1));
        assertThat(refusal(waits).reason()).isEqualTo(Reason.WAIT_TIMEOUT);
        assertNothingIsLost();
    }

    @Test
    void a_queue_of_none_lets_a_waiter_in_as_soon_as_the_rate_has_a_permit() {
        ValveManager own = ValveManager.builder()
                .time(time)
                .executor(executor)
                .callbackExecutor(executor)
                .build();
        own.register(
                Resource.named("slow").workers(1).queue(0).rate(Rate.perSecond(1)),
                Profile.named("pro").shared("slow"));
        Limiter eve = own.limiter("pro", "eve");
        assertThat(eve.tryTake()).isTrue();
        Submitter waits = submitter(eve, "eve", waitUpTo(Duration.ofSeconds(5)));
        assertThat(waits.accepted).isNotDone();
        time.advance(Duration.ofSeconds(1));
        CompletableFuture<Void> task = Await.result(waits.accepted);
        executor.runAll();
        assertThat(task).isCompleted();
        assertThat(ran).containsExactly("eve");
    }

    @Test
    void shutting_down_turns_away_who_waits_for_room() {
        Submitter waits = submitter(ada, "waited", waitUpTo(TaskOptions.FOREVER));
        CompletableFuture<ShutdownReport> report = valve.shutdown(Duration.ofSeconds(1));
        Decision decision = refusal(waits);
        assertThat(decision.reason()).isEqualTo(Reason.SHUTTING_DOWN);
        assertThat(decision.retryAfter()).as("never").isEmpty();
        busy.close();
        executor.runAll();
        assertThat(Await.result(report).clean()).isTrue();
        assertThat(ran).containsExactly("queued");
    }

    @Test
    void a_cancelled_user_is_turned_away_while_waiting_for_room() {
        valve.subscriptions().create("eve", "pro", Duration.ofDays(1));
        Submitter waits = submitter(valve.limiter("eve"), "eve", waitUpTo(TaskOptions.FOREVER));
        valve.subscriptions().cancel("eve");
        Decision decision = refusal(waits);
        assertThat(decision.reason()).isEqualTo(Reason.CANCELED);
        assertThat(decision.policy()).isEqualTo("subscription");
        assertThat(decision.retryAfter()).isEmpty();
        assertNothingIsLost();
    }

    @Test
    void a_longer_queue_lets_waiters_in() {
        Submitter waits = submitter(ada, "waited", waitUpTo(TaskOptions.FOREVER));
        valve.replace(Resource.named("api").workers(1).queue(5));
        Await.result(waits.accepted);
        assertNothingIsLost();
        assertThat(ran).containsExactly("queued", "waited");
    }

    @Test
    void a_quota_that_refuses_after_the_wait_gives_the_slot_to_the_next_in_line() {
        valve.replace(Profile.named("pro").shared("api").quota(Quota.perDay(2)));
        Submitter poor = submitter(ada, "poor", waitUpTo(TaskOptions.FOREVER));
        Submitter rich = submitter(valve.limiter("pro", "bob"), "rich", waitUpTo(TaskOptions.FOREVER));
        busy.close();
        executor.runAll();
        assertThat(refusal(poor).reason()).isEqualTo(Reason.QUOTA_EXCEEDED);
        Await.result(rich.accepted);
        executor.runAll();
        assertThat(ran).containsExactly("queued", "rich");
    }

    @Test
    void without_being_told_nobody_waits() {
        assertThatThrownBy(() -> ada.run(() -> ran.add("no"), DEFAULT))
                .isInstanceOf(ValveRejectedException.class)
                .hasMessageContaining("QUEUE_FULL");
        assertThat(used()).isEqualTo(2);
        assertNothingIsLost();
    }
}
