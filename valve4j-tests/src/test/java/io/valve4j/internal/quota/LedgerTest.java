package io.valve4j.internal.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.valve4j.quota.Quota;
import io.valve4j.quota.Usage;
import io.valve4j.store.Charge;
import io.valve4j.store.ChargeResult;
import io.valve4j.store.Draw;
import io.valve4j.store.ForwardingStore;
import io.valve4j.store.InMemoryStore;
import io.valve4j.subscription.Allowances;
import io.valve4j.subscription.AuditEvent;
import io.valve4j.subscription.QuotaOverride;
import io.valve4j.subscription.Stops;
import io.valve4j.subscription.Subscription;
import io.valve4j.subscription.Term;
import io.valve4j.subscription.Tier;
import io.valve4j.testkit.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LedgerTest {

    private static final Instant START = Instant.parse("2026-01-30T12:00:00Z");
    private static final Instant TOMORROW = Instant.parse("2026-01-31T00:00:00Z");
    private static final Instant NEXT_MONTH = Instant.parse("2026-02-01T00:00:00Z");
    private static final Map<String, Long> NO_COSTS = Map.of();

    private final ManualTime time = new ManualTime(0, START);
    private final InMemoryStore store = new InMemoryStore(time);
    private final Ledger ledger = new Ledger(store);

    @Test
    void a_call_is_charged_to_every_quota_that_counts_calls() {
        QuotaPlan plan =
                plan(Quota.perDay(10), Quota.perMonth(100), Quota.perDay(1000).of("tokens"));
        assertThat(ledger.charge(plan, 2, NO_COSTS)).isInstanceOf(LedgerResult.Admitted.class);
        assertThat(used(plan)).containsExactly(2L, 2L, 0L);
    }

    @Test
    void costs_are_charged_to_the_quotas_of_their_meters_and_other_meters_are_passed_over() {
        QuotaPlan plan = plan(
                Quota.perDay(10),
                Quota.perDay(1000).of("tokens"),
                Quota.perDay(9).of("bytes"));
        ledger.charge(plan, 1, Map.of("tokens", 512L, "minutes", 7L));
        assertThat(used(plan)).containsExactly(1L, 512L, 0L);
        ledger.charge(plan, 0, Map.of("tokens", 8L));
        assertThat(used(plan)).as("no call").containsExactly(1L, 520L, 0L);
    }

    @Test
    void a_charge_that_concerns_no_quota_asks_no_store() {
        Ledger withoutStore = new Ledger(new UnreachableStore());
        QuotaPlan nothing = withoutStore.resolve("ada", List.of(), null, START);
        QuotaPlan tokens = withoutStore.resolve("ada", List.of(Quota.perDay(5).of("tokens")), null, START);

        assertThat(nothing.isEmpty()).isTrue();
        assertThat(withoutStore.usage(nothing)).isEmpty();
        for (QuotaPlan plan : List.of(nothing, tokens)) {
            assertThat(withoutStore.preview(plan, 1, NO_COSTS))
                    .isEqualTo(new LedgerResult.Admitted(Receipt.NOTHING, Remarks.NONE));
            LedgerResult result = withoutStore.charge(plan, 1, NO_COSTS);
            assertThat(result).isEqualTo(new LedgerResult.Admitted(Receipt.NOTHING, Remarks.NONE));
            withoutStore.refund(receipt(result));
        }
    }

    @Test
    void an_admission_tells_the_quota_that_has_room_for_the_fewest_more() {
        QuotaPlan plan = plan(Quota.perDay(10), Quota.perDay(1000).of("tokens"), Quota.perMonth(Quota.UNLIMITED));
        assertThat(tightest(ledger.charge(plan, 1, Map.of("tokens", 300L))))
                .isEqualTo(new Usage("tokens-per-day", "tokens", 1000, 300, 0, Optional.of(TOMORROW)));
        assertThat(tightest(ledger.charge(plan, 7, Map.of("tokens", 1L))))
                .isEqualTo(new Usage("calls-per-day", "calls", 10, 8, 0, Optional.of(TOMORROW)));
    }

    @Test
    void a_store_that_has_drawn_from_other_counters_or_not_from_all_is_noticed_though_nobody_asks_for_usage() {
        QuotaPlan plan = plan(Quota.perDay(10), Quota.perDay(1000).of("tokens"));
        Map<String, Long> tokens = Map.of("tokens", 5L);
        List<Function<List<Draw>, List<Draw>>> lies = List.of(
                draws -> List.of(draws.get(1), draws.get(0)),
                draws -> List.of(draws.get(0)),
                draws -> List.of(draws.get(0), draws.get(1), draws.get(1)));
        for (Function<List<Draw>, List<Draw>> lie : lies) {
            Ledger lying = new Ledger(new ForwardingStore(store) {
                @Override
                public ChargeResult charge(Charge charge) {
                    return new ChargeResult.Admitted(lie.apply(((ChargeResult.Admitted) super.charge(charge)).draws()));
                }
            });
            assertThatThrownBy(() -> lying.charge(plan, 1, tokens))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("the store was asked for")
                    .hasMessageContaining("but told of");
            assertThatThrownBy(() -> lying.reserve(plan, new Demand(1, tokens), Duration.ofMinutes(1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("the store was asked for");
        }
    }

    @Test
    void q6_a_cost_above_the_limit_is_refused_for_ever_and_writes_nothing() {
        QuotaPlan plan = plan(Quota.perDay(10));
        assertThat(ledger.charge(plan, 11, NO_COSTS))
                .isEqualTo(refused("calls-per-day", 10, 0, TOMORROW, Optional.empty()));
        assertThat(used(plan)).containsExactly(0L);
    }

    @Test
    void q7_of_day_and_month_the_one_without_room_is_named_and_neither_is_charged() {
        Quota[] quotas = {Quota.perDay(10), Quota.perMonth(5)};
        ledger.charge(plan(quotas), 3, NO_COSTS);
        time.advance(Duration.ofDays(1));
        QuotaPlan tenAndTwoLeft = plan(quotas);
        assertThat(ledger.charge(tenAndTwoLeft, 3, NO_COSTS))
                .isEqualTo(refused("calls-per-month", 5, 3, NEXT_MONTH, Optional.of(NEXT_MONTH)));
        assertThat(used(tenAndTwoLeft)).containsExactly(0L, 3L);
    }

    @Test
    void of_several_that_refuse_the_one_whose_room_comes_back_last_is_named() {
        QuotaPlan plan = plan(Quota.perMonth(3), Quota.perDay(3));
        ledger.charge(plan, 2, NO_COSTS);
        assertThat(ledger.charge(plan, 2, NO_COSTS))
                .isEqualTo(refused("calls-per-month", 3, 2, NEXT_MONTH, Optional.of(NEXT_MONTH)));

        QuotaPlan lifetime = resolve(subscribe(Map.of()), Quota.perDay(3).named("another"), Quota.lifetime(2));
        ledger.charge(lifetime, 2, NO_COSTS);
        LedgerResult.Refused never = (LedgerResult.Refused) ledger.charge(lifetime, 2, NO_COSTS);
        assertThat(never.binding().quota()).isEqualTo("calls-lifetime");
        assertThat(never.binding().resetsAt()).isEmpty();
        assertThat(never.roomAt()).isEmpty();
    }

    @Test
    void g10_q13_an_override_of_0_blocks_unlimited_lifts_and_absent_means_the_plan() {
        Quota quota = Quota.perDay(2);
        Subscription blocked = subscribe(Map.of("calls-per-day", 0L));
        assertThat(ledger.charge(resolve(blocked, quota), 1, NO_COSTS))
                .isEqualTo(refused("calls-per-day", 0, 0, TOMORROW, Optional.empty()));

        Subscription lifted = save(blocked, Map.of("calls-per-day", Quota.UNLIMITED), 0);
        assertThat(ledger.charge(resolve(lifted, quota), 1_000_000, NO_COSTS))
                .isInstanceOf(LedgerResult.Admitted.class);
        assertThat(ledger.usage(resolve(lifted, quota)).get(0).remaining()).isEqualTo(Quota.UNLIMITED);
        assertThat(used(resolve(lifted, quota))).as("counted all the same").containsExactly(1_000_000L);

        Subscription plain = save(lifted, Map.of("another", 0L), 1);
        QuotaPlan plan = resolve(plain, quota);
        assertThat(ledger.charge(plan, 2, NO_COSTS)).isInstanceOf(LedgerResult.Admitted.class);
        assertThat(ledger.charge(plan, 1, NO_COSTS)).isInstanceOf(LedgerResult.Refused.class);
    }

    @Test
    void a_new_window_is_a_new_counter_and_the_old_plan_is_stale() {
        QuotaPlan today = plan(Quota.perDay(3));
        ledger.charge(today, 3, NO_COSTS);
        assertThat(today.validity().until()).isEqualTo(TOMORROW);

        time.advance(Duration.between(START, TOMORROW));
        assertThat(ledger.charge(today, 1, NO_COSTS)).isEqualTo(new LedgerResult.Stale());
        assertThat(ledger.preview(today, 1, NO_COSTS)).isEqualTo(new LedgerResult.Stale());

        QuotaPlan tomorrow = resolve(null, Quota.perDay(3));
        assertThat(ledger.charge(tomorrow, 3, NO_COSTS)).isInstanceOf(LedgerResult.Admitted.class);
    }

    @Test
    void a_plan_lasts_until_the_first_end_of_its_windows_and_of_the_subscriptions_status() {
        Subscription subscription = subscribe(Map.of());
        QuotaPlan plan = resolve(subscription, Quota.perMonth(3), Quota.perDay(3), Quota.lifetime(3));
        assertThat(plan.validity().from()).isEqualTo(START);
        assertThat(plan.validity().until()).isEqualTo(TOMORROW);
        assertThat(resolve(subscription, Quota.lifetime(3)).validity().until()).isEqualTo(subscription.endsAt());
        assertThat(plan.revision()).isEqualTo(1);
    }

    @Test
    void a_charge_passes_in_the_last_millisecond_of_the_term_and_is_stale_at_its_end() {
        Subscription subscription = subscribe(Map.of());
        time.jumpWall(Duration.between(START, subscription.endsAt()).minusMillis(1));
        QuotaPlan last = resolve(subscription, Quota.lifetime(10));
        assertThat(ledger.charge(last, 1, NO_COSTS)).isInstanceOf(LedgerResult.Admitted.class);
        time.advance(Duration.ofMillis(1));
        assertThat(ledger.charge(last, 1, NO_COSTS)).isEqualTo(new LedgerResult.Stale());
    }

    @Test
    void usage_can_be_shown_before_the_term_starts() {
        Subscription subscription = subscribe(Map.of());
        QuotaPlan plan = ledger.resolve("ada", List.of(Quota.lifetime(5)), subscription, START.minusSeconds(1));
        assertThat(ledger.usage(plan)).containsExactly(new Usage("calls-lifetime", "calls", 5, 0, 0, Optional.empty()));
        assertThat(plan.validity().until()).isEqualTo(START);
    }

    @Test
    void another_revision_makes_the_plan_stale() {
        Subscription subscription = subscribe(Map.of());
        QuotaPlan plan = resolve(subscription, Quota.perDay(3));
        save(subscription, Map.of(), 0);
        assertThat(ledger.charge(plan, 1, NO_COSTS)).isEqualTo(new LedgerResult.Stale());
        assertThat(ledger.preview(plan, 1, NO_COSTS)).isEqualTo(new LedgerResult.Stale());
    }

    @Test
    void a_preview_answers_like_the_charge_and_takes_nothing() {
        QuotaPlan plan = plan(Quota.perDay(3));
        for (int i = 0; i < 4; i++) {
            LedgerResult previewed = ledger.preview(plan, 1, NO_COSTS);
            assertThat(ledger.preview(plan, 1, NO_COSTS)).isEqualTo(previewed);
            if (previewed instanceof LedgerResult.Admitted admitted) {
                ledger.refund(admitted.receipt());
            }
            LedgerResult charged = ledger.charge(plan, 1, NO_COSTS);
            if (charged instanceof LedgerResult.Admitted) {
                assertThat(tightest(charged)).isEqualTo(tightest(previewed));
            } else {
                assertThat(charged).isEqualTo(previewed);
            }
        }
        assertThat(used(plan)).containsExactly(3L);
    }

    @Test
    void a_refund_gives_back_once() {
        QuotaPlan plan = plan(Quota.perDay(10), Quota.perDay(1000).of("tokens"));
        ledger.charge(plan, 2, NO_COSTS);
        Receipt receipt = receipt(ledger.charge(plan, 3, Map.of("tokens", 30L)));
        ledger.refund(receipt);
        ledger.refund(receipt);
        assertThat(used(plan)).containsExactly(2L, 0L);
    }

    @Test
    void a_refund_goes_to_the_window_it_came_from() {
        Quota[] quotas = {Quota.perDay(10), Quota.perMonth(100)};
        Receipt receipt = receipt(ledger.charge(plan(quotas), 3, NO_COSTS));
        time.advance(Duration.ofDays(1));
        QuotaPlan nextDay = resolve(null, quotas);
        ledger.charge(nextDay, 2, NO_COSTS);
        ledger.refund(receipt);
        assertThat(used(nextDay)).containsExactly(2L, 2L);
    }

    @Test
    void a_reset_starts_every_counter_afresh_and_voids_refunds_of_what_was_charged_before() {
        Quota[] quotas = {Quota.perDay(3), Quota.lifetime(3)};
        Subscription subscription = subscribe(Map.of());
        Receipt receipt = receipt(ledger.charge(resolve(subscription, quotas), 3, NO_COSTS));
        QuotaPlan reset = resolve(save(subscription, Map.of(), 1), quotas);
        assertThat(used(reset)).containsExactly(0L, 0L);
        ledger.charge(reset, 2, NO_COSTS);
        ledger.refund(receipt);
        assertThat(used(reset)).containsExactly(2L, 2L);
    }

    @Test
    void usage_lists_every_quota_in_order_with_limit_use_remainder_and_reset() {
        Subscription subscription = subscribe(Map.of("calls-per-day", 50L));
        ZoneId kolkata = ZoneId.of("Asia/Kolkata");
        QuotaPlan plan = resolve(
                subscription, Quota.perDay(10), Quota.perMonth(9).of("tokens").in(kolkata), Quota.lifetime(100));
        ledger.charge(plan, 7, Map.of("tokens", 4L));
        assertThat(ledger.usage(plan))
                .containsExactly(
                        new Usage("calls-per-day", "calls", 50, 7, 0, Optional.of(TOMORROW)),
                        new Usage(
                                "tokens-per-month",
                                "tokens",
                                9,
                                4,
                                0,
                                Optional.of(Instant.parse("2026-01-31T18:30:00Z"))),
                        new Usage("calls-lifetime", "calls", 100, 7, 0, Optional.empty()));
        assertThat(ledger.usage(plan)).extracting(Usage::remaining).containsExactly(43L, 5L, 93L);
    }

    @Test
    void a_counter_at_the_largest_number_stays_there_and_its_quota_still_admits() {
        QuotaPlan plan = plan(Quota.perDay(Quota.UNLIMITED));
        ledger.charge(plan, Long.MAX_VALUE, NO_COSTS);
        assertThat(ledger.charge(plan, Long.MAX_VALUE, NO_COSTS)).isInstanceOf(LedgerResult.Admitted.class);
        assertThat(used(plan)).containsExactly(Long.MAX_VALUE);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nonsense")
    void refuses_nonsense(String what, Class<? extends Throwable> type, String message, ThrowingCallable call) {
        assertThatThrownBy(call).as(what).isInstanceOf(type).hasMessageContaining(message);
    }

    static Stream<Arguments> nonsense() {
        Ledger ledger = new Ledger(new InMemoryStore(new ManualTime(0, START)));
        QuotaPlan plan = ledger.resolve("ada", List.of(Quota.perDay(1).of("tokens")), null, START);
        return Stream.of(
                row(
                        "negative calls",
                        "the number of calls must be at least 0, but was -1",
                        () -> ledger.charge(plan, -1, NO_COSTS)),
                row(
                        "cost 0",
                        "\"tokens\" must be at least 1, but was 0",
                        () -> ledger.charge(plan, 1, Map.of("tokens", 0L))),
                row(
                        "negative cost, which would mint",
                        "but was -5",
                        () -> ledger.preview(plan, 1, Map.of("tokens", -5L))),
                row(
                        "negative cost on a meter nobody counts",
                        "but was -5",
                        () -> ledger.charge(plan, 1, Map.of("other", -5L))),
                row("a cost in calls", "counts permits by itself", () -> ledger.charge(plan, 1, Map.of("calls", 1L))),
                row(
                        "lifetime without subscription",
                        "user \"ada\" has no subscription: create one",
                        () -> ledger.resolve("ada", List.of(Quota.lifetime(1)), null, START)),
                row(
                        "two of one name",
                        "are named \"calls-per-day\"",
                        () -> ledger.resolve("ada", List.of(Quota.perDay(1), Quota.perDay(2)), null, START)),
                row("blank user", "must not be blank", () -> ledger.resolve(" ", List.of(), null, START)),
                row("long user", "but has 10000", () -> ledger.resolve("x".repeat(10_000), List.of(), null, START)),
                arguments(
                        "missing user", NullPointerException.class, "the user's id must not be null", (ThrowingCallable)
                                () -> ledger.resolve(null, List.of(), null, START)),
                arguments("missing store", NullPointerException.class, "the store must not be null", (ThrowingCallable)
                        () -> new Ledger(null)));
    }

    private QuotaPlan plan(Quota... quotas) {
        return resolve(null, quotas);
    }

    private QuotaPlan resolve(Subscription subscription, Quota... quotas) {
        return ledger.resolve("ada", List.of(quotas), subscription, store.now());
    }

    private List<Long> used(QuotaPlan plan) {
        return ledger.usage(plan).stream().map(Usage::used).toList();
    }

    private Subscription subscribe(Map<String, Long> overrides) {
        return save(subscription(Term.of(START, Duration.ofDays(90)), overrides, 0, 1), 0);
    }

    private Subscription save(Subscription before, Map<String, Long> overrides, long generation) {
        return save(subscription(before.term(), overrides, generation, before.revision() + 1), before.revision());
    }

    private static Subscription subscription(Term term, Map<String, Long> overrides, long generation, long revision) {
        Map<String, QuotaOverride> own = new HashMap<>();
        overrides.forEach((quota, limit) -> own.put(quota, new QuotaOverride(limit)));
        Allowances allowances = new Allowances(own, List.of());
        return new Subscription("ada", Tier.on("pro"), term, Stops.NONE, allowances, generation, revision);
    }

    private Subscription save(Subscription next, long expectedRevision) {
        AuditEvent event = new AuditEvent(
                "ada", START, AuditEvent.Action.QUOTA_OVERRIDDEN, next.revision(), "changed", "test", "");
        assertThat(store.save(next, expectedRevision, event)).isTrue();
        return next;
    }

    private static LedgerResult refused(
            String quota, long limit, long used, Instant resetsAt, Optional<Instant> roomAt) {
        return new LedgerResult.Refused(new Usage(quota, "calls", limit, used, 0, Optional.of(resetsAt)), roomAt);
    }

    private static Usage tightest(LedgerResult result) {
        return ((LedgerResult.Admitted) result).tightest();
    }

    private static Receipt receipt(LedgerResult result) {
        return ((LedgerResult.Admitted) result).receipt();
    }

    private static Arguments row(String what, String message, ThrowingCallable call) {
        return arguments(what, IllegalArgumentException.class, message, call);
    }
}
