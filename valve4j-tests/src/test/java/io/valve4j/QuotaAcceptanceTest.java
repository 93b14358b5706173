package io.valve4j;

import static io.valve4j.subscription.Tier.UsageOnChange.KEEP;
import static io.valve4j.subscription.Tier.UsageOnChange.RESET;
import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.internal.quota.Demand;
import io.valve4j.internal.quota.Hold;
import io.valve4j.internal.quota.Ledger;
import io.valve4j.internal.quota.LedgerResult;
import io.valve4j.internal.quota.QuotaPlan;
import io.valve4j.internal.quota.Settled;
import io.valve4j.quota.Quota;
import io.valve4j.quota.Usage;
import io.valve4j.quota.Window;
import io.valve4j.store.CounterKey;
import io.valve4j.store.CounterState;
import io.valve4j.store.InMemoryStore;
import io.valve4j.store.SettleResult.Outcome;
import io.valve4j.subscription.AuditEvent;
import io.valve4j.subscription.AuditEvent.Action;
import io.valve4j.subscription.Subscription;
import io.valve4j.subscription.SubscriptionOptions;
import io.valve4j.subscription.Subscriptions;
import io.valve4j.task.TaskOptions;
import io.valve4j.testkit.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The acceptance cases of quotas, by the numbers of the design. */
class QuotaAcceptanceTest {

    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final ZoneId CAIRO = ZoneId.of("Africa/Cairo");
    private static final Duration MILLI = Duration.ofMillis(1);

    private final ManualTime time = new ManualTime(0, Instant.parse("2026-01-10T00:00:00Z"));
    private final InMemoryStore store = new InMemoryStore(time);
    private final Ledger ledger = new Ledger(store);
    private final Map<String, Profile> profiles = new HashMap<>();
    private final ValveManager valve = ValveManager.builder()
            .time(time)
            .store(store)
            .executor(Runnable::run)
            .callbackExecutor(Runnable::run)
            .build();
    private final Subscriptions subscriptions = valve.subscriptions();
    private final Limiter ada = valve.limiter("ada");

    @Test
    @DisplayName("Q1: months from 31 January 15:00Z begin on 28 February, 31 March and 30 April, each at 15:00Z")
    void q1() {
        Window.Origin origin = origin("2025-01-31T15:00:00Z", ZoneOffset.UTC);
        Window months = Window.anchored(Period.ofMonths(1));
        assertThat(months.spanAt(at("2025-02-28T14:59:59Z"), origin))
                .isEqualTo(span("2025-01-31T15:00:00Z", "2025-02-28T15:00:00Z"));
        assertThat(months.spanAt(at("2025-02-28T15:00:00Z"), origin))
                .isEqualTo(span("2025-02-28T15:00:00Z", "2025-03-31T15:00:00Z"));
        assertThat(months.spanAt(at("2025-04-01T00:00:00Z"), origin))
                .isEqualTo(span("2025-03-31T15:00:00Z", "2025-04-30T15:00:00Z"));

        time.jumpWall(Duration.between(time.instant(), at("2025-01-31T15:00:00Z")));
        subscribe(Quota.every(Period.ofMonths(1), 1));
        assertThat(ada.tryTake()).isTrue();
        time.advance(Duration.ofDays(28).minus(MILLI));
        Decision refused = ada.take();
        assertThat(refused.reason()).isEqualTo(Reason.QUOTA_EXCEEDED);
        assertThat(refused.resetsAt()).contains(at("2025-02-28T15:00:00Z"));
        time.advance(MILLI);
        assertThat(ada.tryTake()).isTrue();
    }

    @Test
    @DisplayName("Q2: years from 29 February 2024 begin on 28 February 2025, and on 29 February 2028 again")
    void q2() {
        Window.Origin origin = origin("2024-02-29T00:00:00Z", ZoneOffset.UTC);
        Window years = Window.anchored(Period.ofYears(1));
        assertThat(years.spanAt(at("2024-12-31T00:00:00Z"), origin))
                .isEqualTo(span("2024-02-29T00:00:00Z", "2025-02-28T00:00:00Z"));
        assertThat(years.spanAt(at("2028-02-28T23:59:59Z"), origin))
                .isEqualTo(span("2027-02-28T00:00:00Z", "2028-02-29T00:00:00Z"));
    }

    @Test
    @DisplayName("Q3: in New York 8 March 2026 has 23 hours and 1 November 25; in Cairo 24 April starts at 01:00")
    void q3() {
        assertThat(length(Window.daily(NEW_YORK).spanAt(at("2026-03-08T12:00:00Z"), null)))
                .isEqualTo(Duration.ofHours(23));
        assertThat(length(Window.daily(NEW_YORK).spanAt(at("2026-11-01T12:00:00Z"), null)))
                .isEqualTo(Duration.ofHours(25));
        assertThat(Window.daily(CAIRO).spanAt(at("2026-04-24T12:00:00Z"), null).from())
                .isEqualTo(at("2026-04-24T01:00:00+03:00"));
    }

    @Test
    @DisplayName("Q4: days from 02:30 in New York begin at 03:30 on 8 March 2026, and at 02:30 again on 9 March")
    void q4() {
        Window.Origin origin = origin("2026-03-01T02:30:00-05:00", NEW_YORK);
        Window days = Window.anchored(Period.ofDays(1));
        assertThat(days.spanAt(at("2026-03-08T12:00:00-04:00"), origin))
                .isEqualTo(span("2026-03-08T03:30:00-04:00", "2026-03-09T02:30:00-04:00"));
        assertThat(days.spanAt(at("2026-03-08T03:29:59-04:00"), origin).from())
                .isEqualTo(at("2026-03-07T02:30:00-05:00"));
    }

    @Test
    @DisplayName("Q6: a cost of 11 on an untouched counter of 10 is refused, and no row is written")
    void q6() {
        profile("pro", Quota.perDay(10));
        Decision refused = valve.limiter("pro", "bob").take(TaskOptions.DEFAULT.cost(11));
        assertThat(refused.reason()).isEqualTo(Reason.QUOTA_EXCEEDED);
        assertThat(refused.retryAfter()).isEmpty();
        time.advance(Duration.ofDays(400));
        assertThat(store.purge(1_000)).as("rows that were there to be dropped").isZero();
    }

    @Test
    @DisplayName("Q7: 10 left in the day and 2 in the month refuse 3, naming the month and its end; neither changes")
    void q7() {
        subscribe(Quota.perDay(10), Quota.perMonth(5));
        ada.take(TaskOptions.DEFAULT.cost(3));
        time.advance(Duration.ofDays(1));
        Decision refused = ada.take(TaskOptions.DEFAULT.cost(3));
        assertThat(refused.policy()).isEqualTo("calls-per-month");
        assertThat(refused.remaining()).isEqualTo(2);
        assertThat(refused.resetsAt()).contains(at("2026-02-01T00:00:00Z"));
        assertThat(refused.retryAfter()).contains(Duration.between(time.instant(), at("2026-02-01T00:00:00Z")));
        assertThat(refused.explain()).contains("QUOTA_EXCEEDED", "calls-per-month: 2 of 5 left");
        assertThat(ada.usage()).extracting(Usage::used).containsExactly(0L, 3L);
    }

    @Test
    @DisplayName("Q8: one idempotency key counts once and says so; with another amount it is an error")
    void q8() {
        subscribe(Quota.perDay(10));
        assertThat(admitted(charge(3, "order-1")).remarks().replayed()).isFalse();
        assertThat(admitted(charge(3, "order-1")).remarks().replayed()).isTrue();
        assertThat(charge(4, "order-1")).isEqualTo(new LedgerResult.KeyReused());
        assertThat(used()).isEqualTo(3);

        // The repeat took nothing, so it has nothing to give back.
        ledger.refund(admitted(charge(3, "order-1")).receipt());
        assertThat(used()).isEqualTo(3);
    }

    @Test
    @DisplayName("Q8: a refused key can be retried after a top-up; a refunded one counts afresh; a day later it is new")
    void q8_refused() {
        subscribe(Quota.perMonth(10));
        assertThat(charge(11, "order-2")).isInstanceOf(LedgerResult.Refused.class);
        subscriptions.grant("ada", "calls-per-month", 5);
        LedgerResult.Admitted paid = admitted(charge(11, "order-2"));
        assertThat(paid.remarks().replayed()).isFalse();
        assertThat(used()).isEqualTo(11);

        ledger.refund(paid.receipt());
        assertThat(used()).isZero();
        assertThat(admitted(charge(7, "order-2")).remarks().replayed()).isFalse();
        time.advance(Duration.ofHours(24).minusNanos(1));
        assertThat(admitted(charge(7, "order-2")).remarks().replayed()).isTrue();
        time.advance(Duration.ofNanos(1));
        assertThat(charge(8, "order-2")).as("more than is left").isInstanceOf(LedgerResult.Admitted.class);
    }

    @Test
    @DisplayName("Q9: of 1000 reserved 743 are committed, once; the rest is free again")
    void q9() {
        subscribe(Quota.perDay(1_000).of("tokens"));
        Hold hold = reserve(1_000);
        assertThat(usage()).isEqualTo(tokens(0, 1_000, 0));
        assertThat(reserveResult(1)).isInstanceOf(LedgerResult.Refused.class);

        assertThat(ledger.commit(hold, Map.of("tokens", 743L)))
                .isEqualTo(new Settled(Outcome.DONE, List.of(), List.of()));
        assertThat(usage()).isEqualTo(tokens(743, 0, 257));
        assertThat(ledger.commit(hold, Map.of("tokens", 743L)).outcome()).isEqualTo(Outcome.NO_EFFECT);
        assertThat(ledger.release(hold)).isEqualTo(Outcome.NO_EFFECT);
        assertThat(usage()).isEqualTo(tokens(743, 0, 257));
    }

    @Test
    @DisplayName("Q9: what was reserved on 31 January 23:59 and committed on 1 February counts in January")
    void q9_window() {
        time.advance(Duration.between(time.instant(), at("2026-01-31T23:59:00Z")));
        subscribe(Quota.perMonth(1_000).of("tokens"));
        Hold hold = reserve(1_000);
        CounterKey january =
                new CounterKey("tokens-per-month", at("2026-01-01T00:00:00Z").toEpochMilli(), 0);
        time.advance(Duration.ofMinutes(2));
        assertThat(ledger.commit(hold, Map.of("tokens", 743L)).outcome()).isEqualTo(Outcome.DONE);
        assertThat(store.counters("ada", List.of(january))).containsExactly(new CounterState(january, 743, 0, 743));
        assertThat(usage().used()).as("February").isZero();
    }

    @Test
    @DisplayName("Q10: a hold that has lapsed takes no room; committed late it counts once, and says that it was late")
    void q10() {
        subscribe(Quota.perDay(1_000).of("tokens"));
        Hold hold = reserve(1_000);
        time.advance(Ledger.DEFAULT_HOLD.minusNanos(1));
        assertThat(usage().held()).isEqualTo(1_000);
        time.advance(Duration.ofNanos(1));
        assertThat(usage()).isEqualTo(tokens(0, 0, 1_000));
        ledger.commit(reserve(900), Map.of());

        assertThat(ledger.commit(hold, Map.of("tokens", 200L)).outcome()).isEqualTo(Outcome.LATE);
        assertThat(ledger.commit(hold, Map.of("tokens", 200L)).outcome()).isEqualTo(Outcome.NO_EFFECT);
        assertThat(usage()).as("above the limit, as it really was").isEqualTo(tokens(1_100, 0, 0));
    }

    @Test
    @DisplayName("Q11: 180 used of 200, changed to 50 with KEEP: refused, 0 left; changed back: 20 left")
    void q11() {
        subscribe(Quota.perMonth(200));
        profile("small", Quota.perMonth(50));
        ada.take(TaskOptions.DEFAULT.cost(180));
        subscriptions.changeProfile("ada", "small", KEEP);
        Decision refused = ada.take();
        assertThat(refused.reason()).isEqualTo(Reason.QUOTA_EXCEEDED);
        assertThat(refused.remaining()).isZero();
        subscriptions.changeProfile("ada", "pro", KEEP);
        assertThat(ada.usage().get(0).remaining()).isEqualTo(20);
    }

    @Test
    @DisplayName("Q11: a change with RESET starts the window afresh, but once: down and up again mints nothing")
    void q11_reset() {
        subscribe(Quota.perMonth(200));
        profile("small", Quota.perMonth(50));
        ada.take(TaskOptions.DEFAULT.cost(180));
        subscriptions.changeProfile("ada", "small", RESET);
        assertThat(ada.usage().get(0).remaining()).isEqualTo(50);
        ada.take(TaskOptions.DEFAULT.cost(40));
        time.advance(Duration.ofDays(1));
        subscriptions.changeProfile("ada", "pro", RESET);
        assertThat(ada.usage().get(0).remaining()).as("40 stay used").isEqualTo(160);

        time.advance(Duration.between(time.instant(), at("2026-02-03T00:00:00Z")));
        ada.take(TaskOptions.DEFAULT.cost(10));
        subscriptions.changeProfile("ada", "small", RESET);
        assertThat(ada.usage().get(0).remaining()).as("another window").isEqualTo(50);
    }

    @Test
    @DisplayName("Q12: a change at term end leaves the old limit until the last millisecond")
    void q12() {
        subscribe(Quota.perMonth(200));
        profile("small", Quota.perMonth(50));
        Instant end = at("2026-01-20T00:00:00Z");
        subscriptions.replace("ada", "pro", SubscriptionOptions.until(end).grace(Duration.ofDays(5)));
        subscriptions.changeProfileAtTermEnd("ada", "small", KEEP);
        time.advance(Duration.between(time.instant(), end).minus(MILLI));
        assertThat(ada.take().limit()).isEqualTo(200);
        time.advance(MILLI);
        Decision after = ada.take();
        assertThat(after.limit()).isEqualTo(50);
        assertThat(after.profile()).isEqualTo("small");
    }

    @Test
    @DisplayName("Q12: undone before, only the audit remembers")
    void q12_undone() {
        Subscription before = subscribe(Quota.perMonth(200));
        profile("small", Quota.perMonth(50));
        subscriptions.changeProfileAtTermEnd("ada", "small", KEEP);
        Subscription after = subscriptions.undoProfileChange("ada");
        assertThat(after.tier()).isEqualTo(before.tier());
        assertThat(after.profileAt(before.endsAt())).isEqualTo("pro");
        assertThat(subscriptions.audit("ada"))
                .extracting(AuditEvent::action)
                .containsExactly(Action.CREATED, Action.PROFILE_CHANGE_SCHEDULED, Action.PROFILE_CHANGE_UNDONE);
    }

    @Test
    @DisplayName("Q13: an override of 0 blocks, grants included; UNLIMITED lifts; 500 until T is the plan's limit at T")
    void q13() {
        subscribe(Quota.perMonth(10));
        subscriptions.grant("ada", "calls-per-month", 5);
        subscriptions.overrideQuota("ada", "calls-per-month", 0);
        assertThat(ada.take().reason()).isEqualTo(Reason.QUOTA_EXCEEDED);
        subscriptions.overrideQuota("ada", "calls-per-month", Quota.UNLIMITED);
        assertThat(ada.take(TaskOptions.DEFAULT.cost(1_000)).allowed()).isTrue();

        subscriptions.resetUsage("ada");
        Instant until = time.instant().plus(Duration.ofDays(1));
        subscriptions.overrideQuota("ada", "calls-per-month", 500, until);
        assertThat(ada.usage().get(0).limit()).isEqualTo(505);
        time.advance(Duration.ofDays(1).minus(MILLI));
        assertThat(ada.usage().get(0).limit()).isEqualTo(505);
        time.advance(MILLI);
        assertThat(ada.take(TaskOptions.DEFAULT.cost(16)).limit()).isEqualTo(15);

        subscriptions.overrideQuota("ada", "calls-per-month", 0, until.plus(Duration.ofHours(1)));
        assertThat(ada.take().retryAfter()).as("when the block ends").contains(Duration.ofHours(1));
    }

    @Test
    @DisplayName(
            "Q14: plan 100, grant A 50 until the 20th, grant B 50 for ever: A is drained first, then the plan, then B")
    void q14() {
        subscribe(Quota.perMonth(100));
        subscriptions.grant("ada", "calls-per-month", 50);
        subscriptions.grant("ada", "calls-per-month", 50, at("2026-01-20T00:00:00Z"));
        assertThat(ada.usage().get(0).remaining()).isEqualTo(200);
        ada.take(TaskOptions.DEFAULT.cost(40));
        assertThat(drained()).containsExactly(40L, 0L, 0L);
        ada.take(TaskOptions.DEFAULT.cost(60));
        assertThat(drained()).as("one charge over two").containsExactly(50L, 50L, 0L);
        ada.take(TaskOptions.DEFAULT.cost(70));
        assertThat(drained()).containsExactly(50L, 100L, 20L);
        Decision refused = ada.take(TaskOptions.DEFAULT.cost(31));
        assertThat(refused.remaining()).isEqualTo(30);
        assertThat(refused.limit()).isEqualTo(200);
        assertThat(refused.resetsAt()).contains(at("2026-02-01T00:00:00Z"));

        time.advance(Duration.ofDays(30));
        assertThat(ada.usage().get(0).remaining())
                .as("a new month, A gone, B as it was")
                .isEqualTo(130);
    }

    @Test
    @DisplayName(
            "Q15: with an end at T a charge passes at T - 1 ms and not at T; what was held before is committed after")
    void q15() {
        subscribe(Quota.perMonth(1_000).of("tokens"), Quota.perMonth(10));
        Instant end = time.instant().plus(Duration.ofDays(3));
        subscriptions.replace("ada", "pro", SubscriptionOptions.until(end));
        time.advance(Duration.ofDays(3).minus(MILLI));
        assertThat(ada.tryTake()).isTrue();
        Hold hold = reserve(100);
        time.advance(MILLI);
        assertThat(ada.take().reason()).isEqualTo(Reason.EXPIRED);
        assertThat(ledger.commit(hold, Map.of("tokens", 60L)).outcome()).isEqualTo(Outcome.DONE);
        assertThat(usage().used()).isEqualTo(60);
    }

    private Subscription subscribe(Quota... quotas) {
        profile("pro", quotas);
        return subscriptions.create("ada", "pro", Duration.ofDays(90));
    }

    private void profile(String name, Quota... quotas) {
        Profile profile = Profile.named(name).dedicated(Resource.each().rate(Rate.UNLIMITED));
        for (Quota quota : quotas) {
            profile = profile.quota(quota);
        }
        profiles.put(name, profile);
        valve.register(profile);
    }

    private QuotaPlan plan() {
        Subscription subscription = store.find("ada").orElseThrow();
        Instant now = store.now();
        Profile profile = profiles.get(subscription.profileAt(now));
        return ledger.resolve("ada", profile.quotas(), subscription, now);
    }

    private LedgerResult charge(long calls, String key) {
        return ledger.charge(plan(), new Demand(calls, Map.of(), key));
    }

    private static LedgerResult.Admitted admitted(LedgerResult result) {
        return (LedgerResult.Admitted) result;
    }

    private LedgerResult reserveResult(long tokens) {
        return ledger.reserve(plan(), new Demand(0, Map.of("tokens", tokens)), Ledger.DEFAULT_HOLD);
    }

    private Hold reserve(long tokens) {
        return ((LedgerResult.Reserved) reserveResult(tokens)).hold();
    }

    private Usage usage() {
        return ledger.usage(plan()).get(0);
    }

    private long used() {
        return usage().used();
    }

    private Usage tokens(long used, long held, long remaining) {
        return new Usage("tokens-per-day", "tokens", 1_000, used, held, remaining, usage().resetsAt());
    }

    /** What is used of A, of the plan, and of B. */
    private List<Long> drained() {
        CounterKey plan =
                new CounterKey("calls-per-month", at("2026-01-01T00:00:00Z").toEpochMilli(), 0);
        CounterKey a = CounterKey.ofGrant("calls-per-month", "grant-3");
        CounterKey b = CounterKey.ofGrant("calls-per-month", "grant-2");
        return store.counters("ada", List.of(a, plan, b)).stream()
                .map(CounterState::used)
                .toList();
    }

    private static Window.Origin origin(String anchor, ZoneId zone) {
        return new Window.Origin(at(anchor), at(anchor), zone);
    }

    private static Window.Span span(String from, String until) {
        return new Window.Span(at(from), at(until));
    }

    private static Duration length(Window.Span span) {
        return Duration.between(span.from(), span.until());
    }

    private static Instant at(String instant) {
        return Instant.parse(instant);
    }
}
