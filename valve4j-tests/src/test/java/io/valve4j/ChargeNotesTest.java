package io.valve4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.valve4j.event.ValveEvent.ThresholdPassed;
import io.valve4j.quota.KeyReusedException;
import io.valve4j.quota.Quota;
import io.valve4j.subscription.SubscriptionOptions;
import io.valve4j.task.TaskOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a decision says beside yes and no: notes, repeats, thresholds. */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of the tasks is seen elsewhere
class ChargeNotesTest {

    private static final TaskOptions ORDER_1 = TaskOptions.DEFAULT.idempotencyKey("order-1");

    private final VirtualValve valve = new VirtualValve();
    private final Limiter ada = valve.manager.limiter("ada");

    @BeforeEach
    void subscribe() {
        valve.manager.register(
                Resource.named("api").workers(1).queue(10),
                Profile.named("soft").shared("api").quota(Quota.perDay(10).asSoft()),
                Profile.named("hard")
                        .shared("api")
                        .quota(Quota.perDay(10))
                        .quota(Quota.perMonth(100).of("tokens")));
        valve.manager
                .subscriptions()
                .create(
                        "ada",
                        "hard",
                        SubscriptionOptions.lasting(Duration.ofDays(2)).grace(Duration.ofDays(5)));
    }

    private long used() {
        return ada.usage().get(0).used();
    }

    private static List<Note.Kind> kinds(Decision decision) {
        return decision.notes().stream().map(Note::kind).toList();
    }

    @Test
    void a_soft_limit_admits_and_is_noted_by_take_and_peek_alike() {
        Limiter bob = valve.manager.limiter("soft", "bob");
        assertThat(bob.take(TaskOptions.DEFAULT.cost(10)).notes()).isEmpty();
        assertThat(bob.peek().notes()).containsExactly(new Note(Note.Kind.SOFT_LIMIT_PASSED, "calls-per-day"));
        Decision beyond = bob.take();
        assertThat(beyond.allowed()).isTrue();
        assertThat(beyond.notes()).containsExactly(new Note(Note.Kind.SOFT_LIMIT_PASSED, "calls-per-day"));
        assertThat(beyond.explain()).contains("; the soft limit of calls-per-day is passed");
        assertThat(beyond.has(Note.Kind.REPLAYED)).isFalse();
    }

    @Test
    void grace_is_noted_from_the_end_of_the_term_in_refusals_too() {
        assertThat(ada.take().notes()).isEmpty();
        valve.time.advance(Duration.ofDays(2));
        assertThat(kinds(ada.peek())).containsExactly(Note.Kind.IN_GRACE);
        assertThat(ada.take().explain()).contains("its grace admits");
        assertThat(kinds(ada.take(TaskOptions.DEFAULT.cost(11)))).containsExactly(Note.Kind.IN_GRACE);
    }

    @Test
    @DisplayName("Q8: one key counts once and says so; with another amount it is an error")
    void a_repeated_take_is_admitted_uncharged_and_noted() {
        assertThat(ada.take(ORDER_1.cost(3)).notes()).isEmpty();
        Decision again = ada.take(ORDER_1.cost(3));
        assertThat(again.allowed()).isTrue();
        assertThat(kinds(again)).containsExactly(Note.Kind.REPLAYED);
        assertThat(again.explain()).contains("; a repeat, not charged again");
        assertThat(used()).isEqualTo(3);
        for (TaskOptions other : List.of(ORDER_1.cost(4), ORDER_1.cost(3).cost("tokens", 1))) {
            assertThatThrownBy(() -> ada.take(other))
                    .isInstanceOfSatisfying(
                            KeyReusedException.class,
                            reused -> assertThat(reused.key()).isEqualTo("order-1"))
                    .hasMessageContaining("nothing was charged: repeat with the same cost, or use a key of its own");
            assertThatThrownBy(() -> ada.run(() -> {}, other)).isInstanceOf(KeyReusedException.class);
            assertThatThrownBy(() -> ada.tryAcquire(other)).isInstanceOf(KeyReusedException.class);
        }
        assertThat(used()).isEqualTo(3);
        valve.assertNothingIsLeft(ada, 1);
    }

    @Test
    void a_repeated_task_runs_again_uncharged_and_gives_nothing_back() {
        ada.run(() -> {}, ORDER_1);
        valve.workers.runAll();
        assertThat(ada.run(() -> {}, ORDER_1).cancel(true)).isTrue();
        valve.workers.runAll();
        assertThat(used()).isOne();
        ada.tryAcquire(ORDER_1).orElseThrow().close();
        assertThat(used()).isOne();
    }

    @Test
    @DisplayName("Q8: a refused key can be retried after a top-up, and one that never started is charged afresh")
    void a_refused_key_can_be_retried() {
        assertThat(ada.take(ORDER_1.cost(12)).reason()).isEqualTo(Reason.QUOTA_EXCEEDED);
        valve.manager.subscriptions().grant("ada", "calls-per-day", 2);
        assertThat(ada.take(ORDER_1.cost(12)).notes()).isEmpty();
        assertThat(used()).isEqualTo(12);
        valve.manager.subscriptions().grant("ada", "calls-per-day", 9);
        TaskOptions order2 = TaskOptions.DEFAULT.idempotencyKey("order-2");
        ada.run(() -> {}, order2.cost(4)).cancel(true);
        valve.workers.runAll();
        assertThat(used()).isEqualTo(12);
        assertThat(ada.take(order2.cost(5)).notes())
                .as("another amount is no error now")
                .isEmpty();
        assertThat(used()).isEqualTo(17);
    }

    @Test
    void each_threshold_is_told_once_a_window_with_whose_and_of_what() {
        Instant start = valve.time.instant();
        ada.take(TaskOptions.DEFAULT.cost(7));
        assertThat(valve.told(ThresholdPassed.class)).isEmpty();
        ada.run(() -> {}, TaskOptions.DEFAULT.cost("tokens", 100));
        ada.take(TaskOptions.DEFAULT.cost(3));
        assertThat(valve.told(ThresholdPassed.class))
                .containsExactly(
                        new ThresholdPassed(start, "ada", "hard", "calls-per-day", 80, 10, 8),
                        new ThresholdPassed(start, "ada", "hard", "tokens-per-month", 80, 100, 100),
                        new ThresholdPassed(start, "ada", "hard", "tokens-per-month", 100, 100, 100));
        valve.told.clear();
        ada.take(TaskOptions.DEFAULT.cost(2));
        ada.take();
        assertThat(valve.told(ThresholdPassed.class))
                .extracting(ThresholdPassed::percent)
                .containsExactly(100);
        valve.told.clear();
        valve.time.advance(Duration.ofDays(1));
        ada.take(TaskOptions.DEFAULT.cost(10));
        assertThat(valve.told(ThresholdPassed.class))
                .as("another window")
                .extracting(ThresholdPassed::percent)
                .containsExactly(80, 100);
    }

    @Test
    void a_settlement_tells_of_thresholds_and_a_hold_does_not() {
        var tokens = ada.reserve("tokens", 90);
        assertThat(valve.told(ThresholdPassed.class)).isEmpty();
        tokens.commit(81);
        assertThat(valve.told(ThresholdPassed.class))
                .extracting(ThresholdPassed::quota, ThresholdPassed::percent, ThresholdPassed::used)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("tokens-per-month", 80, 81L));
    }

    @Test
    void a_refusal_says_which_quota_what_is_left_of_it_and_when_it_resets() {
        ada.take(TaskOptions.DEFAULT.cost(8));
        Decision refused = ada.peek(TaskOptions.DEFAULT.cost(3));
        assertThat(refused.explain())
                .contains("calls-per-day: 2 of 10 left, resets at "
                        + refused.resetsAt().orElseThrow());
    }
}
