package io.valve4j.internal.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.valve4j.internal.subscription.SubscriptionService;
import io.valve4j.quota.Quota;
import io.valve4j.quota.Usage;
import io.valve4j.store.InMemoryStore;
import io.valve4j.store.SettleResult.Outcome;
import io.valve4j.subscription.Subscription;
import io.valve4j.subscription.Subscriptions;
import io.valve4j.testkit.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Soft limits, thresholds, grants and holds, as the ledger explains them. */
class LedgerRulesTest {

    private static final Instant START = Instant.parse("2026-01-10T00:00:00Z");
    private static final Instant TOMORROW = START.plus(Duration.ofDays(1));
    private static final Map<String, Long> NO_COSTS = Map.of();

    private final ManualTime time = new ManualTime(0, START);
    private final InMemoryStore store = new InMemoryStore(time);
    private final Ledger ledger = new Ledger(store);
    private List<Quota> quotas = List.of();
    private final Subscriptions subscriptions =
            new SubscriptionService(store, profile -> quotas, (subscription, at) -> List.of(), (changed, at) -> {});

    @Test
    void a_soft_quota_admits_beyond_its_limit_and_notes_it() {
        quotas = List.of(Quota.perDay(10).asSoft());
        assertThat(admitted(10).remarks().beyondSoft()).isEmpty();
        LedgerResult.Admitted beyond = admitted(1);
        assertThat(beyond.remarks().beyondSoft()).containsExactly("calls-per-day");
        assertThat(usage()).isEqualTo(new Usage("calls-per-day", "calls", 10, 11, 0, 0, Optional.of(TOMORROW)));
        assertThat(ledger.preview(plan(), 100, NO_COSTS)).isInstanceOf(LedgerResult.Admitted.class);
    }

    @Test
    void beside_a_soft_quota_a_hard_one_is_the_tightest_and_still_refuses_both() {
        quotas = List.of(Quota.perDay(1).asSoft(), Quota.perMonth(3));
        assertThat(admitted(3).tightest()).extracting(Usage::quota).isEqualTo("calls-per-month");
        LedgerResult.Refused refused = (LedgerResult.Refused) charge(1);
        assertThat(refused.binding().quota()).isEqualTo("calls-per-month");
        assertThat(ledger.usage(plan())).extracting(Usage::used).containsExactly(3L, 3L);
    }

    @Test
    void an_override_of_0_blocks_a_soft_quota_while_a_limit_of_0_is_only_noted() {
        quotas = List.of(Quota.perDay(0).asSoft());
        subscribe();
        assertThat(admitted(1).remarks().beyondSoft()).containsExactly("calls-per-day");
        subscriptions.overrideQuota("ada", "calls-per-day", 0);
        assertThat(charge(1)).isInstanceOf(LedgerResult.Refused.class);
    }

    @Test
    void each_threshold_is_told_once_in_a_window_whatever_is_refunded_between() {
        quotas = List.of(Quota.perDay(10));
        assertThat(admitted(7).remarks()).isEqualTo(Remarks.NONE);
        LedgerResult.Admitted eighth = admitted(1);
        assertThat(eighth.remarks().passed()).containsExactly(new ThresholdPassed("calls-per-day", 80, 10, 8));
        ledger.refund(eighth.receipt());
        assertThat(admitted(1).remarks()).as("again").isEqualTo(Remarks.NONE);
        assertThat(admitted(2).remarks().passed()).containsExactly(new ThresholdPassed("calls-per-day", 100, 10, 10));
        time.advance(Duration.ofDays(1));
        assertThat(admitted(10).remarks().passed())
                .as("both, in the next window")
                .extracting(ThresholdPassed::percent)
                .containsExactly(80, 100);
    }

    @Test
    void thresholds_are_rounded_up_to_whole_units_and_do_not_overflow() {
        quotas = List.of(Quota.perDay(3).notifyAt(50));
        assertThat(admitted(1).remarks().passed()).isEmpty();
        assertThat(admitted(1).remarks().passed()).hasSize(1);
        quotas = List.of(Quota.perMonth(Long.MAX_VALUE - 1).notifyAt(99, 100, 1000));
        assertThat(admitted(Long.MAX_VALUE / 100 * 99).remarks().passed()).isEmpty();
        assertThat(admitted(Long.MAX_VALUE / 100 + 6).remarks().passed())
                .extracting(ThresholdPassed::percent)
                .containsExactly(99, 100);
    }

    @Test
    void an_unlimited_quota_has_no_thresholds() {
        quotas = List.of(Quota.perDay(Quota.UNLIMITED));
        assertThat(admitted(Long.MAX_VALUE).remarks()).isEqualTo(Remarks.NONE);
    }

    @Test
    void a_hold_passes_its_thresholds_when_it_is_committed() {
        quotas = List.of(Quota.perDay(100).of("tokens"));
        LedgerResult.Reserved reserved = reserve(90, null);
        assertThat(reserved.remarks()).isEqualTo(Remarks.NONE);
        assertThat(reserved.tightest())
                .isEqualTo(new Usage("tokens-per-day", "tokens", 100, 0, 90, Optional.of(TOMORROW)));
        assertThat(ledger.commit(reserved.hold(), Map.of("tokens", 85L)))
                .isEqualTo(new Settled(
                        Outcome.DONE, List.of(), List.of(new ThresholdPassed("tokens-per-day", 80, 100, 85))));
    }

    @Test
    void what_was_used_beyond_the_estimate_is_counted_and_said_where_it_passes_the_limit() {
        quotas = List.of(Quota.perDay(100).of("tokens").notifyAt());
        assertThat(ledger.commit(reserve(10, null).hold(), Map.of("tokens", 60L))
                        .beyondLimit())
                .isEmpty();
        assertThat(ledger.commit(reserve(10, null).hold(), Map.of("tokens", 60L))
                        .beyondLimit())
                .containsExactly("tokens-per-day");
        assertThat(usage().used()).isEqualTo(120);
    }

    @Test
    void a_commit_fills_what_was_held_in_its_order_and_the_rest_is_the_plans() {
        quotas = List.of(Quota.perDay(100).of("tokens").notifyAt());
        subscribe();
        subscriptions.grant("ada", "tokens-per-day", 30, START.plusSeconds(3600));
        Hold hold = reserve(50, null).hold();
        ledger.commit(hold, Map.of("tokens", 20L));
        assertThat(usage()).extracting(Usage::used, Usage::remaining).containsExactly(20L, 110L);
        ledger.commit(reserve(50, null).hold(), Map.of("tokens", 130L));
        assertThat(usage())
                .as("10 of the grant, 120 of the plan")
                .extracting(Usage::remaining)
                .isEqualTo(0L);
        assertThat(usage().used()).isEqualTo(150);
    }

    @Test
    void a_hold_of_nothing_that_is_counted_asks_no_store() {
        Ledger withoutStore = new Ledger(new UnreachableStore());
        QuotaPlan plan = withoutStore.resolve("ada", List.of(), null, START);
        LedgerResult.Reserved reserved = (LedgerResult.Reserved)
                withoutStore.reserve(plan, new Demand(1, Map.of("tokens", 5L)), Ledger.DEFAULT_HOLD);
        assertThat(reserved.tightest()).isNull();
        assertThat(withoutStore.commit(reserved.hold(), Map.of("tokens", 5L)).outcome())
                .isEqualTo(Outcome.DONE);
        assertThat(withoutStore.release(reserved.hold())).isEqualTo(Outcome.DONE);
    }

    @Test
    void a_reservation_under_the_same_key_is_the_same_hold() {
        quotas = List.of(Quota.perDay(100).of("tokens"));
        LedgerResult.Reserved first = reserve(60, "order");
        LedgerResult.Reserved second = reserve(60, "order");
        assertThat(second.remarks().replayed()).isTrue();
        assertThat(ledger.commit(second.hold(), Map.of("tokens", 50L)).outcome())
                .isEqualTo(Outcome.DONE);
        assertThat(ledger.commit(first.hold(), Map.of("tokens", 50L)).outcome()).isEqualTo(Outcome.NO_EFFECT);
        assertThat(usage().used()).isEqualTo(50);
        assertThat(ledger.charge(plan(), new Demand(0, Map.of("tokens", 60L), "order")))
                .as("a charge is not a reservation")
                .isEqualTo(new LedgerResult.KeyReused());
    }

    @Test
    void a_repeat_is_the_same_demand_whatever_the_profile_is_by_then() {
        quotas = List.of(Quota.perDay(100));
        assertThat(ledger.charge(plan(), new Demand(5, Map.of("tokens", 7L), "order")))
                .isInstanceOf(LedgerResult.Admitted.class);
        quotas = List.of(Quota.perMonth(3), Quota.perDay(9).of("tokens"));
        LedgerResult.Admitted again =
                (LedgerResult.Admitted) ledger.charge(plan(), new Demand(5, Map.of("tokens", 7L), "order"));
        assertThat(again.remarks().replayed()).isTrue();
        assertThat(again.tightest()).isNull();
        assertThat(ledger.charge(plan(), new Demand(5, Map.of("tokens", 8L), "order")))
                .isEqualTo(new LedgerResult.KeyReused());
    }

    @Test
    void a_refund_of_a_charge_over_plan_and_grant_goes_back_to_both() {
        quotas = List.of(Quota.perDay(10));
        subscribe();
        subscriptions.grant("ada", "calls-per-day", 10);
        LedgerResult.Admitted charged = admitted(15);
        time.advance(Duration.ofDays(1));
        ledger.refund(charged.receipt());
        assertThat(usage().remaining())
                .as("the grant is whole again, today is another day")
                .isEqualTo(20);
    }

    @Test
    void what_is_used_above_a_lowered_limit_takes_nothing_from_a_grant() {
        quotas = List.of(Quota.perDay(100));
        subscribe();
        admitted(80);
        subscriptions.overrideQuota("ada", "calls-per-day", 50);
        subscriptions.grant("ada", "calls-per-day", 7);
        assertThat(usage()).isEqualTo(new Usage("calls-per-day", "calls", 57, 80, 0, 7, Optional.of(TOMORROW)));
        assertThat(charge(8)).isInstanceOf(LedgerResult.Refused.class);
        assertThat(charge(7)).isInstanceOf(LedgerResult.Admitted.class);
    }

    @Test
    void grants_survive_a_reset_as_drained_as_they_are_and_lifted_limits_leave_them_alone() {
        quotas = List.of(Quota.perDay(10));
        subscribe();
        subscriptions.grant("ada", "calls-per-day", 10, TOMORROW.minusSeconds(1));
        admitted(4);
        subscriptions.resetUsage("ada");
        assertThat(usage().remaining()).isEqualTo(16);
        subscriptions.overrideQuota("ada", "calls-per-day", Quota.UNLIMITED);
        admitted(1_000);
        subscriptions.clearOverride("ada", "calls-per-day");
        assertThat(usage().remaining()).isEqualTo(6);
    }

    @Test
    void a_refusal_says_when_there_may_be_room() {
        quotas = List.of(Quota.perDay(10));
        subscribe();
        subscriptions.grant("ada", "calls-per-day", 5);
        admitted(3);
        assertThat(roomAt(13)).as("10 of tomorrow and 5 granted").contains(TOMORROW);
        assertThat(roomAt(15)).contains(TOMORROW);
        assertThat(roomAt(16)).isEmpty();
        subscriptions.overrideQuota("ada", "calls-per-day", 4, START.plusSeconds(60));
        assertThat(roomAt(12)).as("7 of the plan then, and 5 granted").contains(START.plusSeconds(60));
        assertThat(roomAt(13)).contains(TOMORROW);
        subscriptions.overrideQuota("ada", "calls-per-day", 4, TOMORROW.plusSeconds(60));
        assertThat(roomAt(9)).contains(TOMORROW);
        assertThat(roomAt(10)).contains(TOMORROW.plusSeconds(60));
    }

    @Test
    void nonsense_is_refused_before_the_store_is_asked() {
        Ledger withoutStore = new Ledger(new UnreachableStore());
        QuotaPlan plan = withoutStore.resolve("ada", List.of(Quota.perDay(5)), null, START);
        Demand demand = new Demand(1, NO_COSTS);
        assertThatThrownBy(() -> withoutStore.reserve(plan, demand, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the time to hold must be more than zero");
        assertThatThrownBy(() -> new Demand(1, NO_COSTS, " "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the idempotency key must not be blank");
        assertThatThrownBy(() -> new Demand(1, NO_COSTS, "x".repeat(10_000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("but has 10000");
        Hold hold = reserve(0, null).hold();
        assertThatThrownBy(() -> ledger.commit(hold, Map.of("tokens", -1L)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the actual cost on meter \"tokens\" must be at least 0, but was -1");
    }

    private void subscribe() {
        subscriptions.create("ada", "pro", Duration.ofDays(90));
    }

    private QuotaPlan plan() {
        Subscription subscription = store.find("ada").orElse(null);
        return ledger.resolve("ada", quotas, subscription, store.now());
    }

    private Usage usage() {
        return ledger.usage(plan()).get(0);
    }

    private LedgerResult charge(long calls) {
        return ledger.charge(plan(), calls, NO_COSTS);
    }

    private LedgerResult.Admitted admitted(long calls) {
        return (LedgerResult.Admitted) charge(calls);
    }

    private Optional<Instant> roomAt(long calls) {
        return ((LedgerResult.Refused) charge(calls)).roomAt();
    }

    private LedgerResult.Reserved reserve(long tokens, String key) {
        Map<String, Long> costs = tokens == 0 ? Map.of() : Map.of("tokens", tokens);
        return (LedgerResult.Reserved) ledger.reserve(plan(), new Demand(0, costs, key), Ledger.DEFAULT_HOLD);
    }
}
