package io.valve4j;

import static io.valve4j.task.TaskOptions.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.valve4j.quota.Quota;
import io.valve4j.store.InMemoryStore;
import io.valve4j.testkit.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The one reason of a refusal: which comes first where several refuse, what it says, and that it changes nothing. */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of the tasks is seen elsewhere
class DecisionTest {

    private static final Instant START = Instant.parse("2026-03-10T00:00:00Z");

    private final ManualTime time = new ManualTime(0, START);
    private final HookedStore store = new HookedStore(new InMemoryStore(time));
    private final ValveManager valve = ValveManager.builder()
            .time(time)
            .store(store)
            .executor(Runnable::run)
            .callbackExecutor(Runnable::run)
            .build();

    /** What can be in the way of a permit, in the order of the checks. */
    private static final List<Reason> HURDLES = List.of(
            Reason.SHUTTING_DOWN,
            Reason.UNKNOWN_RESOURCE,
            Reason.EXPIRED,
            Reason.COST_TOO_HIGH,
            Reason.RATE_LIMITED,
            Reason.NO_WORKER,
            Reason.QUOTA_EXCEEDED);

    static Stream<Set<Reason>> combinations() {
        List<Set<Reason>> all = new ArrayList<>();
        for (int bits = 1; bits < 1 << HURDLES.size(); bits++) {
            Set<Reason> set = EnumSet.noneOf(Reason.class);
            for (int i = 0; i < HURDLES.size(); i++) {
                if ((bits >> i & 1) == 1) {
                    set.add(HURDLES.get(i));
                }
            }
            all.add(set);
        }
        return all.stream();
    }

    /** Puts all these in the way of user ada, and returns the reason that she is given. */
    private Reason met(Set<Reason> hurdles) {
        valve.register(
                Resource.named("api").workers(1).rate(Rate.perSecond(100).burst(10)),
                Resource.named("other"),
                Profile.named("pro")
                        .shared("api")
                        .quota(Quota.perDay(hurdles.contains(Reason.QUOTA_EXCEEDED) ? 0 : 100)),
                Profile.named("rival").shared("api"));
        valve.subscriptions().create("ada", "pro", Duration.ofDays(1));
        if (hurdles.contains(Reason.NO_WORKER)) {
            assertThat(valve.limiter("rival", "eve").tryAcquire()).isPresent();
        }
        if (hurdles.contains(Reason.EXPIRED)) {
            time.advance(Duration.ofDays(1));
        }
        time.advance(Duration.ofSeconds(1));
        if (hurdles.contains(Reason.RATE_LIMITED)) {
            assertThat(valve.limiter("rival", "eve").tryTake(DEFAULT.cost(10))).isTrue();
        }
        if (hurdles.contains(Reason.SHUTTING_DOWN)) {
            valve.shutdown(Duration.ofDays(1));
        }
        Limiter ada = valve.limiter("ada").on(hurdles.contains(Reason.UNKNOWN_RESOURCE) ? "other" : "api");
        ValveRejectedException refusal = catchThrowableOfType(
                ValveRejectedException.class,
                () -> ada.acquire(DEFAULT.cost(hurdles.contains(Reason.COST_TOO_HIGH) ? 11 : 1)));
        return refusal.decision().reason();
    }

    @ParameterizedTest
    @MethodSource("combinations")
    void where_several_refuse_the_first_in_the_order_is_the_reason(Set<Reason> hurdles) {
        assertThat(met(hurdles)).isEqualTo(hurdles.iterator().next());
    }

    private void registerApi(Rate rate, Quota... quotas) {
        Profile pro = Profile.named("pro").shared("api");
        for (Quota quota : quotas) {
            pro = pro.quota(quota);
        }
        valve.register(Resource.named("api").workers(2).queue(2).rate(rate), pro);
    }

    private static void assertRefused(
            Decision decision, Reason reason, String policy, long limit, long remaining, Duration retryAfter) {
        assertThat(decision.allowed()).isFalse();
        assertThat(decision.reason()).isEqualTo(reason);
        assertThat(decision.policy()).isEqualTo(policy);
        assertThat(decision.limit()).isEqualTo(limit);
        assertThat(decision.remaining()).isEqualTo(remaining);
        assertThat(decision.retryAfter()).isEqualTo(Optional.ofNullable(retryAfter));
    }

    @Test
    void an_admission_names_the_tightest_bound() {
        registerApi(Rate.perSecond(10), Quota.perDay(100), Quota.perMonth(5));
        Decision decision = valve.limiter("pro", "ada").take();
        assertThat(decision.allowed()).isTrue();
        assertThat(decision.reason()).isNull();
        assertThat(decision.policy()).isEqualTo("calls-per-month");
        assertThat(decision.limit()).isEqualTo(5);
        assertThat(decision.remaining()).isEqualTo(4);
        assertThat(decision.retryAfter()).contains(Duration.ZERO);
        assertThat(decision.resetsAt()).contains(Instant.parse("2026-04-01T00:00:00Z"));
        assertThat(decision.explain())
                .isEqualTo("user \"ada\" (profile \"pro\") may use \"api\"; calls-per-month: 4 of 5 left.");
    }

    @Test
    void an_admission_without_any_bound_says_so_plainly() {
        registerApi(Rate.UNLIMITED);
        Decision decision = valve.limiter("pro", "ada").take();
        assertThat(decision.remaining()).isEqualTo(Long.MAX_VALUE);
        assertThat(decision.explain()).isEqualTo("user \"ada\" (profile \"pro\") may use \"api\".");
    }

    @Test
    void who_waits_exactly_as_long_as_told_by_the_rate_succeeds_and_one_nanosecond_less_fails() {
        registerApi(Rate.perSecond(7));
        Limiter ada = valve.limiter("pro", "ada");
        while (ada.tryTake()) {}
        Decision decision = ada.take();
        assertRefused(decision, Reason.RATE_LIMITED, "api rate", 7, 0, Duration.ofNanos(142_857_143));
        assertThat(decision.resetsAt()).contains(START.plusNanos(142_857_143));
        time.advance(decision.retryAfter().orElseThrow().minusNanos(1));
        assertThat(ada.tryTake()).isFalse();
        time.advance(Duration.ofNanos(1));
        assertThat(ada.tryTake()).isTrue();
    }

    @Test
    void the_users_own_rate_is_named_where_it_is_the_one_that_binds() {
        valve.register(
                Resource.named("api").rate(Rate.perSecond(100)),
                Profile.named("pro").shared("api", Terms.EQUAL.rate(Rate.perSecond(1))));
        Limiter ada = valve.limiter("pro", "ada");
        assertThat(ada.take().policy()).isEqualTo("api own rate");
        assertRefused(ada.take(), Reason.RATE_LIMITED, "api own rate", 1, 0, Duration.ofSeconds(1));
        assertThat(valve.limiter("pro", "bob").tryTake()).isTrue();
    }

    @Test
    void a_quota_that_refuses_names_itself_and_the_end_of_its_window_to_the_nanosecond() {
        registerApi(Rate.UNLIMITED, Quota.perDay(1));
        Limiter ada = valve.limiter("pro", "ada");
        assertThat(ada.tryTake()).isTrue();
        time.advance(Duration.ofHours(1));
        Decision decision = ada.take();
        assertRefused(decision, Reason.QUOTA_EXCEEDED, "calls-per-day", 1, 0, Duration.ofHours(23));
        assertThat(decision.resetsAt()).contains(START.plus(Duration.ofDays(1)));
        time.advance(decision.retryAfter().orElseThrow().minusNanos(1));
        assertThat(ada.tryTake()).isFalse();
        time.advance(Duration.ofNanos(1));
        assertThat(ada.tryTake()).isTrue();
    }

    @Test
    void a_cost_above_the_burst_is_never_worth_trying_again() {
        registerApi(Rate.perSecond(7));
        Decision decision = valve.limiter("pro", "ada").take(DEFAULT.cost(8));
        assertRefused(decision, Reason.COST_TOO_HIGH, "api rate", 7, 7, null);
        assertThat(decision.explain())
                .isEqualTo("user \"ada\" (profile \"pro\") was refused \"api\": COST_TOO_HIGH, it costs more than the"
                        + " rate's burst can ever hold; api rate: at most 7; trying again later will not help.");
    }

    @Test
    void a_subscription_that_starts_later_says_when() {
        registerApi(Rate.UNLIMITED);
        valve.subscriptions().create("ada", "pro", START.plusSeconds(90), START.plusSeconds(600));
        Limiter ada = valve.limiter("ada");
        Decision decision = ada.take();
        assertRefused(
                decision, Reason.NOT_STARTED, "subscription", Long.MAX_VALUE, Long.MAX_VALUE, Duration.ofSeconds(90));
        assertThat(decision.explain())
                .isEqualTo("user \"ada\" (profile \"pro\") was refused \"api\": NOT_STARTED, the subscription has not"
                        + " started yet; try again in 90 s.");
        time.advance(Duration.ofSeconds(90).minusNanos(1));
        assertThat(ada.tryTake()).isFalse();
        time.advance(Duration.ofNanos(1));
        assertThat(ada.tryTake()).isTrue();
    }

    @Test
    void nobody_without_a_subscription_is_admitted_by_one() {
        registerApi(Rate.UNLIMITED);
        assertThat(valve.limiter("ada").take().explain())
                .isEqualTo("user \"ada\" was refused: NOT_SUBSCRIBED, the user has no subscription; trying again later"
                        + " will not help.");
        assertThat(valve.limiter("gold", "ada").take().reason()).isEqualTo(Reason.UNKNOWN_PROFILE);
        assertThat(valve.limiter("gold", "ada").take().policy()).isEqualTo("gold");
    }

    @Test
    void a_full_queue_says_whose_and_how_long_it_is() {
        registerApi(Rate.UNLIMITED);
        Limiter ada = valve.limiter("pro", "ada");
        List<Permit> busy =
                List.of(ada.tryAcquire().orElseThrow(), ada.tryAcquire().orElseThrow());
        ada.run(() -> {});
        ValveRejectedException own = catchThrowableOfType(ValveRejectedException.class, () -> ada.run(() -> {}));
        assertThat(own.decision().reason()).isEqualTo(Reason.QUEUE_FULL);
        assertThat(own.decision().policy()).isEqualTo("api own queue");
        valve.limiter("pro", "bob").run(() -> {});
        ValveRejectedException all = catchThrowableOfType(ValveRejectedException.class, () -> ada.run(() -> {}));
        assertThat(all.decision().policy()).isEqualTo("api queue");
        assertThat(all.decision().limit()).isEqualTo(2);
        assertThat(all.decision().remaining()).isZero();
        busy.forEach(Permit::close);
    }

    @Test
    void a_task_stranded_by_a_smaller_burst_is_told_of_the_rate() {
        registerApi(Rate.perSecond(10));
        Limiter ada = valve.limiter("pro", "ada");
        assertThat(ada.tryTake(DEFAULT.cost(10))).isTrue();
        var stranded = ada.run(() -> {}, DEFAULT.cost(5));
        valve.replace(Resource.named("api").workers(2).queue(2).rate(Rate.perSecond(4)));
        Decision decision = ((ValveRejectedException) Await.failure(stranded)).decision();
        assertRefused(decision, Reason.COST_TOO_HIGH, "api rate", 4, 4, null);
    }

    @Test
    void a_store_that_fails_is_the_reason_and_costs_no_permit() {
        registerApi(Rate.perSecond(1), Quota.perDay(10));
        Limiter ada = valve.limiter("pro", "ada");
        assertThat(ada.peek().allowed()).isTrue();
        store.failure = new IllegalStateException("down");
        Decision decision = ada.take();
        assertThat(decision.reason()).isEqualTo(Reason.STORE_UNAVAILABLE);
        assertThat(decision.policy()).isEqualTo("store");
        assertThat(ada.peek().reason()).isEqualTo(Reason.STORE_UNAVAILABLE);
        assertThat(ada.tryAcquire()).isEmpty();
        assertThat(catchThrowableOfType(ValveRejectedException.class, () -> ada.run(() -> {}))
                        .decision()
                        .reason())
                .isEqualTo(Reason.STORE_UNAVAILABLE);
        store.failure = null;
        assertThat(ada.take().allowed()).isTrue();
    }

    @Test
    void peek_answers_as_take_does_and_takes_nothing() {
        registerApi(Rate.perSecond(3), Quota.perDay(2));
        Limiter ada = valve.limiter("pro", "ada");
        for (int i = 0; i < 5; i++) {
            for (int cost = 1; cost < 5; cost++) {
                Decision peeked = ada.peek(DEFAULT.cost(cost));
                assertThat(ada.peek(DEFAULT.cost(cost))).as("a second look").isEqualTo(peeked);
            }
            Decision peeked = ada.peek();
            Decision taken = ada.take();
            assertThat(peeked.reason()).isEqualTo(taken.reason());
            assertThat(peeked.retryAfter()).isEqualTo(taken.retryAfter());
            assertThat(peeked.policy()).isEqualTo(taken.policy());
        }
        assertThat(ada.usage().get(0).used()).isEqualTo(2);
    }

    @Test
    void a_refusal_changes_neither_usage_nor_rate_nor_queue() {
        registerApi(Rate.perSecond(2), Quota.perDay(1));
        Limiter ada = valve.limiter("pro", "ada");
        assertThat(ada.take().allowed()).isTrue();
        time.advance(Duration.ofMillis(500));
        for (int i = 0; i < 100; i++) {
            assertThat(ada.take().reason()).isEqualTo(Reason.QUOTA_EXCEEDED);
            assertThat(ada.tryAcquire()).isEmpty();
            assertThat(catchThrowableOfType(ValveRejectedException.class, () -> ada.run(() -> {})))
                    .isNotNull();
        }
        assertThat(ada.usage().get(0).used()).isOne();
        valve.replace(Profile.named("pro").shared("api").quota(Quota.perDay(100)));
        assertThat(ada.tryTake()).isTrue();
        assertThat(ada.tryTake()).isTrue();
        assertThat(ada.tryTake()).isFalse();
    }

    @Test
    void a_permit_given_back_by_a_refused_take_goes_to_whoever_waits_for_it() {
        registerApi(Rate.perHour(1));
        valve.register(Profile.named("counted").shared("api").quota(Quota.perDay(0)));
        List<String> ran = new ArrayList<>();
        store.beforeCharge = () -> valve.limiter("pro", "bob").run(() -> ran.add("bob"));
        assertThat(valve.limiter("counted", "ada").take().reason()).isEqualTo(Reason.QUOTA_EXCEEDED);
        assertThat(ran).as("an hour too late, else").containsExactly("bob");
    }

    @Test
    void control_characters_in_names_reach_no_message() {
        valve.register(
                Resource.named("a\npi").rate(Rate.perSecond(1)),
                Profile.named("p\rro").shared("a\npi").quota(Quota.perDay(1).named("day\u001b[31m")));
        Limiter eve = valve.limiter("p\rro", "e\u0000ve\u2028\"\\");
        List<Decision> decisions = List.of(eve.take(), eve.take(), eve.take(DEFAULT.cost(2)));
        time.advance(Duration.ofSeconds(1));
        for (Decision decision :
                Stream.concat(decisions.stream(), Stream.of(eve.take())).toList()) {
            assertThat(decision.explain())
                    .doesNotContainPattern("[\\p{Cntrl}\u2028]")
                    .contains("\"e\\u0000ve\\u2028\\\"\\\\\"");
        }
        Permit permit = valve.limiter("x", "y").peek().allowed() ? null : acquired();
        assertThat(permit.toString()).doesNotContainPattern("\\p{Cntrl}");
    }

    private Permit acquired() {
        valve.replace(Profile.named("p\rro").shared("a\npi"));
        time.advance(Duration.ofSeconds(1));
        return valve.limiter("p\rro", "a\tb").tryAcquire().orElseThrow();
    }
}
