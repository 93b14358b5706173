package io.valve4j.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.quota.Quota;
import io.valve4j.quota.Window.Span;
import io.valve4j.subscription.Allowances;
import io.valve4j.subscription.AuditEvent;
import io.valve4j.subscription.Stops;
import io.valve4j.subscription.Subscription;
import io.valve4j.subscription.Term;
import io.valve4j.subscription.Tier;
import io.valve4j.testkit.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class InMemoryStoreTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);
    private static final CounterKey CALLS = new CounterKey("calls-per-day", START.toEpochMilli(), 0);
    private static final CounterKey TOKENS = new CounterKey("tokens-per-day", START.toEpochMilli(), 0);

    private final ManualTime time = new ManualTime(0, START);
    private final InMemoryStore store = new InMemoryStore(time);

    @Test
    void keeps_the_time_it_was_given() {
        time.advance(DAY);
        assertThat(store.now()).isEqualTo(START.plus(DAY));
    }

    @Test
    void a_charge_takes_from_all_its_counters() {
        assertThat(charge(line(CALLS, 1, 10), line(TOKENS, 512, 1000)))
                .isEqualTo(new ChargeResult.Admitted(
                        List.of(new Draw(1, 0, state(CALLS, 1)), new Draw(512, 0, state(TOKENS, 512)))));
        assertThat(used(CALLS, TOKENS)).containsExactly(1L, 512L);
    }

    @Test
    void a_charge_that_one_counter_refuses_takes_from_none_and_shows_them_all() {
        charge(line(CALLS, 1, 10), line(TOKENS, 512, 1000));
        assertThat(charge(line(CALLS, 1, 10), line(TOKENS, 489, 1000)))
                .isEqualTo(new ChargeResult.Refused(List.of(state(CALLS, 1), state(TOKENS, 512))));
        assertThat(used(CALLS, TOKENS)).containsExactly(1L, 512L);
    }

    @Test
    void the_limit_is_reached_exactly_and_never_passed() {
        assertThat(charge(line(CALLS, 10, 10))).isInstanceOf(ChargeResult.Admitted.class);
        assertThat(charge(line(CALLS, 1, 10))).isInstanceOf(ChargeResult.Refused.class);
        assertThat(charge(line(CALLS, 1, 3))).as("lowered below use").isInstanceOf(ChargeResult.Refused.class);
        assertThat(charge(line(CALLS, 1, 11))).as("raised").isInstanceOf(ChargeResult.Admitted.class);
    }

    @Test
    void q6_a_refusal_of_an_unknown_user_leaves_no_trace() {
        assertThat(charge(line(CALLS, 11, 10))).isEqualTo(new ChargeResult.Refused(List.of(state(CALLS, 0))));
        assertThat(charge(line(CALLS, 1, 0))).isInstanceOf(ChargeResult.Refused.class);
        assertThat(store.size()).isZero();
    }

    @Test
    void amounts_near_the_largest_number_neither_wrap_nor_pass_a_limit() {
        long most = Quota.UNLIMITED;
        assertThat(charge(line(CALLS, most, most - 1))).isInstanceOf(ChargeResult.Refused.class);
        charge(line(CALLS, most - 1, most - 1));
        assertThat(charge(line(CALLS, most, most - 1))).isInstanceOf(ChargeResult.Refused.class);
        assertThat(charge(line(CALLS, most, most))).as("unlimited").isInstanceOf(ChargeResult.Admitted.class);
        assertThat(used(CALLS)).containsExactly(most);
    }

    @Test
    void a_charge_outside_its_validity_by_the_stores_clock_is_stale() {
        Charge charge = charge("ada", 0, new Span(START, START.plus(DAY)), line(CALLS, 1, 10));
        time.jumpWall(Duration.ofMillis(-1));
        assertThat(store.charge(charge)).isEqualTo(new ChargeResult.Stale());
        time.jumpWall(DAY);
        assertThat(store.charge(charge)).as("the last millisecond").isInstanceOf(ChargeResult.Admitted.class);
        time.jumpWall(Duration.ofMillis(1));
        assertThat(store.charge(charge)).isEqualTo(new ChargeResult.Stale());
        assertThat(used(CALLS)).containsExactly(1L);
    }

    @Test
    void a_charge_for_another_revision_is_stale_and_leaves_no_trace() {
        Span always = new Span(START, null);
        assertThat(store.charge(charge("ada", 1, always, line(CALLS, 1, 10)))).isEqualTo(new ChargeResult.Stale());
        assertThat(store.size()).isZero();

        save(subscription("ada", 1), 0);
        assertThat(store.charge(charge("ada", 2, always, line(CALLS, 1, 10)))).isEqualTo(new ChargeResult.Stale());
        assertThat(store.charge(charge("ada", 1, always, line(CALLS, 1, 10))))
                .isInstanceOf(ChargeResult.Admitted.class);
        assertThat(store.charge(charge("ada", 0, always, line(CALLS, 1, 10))))
                .as("one that depends on no subscription")
                .isInstanceOf(ChargeResult.Admitted.class);
    }

    @Test
    void a_save_under_another_revision_writes_neither_subscription_nor_event() {
        assertThat(save(subscription("ada", 2), 1)).isFalse();
        assertThat(store.find("ada")).isEmpty();
        assertThat(store.audit("ada")).isEmpty();

        assertThat(save(subscription("ada", 1), 0)).isTrue();
        assertThat(save(subscription("ada", 1), 0)).isFalse();
        assertThat(save(subscription("ada", 2), 1)).isTrue();
        assertThat(store.find("ada")).contains(subscription("ada", 2));
        assertThat(store.audit("ada")).extracting(AuditEvent::revision).containsExactly(1L, 2L);
    }

    @Test
    void a_refund_goes_to_the_counters_it_came_from_and_leaves_their_peak() {
        charge(line(CALLS, 1, 10), line(TOKENS, 512, 1000));
        charge(line(TOKENS, 8, 1000));

        assertThat(store.settle(refund("ada", posting(CALLS, 1), posting(TOKENS, 512))))
                .isEqualTo(new SettleResult(
                        SettleResult.Outcome.DONE,
                        List.of(
                                new Draw(1, 1, new CounterState(CALLS, 0, 0, 1)),
                                new Draw(512, 520, new CounterState(TOKENS, 8, 0, 520)))));
        store.settle(refund("ada", posting(TOKENS, 100)));
        assertThat(used(CALLS, TOKENS)).as("never below zero").containsExactly(0L, 0L);
    }

    @Test
    void a_refund_for_somebody_unknown_changes_nothing() {
        store.settle(refund("bob", posting(CALLS, 1)));
        assertThat(store.size()).isZero();
    }

    @Test
    void users_do_not_share_counters() {
        charge(line(CALLS, 10, 10));
        assertThat(store.charge(charge("bob", 0, new Span(START, null), line(CALLS, 10, 10))))
                .isInstanceOf(ChargeResult.Admitted.class);
    }

    @Test
    void a_clock_set_back_within_the_hour_finds_the_old_window_as_it_was() {
        charge(line(CALLS, 10, 10));
        time.advance(DAY.plusMinutes(59));
        chargeDay("ada", 1);
        chargeDay("bob", 1);
        time.jumpWall(Duration.ofHours(-2));
        assertThat(charge(line(CALLS, 1, 10))).isInstanceOf(ChargeResult.Refused.class);
    }

    @Test
    void users_whose_windows_are_over_are_forgotten_by_the_time_a_quarter_as_many_new_ones_have_come() {
        for (int user = 0; user < 1000; user++) {
            chargeDay("monday-" + user, 0);
        }
        time.advance(DAY.plusHours(1));
        for (int user = 0; user < 400; user++) {
            chargeDay("tuesday-" + user, 1);
        }
        assertThat(store.size()).isEqualTo(400);
    }

    @Test
    void a_subscription_outlives_its_counters_in_memory() {
        save(subscription("ada", 1), 0);
        chargeDay("ada", 0);
        time.advance(DAY.plusHours(1));
        for (int user = 0; user < 5; user++) {
            chargeDay("other-" + user, 1);
        }
        assertThat(store.find("ada")).isPresent();
        assertThat(used(CALLS)).containsExactly(0L);
    }

    @Test
    void counters_of_one_user_do_not_pile_up_over_days_resets_and_terms() {
        for (int day = 0; day < 100; day++) {
            List<ChargeLine> lines = new ArrayList<>();
            long start = START.plus(DAY.multipliedBy(day)).toEpochMilli();
            lines.add(new ChargeLine(new CounterKey("lifetime", start, day + 1), 1, 10, null));
            lines.add(new ChargeLine(
                    new CounterKey("calls-per-day", start, day + 1), 1, 10, START.plus(DAY.multipliedBy(day + 1))));
            lines.add(new ChargeLine(new CounterKey("per-age", 0, day + 1), 1, 10, START.plus(DAY.multipliedBy(1000))));
            store.charge(new Charge(UUID.randomUUID(), "ada", 0, new Span(START, null), lines));
            time.advance(DAY);
        }
        assertThat(store.size("ada"))
                .as("the last three, and yesterday for an hour")
                .isEqualTo(4);
    }

    @Test
    void generation_0_of_a_live_window_survives_a_reset_for_those_who_are_counted_without_a_subscription() {
        charge(line(CALLS, 10, 10));
        charge(line(new CounterKey("calls-per-day", START.toEpochMilli(), 1), 1, 10));
        assertThat(used(CALLS)).containsExactly(10L);
    }

    @Test
    void what_was_stored_can_be_read_after_closing() {
        charge(line(CALLS, 3, 10));
        store.close();
        store.close();
        assertThat(used(CALLS)).containsExactly(3L);
    }

    @Test
    void without_a_time_source_it_keeps_the_machines_time() {
        assertThat(new InMemoryStore().now()).isAfter(Instant.parse("2024-01-01T00:00:00Z"));
    }

    private ChargeResult charge(ChargeLine... lines) {
        return store.charge(charge("ada", 0, new Span(START, null), lines));
    }

    private void chargeDay(String user, int day) {
        Instant start = START.plus(DAY.multipliedBy(day));
        CounterKey key = new CounterKey("calls-per-day", start.toEpochMilli(), 0);
        ChargeLine line = new ChargeLine(key, 1, 10, start.plus(DAY));
        assertThat(store.charge(charge(user, 0, new Span(start, null), line)))
                .isInstanceOf(ChargeResult.Admitted.class);
    }

    private List<Long> used(CounterKey... keys) {
        return store.counters("ada", List.of(keys)).stream()
                .map(CounterState::used)
                .toList();
    }

    private boolean save(Subscription next, long expectedRevision) {
        return store.save(
                next,
                expectedRevision,
                new AuditEvent(
                        next.userId(), START, AuditEvent.Action.EXTENDED, next.revision(), "longer", "test", ""));
    }

    private static Subscription subscription(String user, long revision) {
        return new Subscription(user, Tier.on("pro"), Term.of(START, DAY), Stops.NONE, Allowances.NONE, 0, revision);
    }

    private static Charge charge(String user, long revision, Span validity, ChargeLine... lines) {
        return new Charge(UUID.randomUUID(), user, revision, validity, List.of(lines));
    }

    private static Settlement refund(String user, Posting... postings) {
        return new Settlement.Refund(UUID.randomUUID(), user, List.of(postings), null);
    }

    private static Posting posting(CounterKey key, long amount) {
        return new Posting(key, amount, START.plus(DAY));
    }

    private static ChargeLine line(CounterKey key, long amount, long limit) {
        return new ChargeLine(key, amount, limit, START.plus(DAY));
    }

    private static CounterState state(CounterKey key, long used) {
        return new CounterState(key, used, 0, used);
    }
}
