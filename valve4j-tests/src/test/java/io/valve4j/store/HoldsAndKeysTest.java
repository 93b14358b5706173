package io.valve4j.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.quota.Quota;
import io.valve4j.quota.Window.Span;
import io.valve4j.store.Charge.ReplayKey;
import io.valve4j.store.SettleResult.Outcome;
import io.valve4j.subscription.AuditEvent;
import io.valve4j.subscription.Subscription;
import io.valve4j.subscription.Term;
import io.valve4j.testkit.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class HoldsAndKeysTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant TOMORROW = START.plus(Duration.ofDays(1));
    private static final Duration HOLD = Duration.ofMinutes(10);
    private static final CounterKey PLAN = new CounterKey("calls-per-day", START.toEpochMilli(), 0);
    private static final CounterKey GRANT = CounterKey.ofGrant("calls-per-day", "grant-2");

    private final ManualTime time = new ManualTime(0, START);
    private final InMemoryStore store = new InMemoryStore(time);

    @Test
    void pools_are_drained_in_their_order_and_every_counter_is_told_of() {
        ChargeLine line = new ChargeLine(7, List.of(new Pool(GRANT, 5, TOMORROW), new Pool(PLAN, 10, TOMORROW)));
        assertThat(store.charge(charge(line)))
                .isEqualTo(new ChargeResult.Admitted(List.of(
                        new Draw(5, 0, new CounterState(GRANT, 5, 0, 5)),
                        new Draw(2, 0, new CounterState(PLAN, 2, 0, 2)))));
        assertThat(store.charge(charge(line)))
                .isEqualTo(new ChargeResult.Admitted(List.of(
                        new Draw(0, 5, new CounterState(GRANT, 5, 0, 5)),
                        new Draw(7, 2, new CounterState(PLAN, 9, 0, 9)))));
        assertThat(store.charge(charge(line)))
                .isEqualTo(new ChargeResult.Refused(
                        List.of(new CounterState(GRANT, 5, 0, 5), new CounterState(PLAN, 9, 0, 9))));
    }

    @Test
    void rooms_that_add_up_beyond_the_largest_number_do_not_wrap() {
        long most = Quota.UNLIMITED - 1;
        ChargeLine line = new ChargeLine(
                Long.MAX_VALUE, List.of(new Pool(GRANT, most, TOMORROW), new Pool(PLAN, most, TOMORROW)));
        assertThat(store.charge(charge(line))).isInstanceOf(ChargeResult.Admitted.class);
        assertThat(states()).containsExactly(new CounterState(PLAN, 1, 0, 1), new CounterState(GRANT, most, 0, most));
    }

    @Test
    void a_hold_takes_room_but_is_not_used_and_a_release_gives_it_back_once() {
        Charge hold = hold(8, null);
        assertThat(store.charge(hold))
                .isEqualTo(new ChargeResult.Admitted(List.of(new Draw(8, 0, new CounterState(PLAN, 0, 8, 0)))));
        assertThat(store.charge(charge(line(3)))).isInstanceOf(ChargeResult.Refused.class);
        assertThat(store.settle(new Settlement.Release("ada", hold.id())).outcome())
                .isEqualTo(Outcome.DONE);
        assertThat(store.settle(new Settlement.Release("ada", hold.id()))).isEqualTo(SettleResult.NO_EFFECT);
        assertThat(store.size()).as("nothing of it is left").isZero();
        assertThat(store.charge(charge(line(10)))).isInstanceOf(ChargeResult.Admitted.class);
    }

    @Test
    void a_commit_posts_what_was_used_whatever_the_limit_and_raises_the_peak() {
        Charge hold = hold(8, null);
        store.charge(hold);
        assertThat(store.settle(commit(hold, 12)))
                .isEqualTo(new SettleResult(Outcome.DONE, List.of(new Draw(12, 0, new CounterState(PLAN, 12, 0, 12)))));
        assertThat(store.settle(commit(hold, 12))).isEqualTo(SettleResult.NO_EFFECT);
        assertThat(states().get(0).used()).isEqualTo(12);
    }

    @Test
    void a_hold_lapses_by_itself_and_can_be_committed_late_for_a_day() {
        Charge first = hold(8, null);
        Charge second = hold(8, null);
        store.charge(first);
        time.advance(HOLD);
        assertThat(store.charge(second)).as("there is room again").isInstanceOf(ChargeResult.Admitted.class);
        assertThat(store.settle(commit(first, 5)).outcome()).isEqualTo(Outcome.LATE);
        assertThat(states().get(0)).isEqualTo(new CounterState(PLAN, 5, 8, 5));

        time.advance(HOLD.plus(ValveStore.LAPSED_HOLD_MEMORY));
        assertThat(store.purge(10)).as("the hold").isEqualTo(1);
        assertThat(store.settle(commit(second, 5))).isEqualTo(SettleResult.NO_EFFECT);
    }

    @Test
    void a_release_of_a_lapsed_hold_changes_nothing_but_is_done() {
        Charge hold = hold(8, null);
        store.charge(hold);
        time.advance(HOLD);
        assertThat(store.settle(new Settlement.Release("ada", hold.id())).outcome())
                .isEqualTo(Outcome.DONE);
    }

    @Test
    void a_key_is_answered_before_all_else_even_where_the_charge_would_be_stale_or_refused() {
        Charge first = keyed("order", "ten", 10);
        store.charge(first);
        time.advance(Duration.ofHours(1));
        Charge elsewhere = new Charge(
                UUID.randomUUID(),
                "ada",
                7,
                new Span(START, START.plusSeconds(1)),
                List.of(line(10)),
                new ReplayKey("order", "ten"),
                null);
        assertThat(store.charge(elsewhere))
                .isEqualTo(new ChargeResult.Replayed(first.id(), List.of(new Posting(PLAN, 10, TOMORROW))));
        assertThat(store.charge(keyed("order", "eleven", 11))).isEqualTo(new ChargeResult.KeyReused());
        assertThat(states().get(0).used()).isEqualTo(10);
    }

    @Test
    void a_key_belongs_to_one_user() {
        store.charge(keyed("order", "ten", 10));
        Charge others = new Charge(
                UUID.randomUUID(),
                "bob",
                0,
                new Span(START, null),
                List.of(line(9)),
                new ReplayKey("order", "nine"),
                null);
        assertThat(store.charge(others)).isInstanceOf(ChargeResult.Admitted.class);
    }

    @Test
    void a_refused_a_refunded_and_a_released_key_are_free_again_and_a_committed_one_is_not() {
        store.charge(keyed("order", "eleven", 11));
        Charge ten = keyed("order", "ten", 10);
        assertThat(store.charge(ten)).isInstanceOf(ChargeResult.Admitted.class);
        store.settle(
                new Settlement.Refund(UUID.randomUUID(), "ada", List.of(new Posting(PLAN, 10, TOMORROW)), ten.id()));
        Charge hold = hold(9, "order");
        assertThat(store.charge(hold)).isInstanceOf(ChargeResult.Admitted.class);
        store.settle(new Settlement.Release("ada", hold.id()));
        Charge again = hold(8, "order");
        assertThat(store.charge(again)).isInstanceOf(ChargeResult.Admitted.class);
        store.settle(commit(again, 8));
        assertThat(store.charge(hold(8, "order"))).isInstanceOf(ChargeResult.Replayed.class);
    }

    @Test
    void a_key_that_another_charge_has_by_now_is_not_freed_with_the_first() {
        Charge first = keyed("order", "one", 1);
        store.charge(first);
        time.advance(ValveStore.KEY_MEMORY);
        Charge second = keyed("order", "one", 1);
        assertThat(store.charge(second)).isInstanceOf(ChargeResult.Admitted.class);
        store.settle(
                new Settlement.Refund(UUID.randomUUID(), "ada", List.of(new Posting(PLAN, 1, TOMORROW)), first.id()));
        assertThat(store.charge(keyed("order", "one", 1)))
                .isEqualTo(new ChargeResult.Replayed(second.id(), List.of(new Posting(PLAN, 1, TOMORROW))));
    }

    @Test
    void what_is_remembered_of_a_user_does_not_pile_up() {
        for (int hour = 0; hour < 24 * 30; hour++) {
            Charge hold = new Charge(
                    UUID.randomUUID(),
                    "ada",
                    0,
                    new Span(START, null),
                    List.of(new ChargeLine(PLAN, 1, Quota.UNLIMITED, null)),
                    new ReplayKey("order-" + hour, "one"),
                    HOLD);
            store.charge(hold);
            time.advance(Duration.ofHours(1));
        }
        assertThat(store.size("ada")).isLessThanOrEqualTo(2 * 25);
    }

    @Test
    void a_purge_drops_so_many_users_worth_as_it_takes_and_says_when_there_is_no_more() {
        for (int user = 0; user < 10; user++) {
            store.charge(new Charge(UUID.randomUUID(), "user-" + user, 0, new Span(START, null), List.of(line(1))));
        }
        assertThat(store.purge(100)).isZero();
        time.advance(Duration.ofDays(1).plus(ValveStore.COUNTER_MEMORY).minusNanos(1));
        assertThat(store.purge(100)).isZero();
        time.advance(Duration.ofNanos(1));
        assertThat(store.purge(4)).isEqualTo(4);
        assertThat(store.purge(100)).isEqualTo(6);
        assertThat(store.size()).isZero();
    }

    @Test
    void subscriptions_are_listed_by_user_in_pages() {
        for (String user : List.of("eve", "ada", "bob", "dan", "cyd")) {
            Subscription first = Subscription.first(user, "pro", Term.of(START, HOLD));
            store.save(first, 0, new AuditEvent(user, START, AuditEvent.Action.CREATED, 1, "new", "test", ""));
        }
        store.charge(charge(line(1)));
        store.charge(new Charge(UUID.randomUUID(), "aaron", 0, new Span(START, null), List.of(line(1))));
        assertThat(store.list(null, 2)).extracting(Subscription::userId).containsExactly("ada", "bob");
        assertThat(store.list("bob", 2)).extracting(Subscription::userId).containsExactly("cyd", "dan");
        assertThat(store.list("dan", 2)).extracting(Subscription::userId).containsExactly("eve");
        assertThat(store.list("zoe", 2)).isEmpty();
    }

    private List<CounterState> states() {
        return store.counters("ada", List.of(PLAN, GRANT));
    }

    private static ChargeLine line(long amount) {
        return new ChargeLine(PLAN, amount, 10, TOMORROW);
    }

    private static Charge charge(ChargeLine line) {
        return new Charge(UUID.randomUUID(), "ada", 0, new Span(START, null), List.of(line));
    }

    private static Charge keyed(String key, String demand, long amount) {
        return new Charge(
                UUID.randomUUID(),
                "ada",
                0,
                new Span(START, null),
                List.of(line(amount)),
                new ReplayKey(key, demand),
                null);
    }

    private static Charge hold(long amount, String key) {
        return new Charge(
                UUID.randomUUID(),
                "ada",
                0,
                new Span(START, null),
                List.of(line(amount)),
                key == null ? null : new ReplayKey(key, "hold " + amount),
                HOLD);
    }

    private static Settlement commit(Charge hold, long amount) {
        return new Settlement.Commit("ada", hold.id(), List.of(new Posting(PLAN, amount, TOMORROW)));
    }
}
