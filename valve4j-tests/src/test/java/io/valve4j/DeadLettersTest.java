package io.valve4j;

import static io.valve4j.task.TaskOptions.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.valve4j.VirtualValve.Flaky;
import io.valve4j.event.ValveEvent;
import io.valve4j.quota.Quota;
import io.valve4j.task.DeadLetter;
import io.valve4j.task.DeadLetterQueue;
import io.valve4j.task.DeadLetters;
import io.valve4j.task.InMemoryDeadLetterQueue;
import io.valve4j.task.InMemoryDeadLetterQueue.WhenFull;
import io.valve4j.task.RetryPolicy;
import io.valve4j.task.TaskOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is left of tasks that failed for good, and what can be done with it. */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of the tasks is seen elsewhere
class DeadLettersTest {

    private final Shelf shelf = new Shelf();
    private final VirtualValve valve = valve();
    private final Limiter ada = valve.manager.limiter("pro", "ada");
    private final DeadLetters letters = valve.manager.deadLetters();

    private VirtualValve valve() {
        VirtualValve made = new VirtualValve(builder -> builder.deadLetters(shelf));
        made.manager.register(
                Resource.named("api").workers(1).queue(20),
                Profile.named("pro").shared("api").quota(Quota.perDay(100)));
        return made;
    }

    /** A queue in memory that can be told to fail, or to keep only what a database could. */
    private static final class Shelf implements DeadLetterQueue {

        private final InMemoryDeadLetterQueue behind = new InMemoryDeadLetterQueue(3, WhenFull.DROP_OLDEST);
        boolean keepsTasks = true;
        int closed;

        @Nullable
        RuntimeException failure;

        private InMemoryDeadLetterQueue behind() {
            if (failure != null) {
                throw failure;
            }
            return behind;
        }

        @Override
        public List<DeadLetter> put(DeadLetter letter) {
            return behind().put(keepsTasks ? letter : letter.withoutTask());
        }

        @Override
        public Optional<DeadLetter> find(String id) {
            return behind().find(id);
        }

        @Override
        public List<DeadLetter> list(@Nullable String afterId, int most) {
            return behind().list(afterId, most);
        }

        @Override
        public boolean remove(String id) {
            return behind().remove(id);
        }

        @Override
        public long size() {
            return behind().size();
        }

        @Override
        public void close() {
            closed++;
        }
    }

    private static TaskOptions named(String name) {
        return DEFAULT.named(name);
    }

    private DeadLetter fail(Flaky task, TaskOptions options) {
        CompletableFuture<String> future = ada.submit(task, options);
        valve.workers.runAll();
        assertThat(future).isCompletedExceptionally();
        List<DeadLetter> all = letters.list(10_000);
        return all.get(all.size() - 1);
    }

    private DeadLetter fail(String name) {
        return fail(new Flaky(1), named(name));
    }

    private long used() {
        return ada.usage().get(0).used();
    }

    @Test
    void letters_are_listed_oldest_first_page_by_page_whatever_is_removed_in_between() {
        List<String> ids = List.of(fail("a").id(), fail("b").id(), fail("c").id());
        assertThat(ids).isSorted().doesNotHaveDuplicates();
        assertThat(ids)
                .allMatch(id -> UUID.fromString(id).version() == 7
                        && UUID.fromString(id).variant() == 2);
        assertThat(letters.size()).isEqualTo(3);
        List<DeadLetter> first = letters.list(2);
        assertThat(first).extracting(letter -> letter.job().name()).containsExactly("a", "b");
        assertThat(letters.remove(first.get(1).id())).isTrue();
        assertThat(letters.remove(first.get(1).id())).isFalse();
        assertThat(letters.list(first.get(1).id(), 2))
                .extracting(DeadLetter::id)
                .containsExactly(ids.get(2));
        assertThat(letters.find(ids.get(1))).isEmpty();
        assertThat(letters.find(ids.get(2))).isPresent();
    }

    @Test
    void the_letter_is_there_before_the_future_tells_of_the_failure() {
        List<Long> seen = new ArrayList<>();
        ada.submit(new Flaky(1)).whenComplete((result, failure) -> seen.add(letters.size()));
        valve.workers.runAll();
        assertThat(seen).containsExactly(1L);
    }

    @Test
    void a_replay_that_succeeds_runs_the_task_itself_and_removes_the_letter() {
        Flaky task = new Flaky(1);
        DeadLetter letter = fail(task, named("a"));
        CompletableFuture<@Nullable Object> replay = letters.replay(letter.id());
        assertThat(letters.size()).isOne();
        valve.workers.runAll();
        assertThat(replay).isCompletedWithValue("done");
        assertThat(letters.size()).isZero();
        assertThat(task.calls).isEqualTo(2);
        assertThat(used()).isOne();
        assertThatThrownBy(() -> letters.replay(letter.id()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("there is no dead letter \"" + letter.id() + "\"");
    }

    @Test
    void a_replay_that_fails_leaves_the_letter_with_the_new_failure() {
        DeadLetter letter = fail(new Flaky(9), named("a").retry(RetryPolicy.attempts(1)));
        valve.time.advance(Duration.ofMinutes(1));
        CompletableFuture<@Nullable Object> replay = letters.replay(
                letter.id(), DEFAULT.retry(RetryPolicy.attempts(2).withoutJitter()));
        valve.pass(Duration.ofSeconds(1));
        assertThat(Await.failure(replay)).hasMessage("failure 3");
        DeadLetter after = letters.find(letter.id()).orElseThrow();
        assertThat(letters.size()).isOne();
        assertThat(after.failure().attempts()).isEqualTo(3);
        assertThat(after.failure().message()).isEqualTo("failure 3");
        assertThat(after.failure().submittedAt()).isEqualTo(letter.failure().submittedAt());
        assertThat(after.failure().failedAt())
                .isEqualTo(letter.failure().failedAt().plusMillis(60_100));
        assertThat(after.job()).isEqualTo(letter.job());
        CompletableFuture<@Nullable Object> again = letters.replay(letter.id());
        valve.workers.runAll();
        assertThat(Await.failure(again)).hasMessage("failure 4");
        assertThat(used()).isOne();
    }

    @Test
    void a_replay_whose_charge_was_given_back_is_charged_and_then_keeps_it() {
        DeadLetter letter = fail(new Flaky(2), named("a").refundOnFailure().cost(3));
        assertThat(used()).isZero();
        letters.replay(letter.id());
        valve.workers.runAll();
        assertThat(used()).isEqualTo(3);
        assertThat(letters.find(letter.id()).orElseThrow().job().charged()).isTrue();
        letters.replay(letter.id());
        valve.workers.runAll();
        assertThat(letters.size()).isZero();
        assertThat(used()).isEqualTo(3);
    }

    @Test
    void a_replay_waits_its_turn_needs_a_permit_and_is_refused_like_any_task_and_the_letter_stays() {
        DeadLetter letter = fail("a");
        valve.manager.replace(
                Resource.named("api").workers(1).queue(0).rate(Rate.perHour(1).burst(1)));
        assertThat(valve.manager.limiter("pro", "bob").tryTake()).isTrue();
        assertThatThrownBy(() -> letters.replay(letter.id()))
                .isInstanceOf(ValveRejectedException.class)
                .hasMessageContaining("QUEUE_FULL");
        assertThat(letters.find(letter.id())).contains(letter);
        valve.manager.replace(
                Resource.named("api").workers(1).queue(1).rate(Rate.perHour(1).burst(1)));
        CompletableFuture<@Nullable Object> replay = letters.replay(letter.id());
        valve.time.advance(Duration.ofMinutes(59));
        valve.workers.runAll();
        assertThat(replay).isNotDone();
        valve.time.advance(Duration.ofMinutes(1));
        valve.workers.runAll();
        assertThat(replay).isCompleted();
    }

    @Test
    void a_letter_is_replayed_by_one_at_a_time_and_may_be_again_once_that_is_over() {
        DeadLetter letter = fail(new Flaky(9), named("a"));
        CompletableFuture<@Nullable Object> first = letters.replay(letter.id());
        assertThatThrownBy(() -> letters.replay(letter.id()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is being replayed");
        first.cancel(false);
        valve.workers.runAll();
        assertThat(letters.find(letter.id())).contains(letter);
        CompletableFuture<@Nullable Object> second =
                letters.replay(letter.id(), DEFAULT.deadline(Duration.ofSeconds(1)));
        Runnable[] again = new Runnable[1];
        second.whenComplete((result, failure) -> again[0] = () -> letters.replay(letter.id()));
        valve.workers.runAll();
        again[0].run();
        valve.workers.runAll();
        assertThat(letters.find(letter.id()).orElseThrow().failure().attempts()).isEqualTo(3);
    }

    @Test
    void a_replay_of_a_subscriber_follows_the_subscription() {
        valve.manager.subscriptions().create("eve", "pro", Duration.ofDays(1));
        CompletableFuture<String> future = valve.manager.limiter("eve").submit(new Flaky(1));
        valve.workers.runAll();
        assertThat(future).isCompletedExceptionally();
        String id = letters.list(1).get(0).id();
        valve.manager.subscriptions().cancel("eve");
        assertThatThrownBy(() -> letters.replay(id)).hasMessageContaining("CANCELED");
        assertThat(letters.size()).isOne();
    }

    @Test
    void after_a_restart_the_handler_of_the_name_does_the_work_from_the_payload() {
        shelf.keepsTasks = false;
        DeadLetter letter = fail(new Flaky(1), named("mail").payload("to bob"));
        VirtualValve restarted = new VirtualValve(builder -> builder.deadLetters(shelf));
        restarted.manager.register(Resource.named("api"), Profile.named("pro").shared("api"));
        DeadLetters found = restarted.manager.deadLetters();
        assertThatThrownBy(() -> found.replay(letter.id()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("its task is gone, and there is no handler for tasks named \"mail\"")
                .hasMessageContaining("handlers for none");
        found.handler("report", failed -> "");
        assertThatThrownBy(() -> found.replay(letter.id())).hasMessageContaining("handlers for \"report\"");
        found.handler("mail", failed -> "sent " + failed.job().payload().orElseThrow());
        CompletableFuture<@Nullable Object> replay = found.replay(letter.id());
        restarted.workers.runAll();
        assertThat(replay).isCompletedWithValue("sent to bob");
        assertThat(found.size()).isZero();
        assertThatThrownBy(() -> found.handler("mail", failed -> "")).hasMessageContaining("have a handler already");
    }

    @Test
    void a_handler_that_throws_leaves_the_letter() {
        shelf.keepsTasks = false;
        DeadLetter letter = fail("mail");
        letters.handler("mail", failed -> {
            throw new IOException("still down");
        });
        CompletableFuture<@Nullable Object> replay = letters.replay(letter.id());
        valve.workers.runAll();
        assertThat(Await.failure(replay)).hasMessage("still down");
        DeadLetter after = letters.find(letter.id()).orElseThrow();
        assertThat(after.failure().message()).isEqualTo("still down");
        assertThat(after.failure().attempts()).isEqualTo(2);
    }

    @Test
    void a_letter_that_has_to_make_room_is_told_of() {
        DeadLetter oldest = fail("a");
        fail("b");
        fail("c");
        assertThat(valve.told(ValveEvent.DeadLetterLost.class)).isEmpty();
        fail("d");
        assertThat(letters.list(10)).extracting(letter -> letter.job().name()).containsExactly("b", "c", "d");
        assertThat(valve.told(ValveEvent.DeadLetterLost.class))
                .extracting(ValveEvent.DeadLetterLost::letter)
                .containsExactly(oldest);
        assertThat(valve.told(ValveEvent.DeadLettered.class)).hasSize(4);
    }

    @Test
    void a_letter_that_finds_no_room_is_told_of_and_the_task_fails_all_the_same() {
        VirtualValve small =
                new VirtualValve(builder -> builder.deadLetters(new InMemoryDeadLetterQueue(1, WhenFull.REFUSE_NEW)));
        small.manager.register(Profile.named("pro"));
        Limiter limiter = small.manager.limiter("pro", "ada");
        limiter.submit(new Flaky(1), named("a"));
        CompletableFuture<String> second = limiter.submit(new Flaky(1), named("b"));
        small.workers.runAll();
        assertThat(Await.failure(second)).hasMessage("failure 1");
        assertThat(small.manager.deadLetters().list(9))
                .extracting(letter -> letter.job().name())
                .containsExactly("a");
        assertThat(small.told(ValveEvent.DeadLettered.class)).hasSize(1);
        ValveEvent.DeadLetterLost lost =
                small.told(ValveEvent.DeadLetterLost.class).get(0);
        assertThat(lost.letter().job().name()).isEqualTo("b");
        assertThat(lost.cause()).isEmpty();
    }

    @Test
    void a_queue_that_fails_loses_no_task_and_is_told_of() {
        shelf.failure = new IllegalStateException("disk full");
        CompletableFuture<String> future = ada.submit(new Flaky(1), named("a"));
        valve.workers.runAll();
        assertThat(Await.failure(future)).hasMessage("failure 1");
        ValveEvent.DeadLetterLost lost =
                valve.told(ValveEvent.DeadLetterLost.class).get(0);
        assertThat(lost.letter().job().name()).isEqualTo("a");
        assertThat(lost.cause()).contains(shelf.failure);
        assertThat(valve.told(ValveEvent.DeadLettered.class)).isEmpty();
        shelf.failure = null;
        valve.assertNothingIsLeft(ada, 1);
    }

    @Test
    void cancelled_late_refused_and_handed_back_tasks_are_no_dead_letters() {
        Permit busy = ada.tryAcquire().orElseThrow();
        ada.submit(new Flaky(1)).cancel(false);
        ada.submit(new Flaky(1), DEFAULT.deadline(Duration.ofMillis(1)));
        valve.time.advance(Duration.ofMillis(1));
        CompletableFuture<String> handedBack = ada.submit(new Flaky(1));
        valve.manager.shutdown(Duration.ZERO);
        valve.time.advance(Duration.ZERO);
        assertThat(Await.failure(handedBack)).isInstanceOf(ValveRejectedException.class);
        assertThatThrownBy(() -> ada.submit(new Flaky(1))).isInstanceOf(ValveRejectedException.class);
        assertThat(letters.size()).isZero();
        busy.close();
    }

    @Test
    void commands_of_an_executor_become_letters_too() {
        ada.executor().execute(() -> {
            throw new IllegalStateException("command");
        });
        valve.workers.runAll();
        assertThat(letters.list(1).get(0).failure().message()).isEqualTo("command");
    }

    @Test
    void a_message_that_is_missing_or_endless_does_not_spoil_the_letter() {
        for (String message : new String[] {null, "x".repeat(1_000_000), "line\nbreak\u0000"}) {
            ada.submit(() -> {
                throw new IOException(message);
            });
        }
        valve.workers.runAll();
        assertThat(letters.list(9))
                .extracting(letter -> letter.failure().message().length())
                .containsExactly(0, DeadLetter.Failure.MAX_MESSAGE, 11);
        assertThat(letters.list(9))
                .allMatch(letter -> letter.toString().length() < 500
                        && letter.toString().chars().noneMatch(Character::isISOControl));
    }

    @Test
    void the_manager_closes_the_queue_once_all_is_over() {
        ada.submit(new Flaky(1));
        CompletableFuture<ShutdownReport> report = valve.manager.shutdown(Duration.ofSeconds(1));
        assertThat(shelf.closed).isZero();
        valve.workers.runAll();
        Await.result(report);
        assertThat(shelf.closed).isOne();
        assertThat(shelf.size()).isOne();
    }

    @Test
    void nonsense_is_refused_with_what_is_allowed() {
        assertThatThrownBy(() -> DEFAULT.payload("x".repeat(10_000_000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the payload must have at most 1000000 characters, but has 10000000")
                .hasMessageContaining("give the key by which it is found");
        assertThat(DEFAULT.payload("x".repeat(1_000_000)).failurePlan().payload())
                .isPresent();
        assertThatThrownBy(() -> letters.replay(" ")).hasMessageContaining("must not be blank");
        assertThatThrownBy(() -> letters.list(0)).hasMessageContaining("between 1 and 10000, but was 0");
        assertThatThrownBy(() -> letters.list(10_001)).hasMessageContaining("but was 10001");
        assertThatThrownBy(() -> letters.handler("", letter -> "")).hasMessageContaining("must not be blank");
        assertThatThrownBy(() -> letters.handler("a", null)).hasMessageContaining("must not be null");
        assertThatThrownBy(() -> letters.replay("nope\n"))
                .hasMessage(
                        "there is no dead letter \"nope\\u000a\": it was replayed or removed, or had to make room for others");
        assertThatThrownBy(() -> new InMemoryDeadLetterQueue(0, WhenFull.REFUSE_NEW))
                .hasMessageContaining("between 1 and 10000000, but was 0");
    }
}
