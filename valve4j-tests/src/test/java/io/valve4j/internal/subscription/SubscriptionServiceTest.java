package io.valve4j.internal.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.valve4j.internal.quota.Ledger;
import io.valve4j.quota.Grant;
import io.valve4j.quota.Quota;
import io.valve4j.quota.Usage;
import io.valve4j.store.InMemoryStore;
import io.valve4j.subscription.Allowances;
import io.valve4j.subscription.AuditEvent;
import io.valve4j.subscription.AuditEvent.Action;
import io.valve4j.subscription.QuotaOverride;
import io.valve4j.subscription.QuotaPreview;
import io.valve4j.subscription.Stops;
import io.valve4j.subscription.Subscription;
import io.valve4j.subscription.SubscriptionException;
import io.valve4j.subscription.SubscriptionException.Problem;
import io.valve4j.subscription.SubscriptionOptions;
import io.valve4j.subscription.SubscriptionStatus;
import io.valve4j.subscription.Subscriptions;
import io.valve4j.subscription.Term;
import io.valve4j.subscription.Tier;
import io.valve4j.subscription.Tier.UsageOnChange;
import io.valve4j.testkit.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class SubscriptionServiceTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration MONTH = Duration.ofDays(30);
    private static final Map<String, List<Quota>> PROFILES = Map.of(
            "pro", List.of(Quota.perDay(10), Quota.lifetime(100).of("tokens")),
            "free", List.of());
    private static final String LONG = "x".repeat(10_000);

    private final ManualTime time = new ManualTime(0, START);
    private final InMemoryStore store = new InMemoryStore(time);
    private final List<Subscription> heard = new ArrayList<>();
    private final Subscriptions subscriptions = service(PROFILES::get);

    private Subscriptions service(ProfileLookup profiles) {
        return new SubscriptionService(
                store, profiles, (subscription, at) -> List.of(), (changed, at) -> heard.add(changed));
    }

    @Test
    void a_subscription_starts_now_and_runs_for_its_term() {
        Subscription created = subscriptions.create("ada", "pro", MONTH);
        assertThat(created).isEqualTo(Subscription.first("ada", "pro", Term.of(START, MONTH)));
        assertThat(subscriptions.find("ada")).contains(created);
        assertThat(subscriptions.find("bob")).isEmpty();
    }

    @Test
    void now_is_kept_to_the_millisecond_so_that_it_is_active_at_once() {
        time.advance(Duration.ofNanos(1_999_999));
        Subscription created = subscriptions.create("ada", "pro", MONTH);
        assertThat(created.startsAt()).isEqualTo(START.plusMillis(1));
        assertThat(created.statusAt(store.now())).isEqualTo(SubscriptionStatus.ACTIVE);
        assertThat(subscriptions.cancel("ada").statusAt(store.now())).isEqualTo(SubscriptionStatus.CANCELED);
    }

    @Test
    void a_subscription_may_be_set_up_for_later() {
        Instant later = START.plus(MONTH);
        Subscription created = subscriptions.create("ada", "pro", later, later.plus(MONTH));
        assertThat(created.statusAt(store.now())).isEqualTo(SubscriptionStatus.SCHEDULED);
        assertThat(created.nextChangeAfter(store.now())).contains(later);
    }

    @Test
    void g9_create_refuses_where_a_live_one_exists_and_overwrites_nothing() {
        Subscription first = subscriptions.create("ada", "pro", MONTH);
        refuses(Problem.ALREADY_SUBSCRIBED, () -> subscriptions.create("ada", "free", MONTH))
                .hasMessageContaining("user \"ada\" has a subscription already: ACTIVE on profile \"pro\"")
                .hasMessageContaining("extend it, replace it, or cancel it first");
        assertThat(subscriptions.find("ada")).contains(first);
        assertThat(subscriptions.audit("ada")).hasSize(1);

        Instant later = START.plus(MONTH);
        subscriptions.create("bob", "pro", later, later.plus(MONTH));
        refuses(Problem.ALREADY_SUBSCRIBED, () -> subscriptions.create("bob", "pro", MONTH))
                .hasMessageContaining("SCHEDULED");
    }

    @Test
    void a_new_one_may_follow_a_cancelled_or_expired_one_without_overrides_and_without_fresh_usage() {
        subscriptions.create("ada", "pro", MONTH);
        subscriptions.overrideQuota("ada", "calls-per-day", 0);
        subscriptions.resetUsage("ada");
        subscriptions.cancel("ada");
        Subscription second = subscriptions.create("ada", "free", MONTH);
        assertThat(second)
                .isEqualTo(new Subscription(
                        "ada", Tier.on("free"), Term.of(START, MONTH), Stops.NONE, Allowances.NONE, 1, 5));

        time.advance(MONTH);
        Subscription third = subscriptions.create("ada", "pro", MONTH);
        assertThat(third.revision()).isEqualTo(6);
        assertThat(subscriptions.audit("ada").get(5).detail())
                .isEqualTo("one was EXPIRED, is on profile \"pro\" from 2026-01-31T00:00:00Z until"
                        + " 2026-03-02T00:00:00Z");
    }

    @Test
    void an_extension_counts_from_the_present_end() {
        subscriptions.create("ada", "pro", MONTH);
        assertThat(subscriptions.extend("ada", Duration.ofDays(2)).endsAt()).isEqualTo(START.plus(Duration.ofDays(32)));
        time.advance(Duration.ofDays(40));
        Subscription revived = subscriptions.extend("ada", Duration.ofDays(10));
        assertThat(revived.endsAt()).isEqualTo(START.plus(Duration.ofDays(42)));
        assertThat(revived.statusAt(store.now())).isEqualTo(SubscriptionStatus.ACTIVE);
    }

    @Test
    void a_cancelled_subscription_changes_no_more() {
        subscriptions.create("ada", "pro", MONTH);
        time.advance(Duration.ofDays(1));
        Subscription cancelled = subscriptions.cancel("ada");
        assertThat(cancelled.canceledAt()).isEqualTo(START.plus(Duration.ofDays(1)));

        refuses(Problem.CANCELED, () -> subscriptions.extend("ada", MONTH))
                .hasMessageContaining("was cancelled at 2026-01-02T00:00:00Z and changes no more: create a new one");
        refuses(Problem.CANCELED, () -> subscriptions.overrideQuota("ada", "calls-per-day", 1));
        refuses(Problem.CANCELED, () -> subscriptions.clearOverride("ada", "calls-per-day"));
        refuses(Problem.CANCELED, () -> subscriptions.resetUsage("ada"));
        assertThat(subscriptions.cancel("ada")).isEqualTo(cancelled);
        assertThat(subscriptions.audit("ada")).hasSize(2);
    }

    @Test
    void g10_an_override_is_set_changed_and_taken_back() {
        subscriptions.create("ada", "pro", MONTH);
        assertThat(subscriptions.overrideQuota("ada", "calls-per-day", 0).overrides())
                .containsExactly(Map.entry("calls-per-day", new QuotaOverride(0)));
        assertThat(subscriptions
                        .overrideQuota("ada", "calls-per-day", Quota.UNLIMITED)
                        .overrides())
                .containsExactly(Map.entry("calls-per-day", new QuotaOverride(Quota.UNLIMITED)));
        assertThat(subscriptions.clearOverride("ada", "calls-per-day").overrides())
                .isEmpty();
        assertThat(subscriptions.clearOverride("ada", "calls-per-day").revision())
                .as("nothing to take back")
                .isEqualTo(4);
        assertThat(subscriptions.audit("ada"))
                .extracting(AuditEvent::detail)
                .contains(
                        "the limit of quota \"calls-per-day\" was the profile's, is 0",
                        "the limit of quota \"calls-per-day\" was 0, is unlimited",
                        "the limit of quota \"calls-per-day\" was unlimited, is the profile's");
    }

    @Test
    void an_override_can_be_taken_back_after_its_quota_has_left_the_profile() {
        List<Quota> quotas = new ArrayList<>(List.of(Quota.perDay(10)));
        Subscriptions changing = service(profile -> quotas);
        changing.create("ada", "pro", MONTH);
        changing.overrideQuota("ada", "calls-per-day", 0);
        quotas.clear();
        assertThat(changing.clearOverride("ada", "calls-per-day").overrides()).isEmpty();
        refuses(Problem.UNKNOWN_QUOTA, () -> changing.clearOverride("ada", "calls-per-day"))
                .hasMessageContaining("has no quota \"calls-per-day\", nor any other");
    }

    @Test
    void what_is_unknown_is_refused_with_what_is_known() {
        refuses(Problem.UNKNOWN_PROFILE, () -> subscriptions.create("ada", "gold\n", MONTH))
                .hasMessageContaining("there is no profile \"gold\\u000a\": register it first");
        refuses(Problem.NOT_SUBSCRIBED, () -> subscriptions.extend("ada", MONTH))
                .hasMessageContaining("user \"ada\" has no subscription: create one first");
        refuses(Problem.NOT_SUBSCRIBED, () -> subscriptions.cancel("ada"));
        refuses(Problem.NOT_SUBSCRIBED, () -> subscriptions.overrideQuota("ada", "calls-per-day", 1));
        refuses(Problem.NOT_SUBSCRIBED, () -> subscriptions.clearOverride("ada", "calls-per-day"));
        refuses(Problem.NOT_SUBSCRIBED, () -> subscriptions.resetUsage("ada"));
        refuses(Problem.NOT_SUBSCRIBED, () -> subscriptions.grant("ada", "calls-per-day", 1));
        refuses(Problem.NOT_SUBSCRIBED, () -> subscriptions.pause("ada"));
        refuses(Problem.NOT_SUBSCRIBED, () -> subscriptions.resume("ada"));
        refuses(Problem.NOT_SUBSCRIBED, () -> subscriptions.cancelAtTermEnd("ada"));
        refuses(Problem.NOT_SUBSCRIBED, () -> subscriptions.undoCancel("ada"));
        refuses(Problem.NOT_SUBSCRIBED, () -> subscriptions.changeProfile("ada", "free"));
        refuses(Problem.UNKNOWN_PROFILE, () -> subscriptions.changeProfile("ada", "gold"));
        subscriptions.create("ada", "pro", MONTH);
        refuses(Problem.UNKNOWN_QUOTA, () -> subscriptions.overrideQuota("ada", "calls", 1))
                .hasMessageContaining("has no quota \"calls\"; it has \"calls-per-day\", \"tokens-lifetime\"");
        assertThat(subscriptions.audit("ada")).hasSize(1);
        assertThat(heard).hasSize(1);
    }

    @Test
    void g9_each_change_leaves_exactly_one_event_that_says_who_when_what_and_why() {
        subscriptions.create("ada", "pro", MONTH);
        time.advance(Duration.ofSeconds(1));
        Subscriptions support = subscriptions.by("support@example.org", "ticket 4711");
        support.extend("ada", Duration.ofDays(1));
        support.resetUsage("ada");
        subscriptions.cancel("ada");

        Instant later = START.plusSeconds(1);
        assertThat(subscriptions.audit("ada"))
                .containsExactly(
                        new AuditEvent(
                                "ada",
                                START,
                                Action.CREATED,
                                1,
                                "there was none, is on profile \"pro\" from 2026-01-01T00:00:00Z until"
                                        + " 2026-01-31T00:00:00Z",
                                "application",
                                ""),
                        new AuditEvent(
                                "ada",
                                later,
                                Action.EXTENDED,
                                2,
                                "the end was 2026-01-31T00:00:00Z, is 2026-02-01T00:00:00Z",
                                "support@example.org",
                                "ticket 4711"),
                        new AuditEvent(
                                "ada",
                                later,
                                Action.USAGE_RESET,
                                3,
                                "the usage generation was 0, is 1",
                                "support@example.org",
                                "ticket 4711"),
                        new AuditEvent(
                                "ada",
                                later,
                                Action.CANCELED,
                                4,
                                "the status was ACTIVE, is CANCELED",
                                "application",
                                ""));
        assertThat(subscriptions.audit("bob")).isEmpty();
    }

    @Test
    void a_replacement_is_explicit_and_keeps_usage_and_grants_but_nothing_else() {
        subscriptions.create("ada", "pro", MONTH);
        subscriptions.overrideQuota("ada", "calls-per-day", 0);
        Subscription granted = subscriptions.grant("ada", "calls-per-day", 7);
        subscriptions.pause("ada");
        subscriptions.changeProfileAtTermEnd("ada", "free", UsageOnChange.RESET);
        Subscription replaced = subscriptions.replace("ada", "free", SubscriptionOptions.lasting(Duration.ofDays(1)));
        assertThat(replaced)
                .isEqualTo(new Subscription(
                        "ada",
                        Tier.on("free"),
                        Term.of(START, Duration.ofDays(1)),
                        Stops.NONE,
                        new Allowances(Map.of(), granted.grants()),
                        0,
                        6));
        assertThat(lastEvent().action()).isEqualTo(Action.REPLACED);
        assertThat(lastEvent().detail()).startsWith("one was PAUSED, is on profile \"free\" from");
        refuses(Problem.NOT_SUBSCRIBED, () -> subscriptions.replace("bob", "pro", SubscriptionOptions.lasting(MONTH)));
    }

    @Test
    void a_cancellation_at_term_end_comes_by_itself_without_grace_and_can_be_taken_back_before() {
        subscriptions.create("ada", "pro", SubscriptionOptions.lasting(MONTH).grace(MONTH));
        Subscription planned = subscriptions.cancelAtTermEnd("ada");
        assertThat(planned.canceledAt()).isEqualTo(START.plus(MONTH));
        assertThat(planned.statusAt(START.plus(MONTH).minusMillis(1))).isEqualTo(SubscriptionStatus.ACTIVE);
        assertThat(planned.statusAt(START.plus(MONTH))).isEqualTo(SubscriptionStatus.CANCELED);
        assertThat(subscriptions.cancelAtTermEnd("ada")).as("again").isEqualTo(planned);

        assertThat(subscriptions.undoCancel("ada").canceledAt()).isNull();
        refuses(Problem.NOTHING_TO_UNDO, () -> subscriptions.undoCancel("ada"))
                .hasMessageContaining("no cancellation that could still be taken back");

        subscriptions.cancelAtTermEnd("ada");
        assertThat(subscriptions.extend("ada", MONTH).canceledAt())
                .as("moves with the end")
                .isEqualTo(START.plus(MONTH).plus(MONTH));
        assertThat(subscriptions.cancel("ada").canceledAt()).as("now").isEqualTo(START);
        refuses(Problem.CANCELED, () -> subscriptions.undoCancel("ada"));
        assertThat(subscriptions.audit("ada"))
                .extracting(AuditEvent::action)
                .containsExactly(
                        Action.CREATED,
                        Action.CANCELLATION_SCHEDULED,
                        Action.CANCELLATION_UNDONE,
                        Action.CANCELLATION_SCHEDULED,
                        Action.EXTENDED,
                        Action.CANCELED);
    }

    @Test
    void in_its_grace_a_cancellation_at_term_end_comes_at_once() {
        subscriptions.create("ada", "pro", SubscriptionOptions.lasting(MONTH).grace(MONTH));
        time.advance(MONTH.plusSeconds(1));
        assertThat(subscriptions.cancelAtTermEnd("ada").statusAt(store.now())).isEqualTo(SubscriptionStatus.CANCELED);
    }

    @Test
    void a_pause_goes_on_until_it_is_resumed_while_the_term_runs() {
        subscriptions.create("ada", "pro", MONTH);
        time.advance(Duration.ofDays(1));
        Subscription paused = subscriptions.pause("ada");
        assertThat(paused.statusAt(store.now())).isEqualTo(SubscriptionStatus.PAUSED);
        assertThat(subscriptions.pause("ada")).as("again").isEqualTo(paused);
        refuses(Problem.ALREADY_SUBSCRIBED, () -> subscriptions.create("ada", "free", MONTH))
                .hasMessageContaining("PAUSED on profile \"pro\"");
        time.advance(Duration.ofDays(1));
        Subscription resumed = subscriptions.resume("ada");
        assertThat(resumed.statusAt(store.now())).isEqualTo(SubscriptionStatus.ACTIVE);
        assertThat(resumed.endsAt()).isEqualTo(START.plus(MONTH));
        assertThat(subscriptions.resume("ada")).as("again").isEqualTo(resumed);
        assertThat(subscriptions.audit("ada"))
                .extracting(AuditEvent::detail)
                .endsWith(
                        "the pause was none, is since 2026-01-02T00:00:00Z",
                        "the pause was since 2026-01-02T00:00:00Z, is none");
    }

    @Test
    void a_change_of_profile_is_made_now_or_planned_or_taken_back() {
        subscriptions.create("ada", "pro", MONTH);
        Instant later = START.plus(Duration.ofDays(3));
        Subscription planned = subscriptions.changeProfileAt("ada", "free", later, UsageOnChange.KEEP);
        assertThat(planned.profileAt(later.minusMillis(1))).isEqualTo("pro");
        assertThat(planned.profileAt(later)).isEqualTo("free");
        assertThat(subscriptions.changeProfileAt("ada", "free", later, UsageOnChange.KEEP))
                .as("again")
                .isEqualTo(planned);
        assertThat(subscriptions.undoProfileChange("ada").tier()).isEqualTo(Tier.on("pro"));
        refuses(Problem.NOTHING_TO_UNDO, () -> subscriptions.undoProfileChange("ada"))
                .hasMessageContaining("no change of profile");

        subscriptions.changeProfileAtTermEnd("ada", "free", UsageOnChange.RESET);
        assertThat(lastEvent().detail())
                .isEqualTo("the planned change of profile was none, is to \"free\" at 2026-01-31T00:00:00Z, usage"
                        + " RESET");
        assertThat(subscriptions.changeProfile("ada", "free").tier())
                .as("the latest word counts")
                .isEqualTo(Tier.on("free"));
        assertThat(lastEvent().detail()).isEqualTo("the profile was \"pro\", is \"free\", usage KEEP");
        long revision = subscriptions.find("ada").orElseThrow().revision();
        assertThat(subscriptions.changeProfile("ada", "free").revision())
                .as("on it already")
                .isEqualTo(revision);
    }

    @Test
    void a_planned_change_that_has_come_is_entered_by_the_next_change_and_can_no_longer_be_undone() {
        subscriptions.create("ada", "pro", MONTH);
        Instant later = START.plus(Duration.ofDays(3));
        subscriptions.changeProfileAt("ada", "free", later, UsageOnChange.RESET);
        time.advance(Duration.ofDays(3));
        refuses(Problem.NOTHING_TO_UNDO, () -> subscriptions.undoProfileChange("ada"));
        refuses(Problem.UNKNOWN_QUOTA, () -> subscriptions.overrideQuota("ada", "calls-per-day", 1));
        assertThat(subscriptions.extend("ada", MONTH).tier()).isEqualTo(new Tier("free", later, null));
    }

    @Test
    void quotas_of_the_profile_that_is_to_follow_can_be_prepared() {
        subscriptions.create("ada", "free", MONTH);
        refuses(Problem.UNKNOWN_QUOTA, () -> subscriptions.grant("ada", "calls-per-day", 1));
        subscriptions.changeProfileAtTermEnd("ada", "pro", UsageOnChange.KEEP);
        assertThat(subscriptions.grant("ada", "calls-per-day", 1).grants()).hasSize(1);
        assertThat(subscriptions.overrideQuota("ada", "calls-per-day", 3).overrides())
                .hasSize(1);
    }

    @Test
    void grants_have_ids_of_their_own_and_those_that_are_over_make_room_for_others() {
        subscriptions.create("ada", "pro", MONTH);
        Instant soon = START.plusSeconds(1);
        Subscription granted = subscriptions.grant("ada", "calls-per-day", 5);
        assertThat(granted.grants()).containsExactly(new Grant("grant-2", "calls-per-day", 5, null));
        assertThat(lastEvent().detail()).isEqualTo("grant-2 was none, is 5 for quota \"calls-per-day\"");
        for (int i = 1; i < Allowances.MOST_GRANTS; i++) {
            subscriptions.grant("ada", "calls-per-day", 5, soon);
        }
        refuses(Problem.TOO_MANY_GRANTS, () -> subscriptions.grant("ada", "calls-per-day", 5))
                .hasMessageContaining("has 100 live grants");
        time.advance(Duration.ofSeconds(1));
        assertThat(subscriptions.grant("ada", "calls-per-day", 5).grants())
                .extracting(Grant::id)
                .containsExactly("grant-2", "grant-102");
    }

    @Test
    void an_override_that_is_over_is_gone_with_the_next_change() {
        subscriptions.create("ada", "pro", MONTH);
        subscriptions.overrideQuota("ada", "calls-per-day", 5, START.plusSeconds(1));
        assertThat(lastEvent().detail())
                .isEqualTo(
                        "the limit of quota \"calls-per-day\" was the profile's, is 5 until" + " 2026-01-01T00:00:01Z");
        time.advance(Duration.ofSeconds(1));
        assertThat(subscriptions.extend("ada", MONTH).overrides()).isEmpty();
    }

    @Test
    void a_preview_shows_each_quota_before_and_after_a_change_and_takes_nothing() {
        Map<String, List<Quota>> profiles = Map.of(
                "pro", List.of(Quota.perDay(100), Quota.perDay(9).of("tokens")),
                "free", List.of(Quota.perDay(30), Quota.perMonth(50)));
        Ledger ledger = new Ledger(store);
        Subscriptions seeing = new SubscriptionService(
                store,
                profiles::get,
                (subscription, at) ->
                        ledger.usage(ledger.resolve("ada", profiles.get(subscription.profileAt(at)), subscription, at)),
                (changed, at) -> heard.add(changed));
        Subscription present = seeing.create("ada", "pro", MONTH);
        ledger.charge(ledger.resolve("ada", profiles.get("pro"), present, START), 40, Map.of());

        Optional<Instant> tomorrow = Optional.of(START.plus(Duration.ofDays(1)));
        Usage before = new Usage("calls-per-day", "calls", 100, 40, 0, tomorrow);
        Usage tokens = new Usage("tokens-per-day", "tokens", 9, 0, 0, tomorrow);
        Usage month =
                new Usage("calls-per-month", "calls", 50, 0, 0, Optional.of(Instant.parse("2026-02-01T00:00:00Z")));
        assertThat(seeing.preview("ada", "free", UsageOnChange.KEEP))
                .containsExactly(
                        new QuotaPreview(
                                "calls-per-day", before, new Usage("calls-per-day", "calls", 30, 40, 0, tomorrow)),
                        new QuotaPreview("tokens-per-day", tokens, null),
                        new QuotaPreview("calls-per-month", null, month));
        assertThat(seeing.preview("ada", "free", UsageOnChange.RESET).get(0).after())
                .isEqualTo(new Usage("calls-per-day", "calls", 30, 0, 0, tomorrow));
        assertThat(seeing.preview("ada", "pro", UsageOnChange.RESET).get(0).after())
                .as("no change")
                .isEqualTo(before);
        assertThat(seeing.find("ada")).contains(present);
        assertThat(seeing.audit("ada")).hasSize(1);
        assertThat(heard).hasSize(1);
        refuses(Problem.UNKNOWN_PROFILE, () -> seeing.preview("ada", "gold", UsageOnChange.KEEP));
        refuses(Problem.NOT_SUBSCRIBED, () -> seeing.preview("bob", "free", UsageOnChange.KEEP));
    }

    @Test
    void everybody_is_listed_in_pages() {
        for (String user : List.of("cyd", "ada", "bob")) {
            subscriptions.create(user, "pro", MONTH);
        }
        assertThat(subscriptions.list(null, 2)).extracting(Subscription::userId).containsExactly("ada", "bob");
        assertThat(subscriptions.list("bob", 2))
                .extracting(Subscription::userId)
                .containsExactly("cyd");
    }

    private AuditEvent lastEvent() {
        List<AuditEvent> events = subscriptions.audit("ada");
        return events.get(events.size() - 1);
    }

    @Test
    void whoever_listens_hears_of_each_change_once() {
        Subscription created = subscriptions.create("ada", "pro", MONTH);
        Subscription extended = subscriptions.by("ops", "").extend("ada", MONTH);
        assertThat(heard).containsExactly(created, extended);
    }

    @Test
    void g9_concurrent_changes_are_all_kept_each_with_its_event() throws Exception {
        int threads = 4;
        long extensions = 250;
        subscriptions.create("ada", "pro", MONTH);
        inParallel(threads, () -> {
            // Another manager on the same store.
            Subscriptions mine =
                    new SubscriptionService(store, PROFILES::get, (subscription, at) -> List.of(), (changed, at) -> {});
            for (int i = 0; i < extensions; i++) {
                mine.extend("ada", Duration.ofMillis(1));
            }
        });
        assertThat(subscriptions.find("ada").orElseThrow().endsAt())
                .isEqualTo(START.plus(MONTH).plusMillis(threads * extensions));
        assertThat(subscriptions.audit("ada"))
                .extracting(AuditEvent::revision)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, threads * extensions + 1)
                        .boxed()
                        .toList());
    }

    @Test
    void g9_of_concurrent_creates_one_wins() throws Exception {
        for (int round = 0; round < 100; round++) {
            String user = "user-" + round;
            List<String> created = Collections.synchronizedList(new ArrayList<>());
            inParallel(4, () -> {
                try {
                    created.add(subscriptions.create(user, "free", MONTH).userId());
                } catch (SubscriptionException refused) {
                    assertThat(refused.problem()).isEqualTo(Problem.ALREADY_SUBSCRIBED);
                }
            });
            assertThat(created).containsExactly(user);
            assertThat(subscriptions.audit(user)).hasSize(1);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nonsense")
    void refuses_nonsense_and_writes_nothing(String what, Class<? extends Throwable> type, String message, Call call) {
        subscriptions.create("ada", "pro", MONTH);
        assertThatThrownBy(() -> call.on(subscriptions))
                .as(what)
                .isInstanceOf(type)
                .hasMessageContaining(message);
        assertThat(subscriptions.audit("ada")).hasSize(1);
        assertThat(subscriptions.find("bob")).isEmpty();
    }

    static Stream<Arguments> nonsense() {
        Duration most = Duration.ofSeconds(Long.MAX_VALUE);
        return Stream.of(
                row("blank user", "the user's id must not be blank", s -> s.create(" ", "pro", MONTH)),
                row("long user", "but has 10000", s -> s.create(LONG, "pro", MONTH)),
                row("blank profile", "the profile's name must not be blank", s -> s.create("bob", "", MONTH)),
                row("long profile", "but has 10000", s -> s.create("bob", LONG, MONTH)),
                row("term of zero", "the term must be more than zero", s -> s.create("bob", "pro", Duration.ZERO)),
                row("negative term", "but was PT-1S", s -> s.create("bob", "pro", Duration.ofSeconds(-1))),
                row("term that overflows", "at most 100 years", s -> s.create("bob", "pro", most)),
                row(
                        "term that ends before it starts",
                        "must end at least 1 ms after it starts",
                        s -> s.create("bob", "pro", START, START.minusMillis(1))),
                row("term out of range", "must lie between", s -> s.create("bob", "pro", START, Instant.MAX)),
                row("extension of zero", "the extension must be more than zero", s -> s.extend("ada", Duration.ZERO)),
                row("extension that overflows", "at most 100 years", s -> s.extend("ada", most)),
                row("extension of a blank user", "must not be blank", s -> s.extend("", MONTH)),
                row(
                        "negative override",
                        "0, which blocks, or more, up to Quota.UNLIMITED, but was -1",
                        s -> s.overrideQuota("ada", "calls-per-day", -1)),
                row(
                        "override that has ended",
                        "the end of the override must lie after now, which is 2026-01-01T00:00:00Z",
                        s -> s.overrideQuota("ada", "calls-per-day", 1, START)),
                row("grant of 0", "the granted amount must be at least 1", s -> s.grant("ada", "calls-per-day", 0)),
                row(
                        "negative grant",
                        "but was " + Long.MIN_VALUE,
                        s -> s.grant("ada", "calls-per-day", Long.MIN_VALUE)),
                row(
                        "grant that has ended",
                        "the end of the grant must lie after now",
                        s -> s.grant("ada", "calls-per-day", 1, START.minusSeconds(1))),
                row(
                        "grant without a real end",
                        "before the year 10000",
                        s -> s.grant("ada", "calls-per-day", 1, Instant.MAX)),
                row("grant to nobody in particular", "must not be blank", s -> s.grant(" ", "calls-per-day", 1)),
                row(
                        "change of profile in the past",
                        "the time of the change must lie after now",
                        s -> s.changeProfileAt("ada", "free", START, UsageOnChange.KEEP)),
                row("change to a blank profile", "must not be blank", s -> s.changeProfile("ada", " ")),
                row("page of nothing", "the length of a page must be between 1 and 1000", s -> s.list(null, 0)),
                row("page of everybody", "but was 1001", s -> s.list(null, 1001)),
                row("page after a blank user", "must not be blank", s -> s.list(" ", 1)),
                row("pause of a blank user", "must not be blank", s -> s.pause("")),
                row("resume of a long user", "but has 10000", s -> s.resume(LONG)),
                row("undo for a blank user", "must not be blank", s -> s.undoCancel(" ")),
                missing("options", "the options", s -> s.create("bob", "pro", (SubscriptionOptions) null)),
                missing("policy", "what becomes of usage", s -> s.changeProfile("ada", "free", null)),
                missing(
                        "time of the change",
                        "the time of the change",
                        s -> s.changeProfileAt("ada", "free", null, UsageOnChange.KEEP)),
                row("blank quota", "the quota's name must not be blank", s -> s.overrideQuota("ada", "\t", 1)),
                row("long quota", "but has 10000", s -> s.clearOverride("ada", LONG)),
                row("cancel of a blank user", "must not be blank", s -> s.cancel(" ")),
                row("reset of a long user", "but has 10000", s -> s.resetUsage(LONG)),
                row("find of a blank user", "must not be blank", s -> s.find("")),
                row("audit of a blank user", "must not be blank", s -> s.audit("")),
                row("blank actor", "the actor must not be blank", s -> s.by(" ", "")),
                row("long actor", "but has 10000", s -> s.by(LONG, "")),
                row("blank reason", "the reason must not be blank", s -> s.by("ops", " ")),
                row("long reason", "but has 10000", s -> s.by("ops", LONG)),
                missing("user", "the user's id", s -> s.create(null, "pro", MONTH)),
                missing("profile", "the profile's name", s -> s.create("bob", null, MONTH)),
                missing("term", "the term", s -> s.create("bob", "pro", (Duration) null)),
                missing("start", "the start of the term", s -> s.create("bob", "pro", null, START)),
                missing("end", "the end of the term", s -> s.create("bob", "pro", START, null)),
                missing("extension", "the extension", s -> s.extend("ada", null)),
                missing("quota", "the quota's name", s -> s.overrideQuota("ada", null, 1)),
                missing("user to find", "the user's id", s -> s.find(null)),
                missing("actor", "the actor", s -> s.by(null, "")),
                missing("reason", "the reason", s -> s.by("ops", null)));
    }

    private interface Call {
        void on(Subscriptions subscriptions);
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> refuses(Problem problem, ThrowingCallable call) {
        return assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SubscriptionException.class,
                        refused -> assertThat(refused.problem()).isEqualTo(problem));
    }

    private static void inParallel(int threads, Runnable task) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            CyclicBarrier start = new CyclicBarrier(threads);
            List<Future<?>> futures = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                futures.add(executor.submit(() -> {
                    start.await();
                    task.run();
                    return null;
                }));
            }
            for (Future<?> future : futures) {
                future.get();
            }
        } finally {
            executor.shutdownNow();
        }
    }

    private static Arguments row(String what, String message, Call call) {
        return arguments(what, IllegalArgumentException.class, message, call);
    }

    private static Arguments missing(String what, String message, Call call) {
        return arguments("missing " + what, NullPointerException.class, message + " must not be null", call);
    }
}
