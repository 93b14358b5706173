package io.valve4j.subscription;

import static io.valve4j.subscription.SubscriptionStatus.ACTIVE;
import static io.valve4j.subscription.SubscriptionStatus.CANCELED;
import static io.valve4j.subscription.SubscriptionStatus.EXPIRED;
import static io.valve4j.subscription.SubscriptionStatus.GRACE;
import static io.valve4j.subscription.SubscriptionStatus.PAUSED;
import static io.valve4j.subscription.SubscriptionStatus.SCHEDULED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.valve4j.quota.Grant;
import io.valve4j.quota.Quota;
import io.valve4j.quota.Window;
import io.valve4j.testkit.Seeds;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SubscriptionTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("2026-02-01T00:00:00Z");
    private static final Duration MILLI = Duration.ofMillis(1);
    private static final String LONG = "x".repeat(10_000);

    @Test
    void status_follows_from_the_half_open_term() {
        Subscription subscription = subscription(null);
        assertThat(subscription.statusAt(START.minusNanos(1))).isEqualTo(SCHEDULED);
        assertThat(subscription.statusAt(START)).isEqualTo(ACTIVE);
        assertThat(subscription.statusAt(END.minusNanos(1))).isEqualTo(ACTIVE);
        assertThat(subscription.statusAt(END)).isEqualTo(EXPIRED);
    }

    @Test
    void a_cancellation_comes_before_everything_else_from_its_instant_on() {
        Instant middle = START.plusSeconds(10);
        assertThat(subscription(middle).statusAt(middle.minusNanos(1))).isEqualTo(ACTIVE);
        assertThat(subscription(middle).statusAt(middle)).isEqualTo(CANCELED);
        assertThat(subscription(middle).statusAt(END)).isEqualTo(CANCELED);
        assertThat(subscription(START.minusSeconds(1)).statusAt(START.minusSeconds(1)))
                .isEqualTo(CANCELED);
        assertThat(subscription(END.plusSeconds(1)).statusAt(END)).isEqualTo(EXPIRED);
    }

    @Test
    void the_next_change_is_the_next_instant_at_which_the_status_differs() {
        assertThat(subscription(null).nextChangeAfter(START.minusSeconds(1))).contains(START);
        assertThat(subscription(null).nextChangeAfter(START)).contains(END);
        assertThat(subscription(null).nextChangeAfter(END)).isEmpty();
        assertThat(subscription(START.minusSeconds(5)).nextChangeAfter(START.minusSeconds(1)))
                .as("a start that cancellation has swallowed")
                .isEmpty();
    }

    @Test
    void the_span_of_a_status_is_the_longest_without_a_change() {
        Seeds.check("status is constant in its span, and different next to it", 20_000, random -> {
            Instant startsAt = START.plusMillis(random.nextInt(6));
            Term term = new Term(
                    startsAt,
                    startsAt.plusMillis(random.nextInt(1, 6)),
                    Duration.ofMillis(random.nextInt(4)),
                    startsAt,
                    ZoneOffset.UTC);
            Instant pausedSince = random.nextBoolean() ? START.plusMillis(random.nextInt(12)) : null;
            Instant canceledAt = random.nextBoolean() ? START.plusMillis(random.nextInt(12)) : null;
            Subscription subscription = with(term, new Stops(pausedSince, canceledAt));
            Instant at = START.plusMillis(random.nextInt(-2, 14));

            Window.Span span = subscription.statusSpanAt(at);

            for (int millis = -3; millis < 16; millis++) {
                Instant probe = START.plusMillis(millis);
                boolean same = subscription.statusAt(probe) == subscription.statusAt(at);
                assertThat(span.contains(probe))
                        .as("%s: %s in the span round %s", subscription, probe, at)
                        .isEqualTo(same);
            }
        });
    }

    @Test
    void within_its_grace_it_still_admits_and_a_pause_stops_it_without_stopping_the_term() {
        Term term = new Term(START, END, Duration.ofDays(3), START, ZoneOffset.UTC);
        Subscription subscription = with(term, Stops.NONE);
        assertThat(subscription.statusAt(END.minusNanos(1))).isEqualTo(ACTIVE);
        assertThat(subscription.statusAt(END)).isEqualTo(GRACE);
        assertThat(subscription.statusAt(term.graceEndsAt().minusNanos(1))).isEqualTo(GRACE);
        assertThat(subscription.statusAt(term.graceEndsAt())).isEqualTo(EXPIRED);

        Subscription paused = with(term, new Stops(START.plusSeconds(5), null));
        assertThat(paused.statusAt(START.plusSeconds(5).minusNanos(1))).isEqualTo(ACTIVE);
        assertThat(paused.statusAt(START.plusSeconds(5))).isEqualTo(PAUSED);
        assertThat(paused.statusAt(END)).as("in its grace").isEqualTo(PAUSED);
        assertThat(paused.statusAt(term.graceEndsAt())).isEqualTo(EXPIRED);
        assertThat(with(term, new Stops(START, END)).statusAt(END)).isEqualTo(CANCELED);
    }

    @Test
    void of_the_statuses_that_live_two_admit() {
        assertThat(Stream.of(SubscriptionStatus.values()).filter(SubscriptionStatus::live))
                .containsExactly(SCHEDULED, PAUSED, GRACE, ACTIVE);
        assertThat(Stream.of(SubscriptionStatus.values()).filter(SubscriptionStatus::admits))
                .containsExactly(GRACE, ACTIVE);
    }

    @Test
    void a_planned_change_of_profile_counts_from_its_instant_on() {
        Instant change = START.plusSeconds(10);
        Tier tier = new Tier("pro", null, new Tier.ProfileChange("free", change, Tier.UsageOnChange.RESET));
        Subscription subscription =
                new Subscription("ada", tier, new Term(START, END), Stops.NONE, Allowances.NONE, 3, 1);
        assertThat(subscription.profileAt(change.minusNanos(1))).isEqualTo("pro");
        assertThat(subscription.profileAt(change)).isEqualTo("free");
        assertThat(tier.at(change)).isEqualTo(new Tier("free", change, null));
        Window.Span window = new Window.Span(START, END);
        assertThat(subscription.generationAt(change.minusNanos(1), window)).isEqualTo(6);
        assertThat(subscription.generationAt(change, window)).isEqualTo(7);
        assertThat(subscription.generationAt(change, new Window.Span(change.plusNanos(1), END)))
                .as("a window that began later")
                .isEqualTo(6);
    }

    @Test
    void what_a_decision_needs_stays_the_same_within_its_validity() {
        Seeds.check("nothing changes within the validity", 20_000, random -> {
            Instant change = START.plusMillis(random.nextInt(12));
            Tier.ProfileChange next = random.nextBoolean()
                    ? null
                    : new Tier.ProfileChange(
                            "free", change, random.nextBoolean() ? Tier.UsageOnChange.KEEP : Tier.UsageOnChange.RESET);
            Map<String, QuotaOverride> overrides =
                    Map.of("q", new QuotaOverride(1, START.plusMillis(random.nextInt(12))));
            Grant grant = new Grant("grant-2", "q", 1, START.plusMillis(random.nextInt(12)));
            Subscription subscription = new Subscription(
                    "ada",
                    new Tier("pro", null, next),
                    new Term(START, START.plusMillis(random.nextInt(1, 12))),
                    new Stops(random.nextBoolean() ? START.plusMillis(random.nextInt(12)) : null, null),
                    new Allowances(overrides, List.of(grant)),
                    0,
                    1);
            Instant at = START.plusMillis(random.nextInt(-2, 14));
            Window.Span validity = subscription.validityAt(at);
            assertThat(validity.contains(at)).isTrue();
            for (int millis = -3; millis < 16; millis++) {
                Instant probe = START.plusMillis(millis);
                if (validity.contains(probe)) {
                    assertThat(subscription.statusAt(probe)).isEqualTo(subscription.statusAt(at));
                    assertThat(subscription.tier().at(probe))
                            .isEqualTo(subscription.tier().at(at));
                    assertThat(subscription.allowances().overrideOf("q", probe))
                            .isEqualTo(subscription.allowances().overrideOf("q", at));
                    assertThat(grant.liveAt(probe)).isEqualTo(grant.liveAt(at));
                }
            }
        });
    }

    @Test
    void options_say_when_where_and_for_how_long() {
        Instant now = START.plusSeconds(7);
        assertThat(SubscriptionOptions.lasting(Duration.ofDays(1)).termAt(now))
                .isEqualTo(Term.of(now, Duration.ofDays(1)));
        assertThat(SubscriptionOptions.until(END)
                        .startingAt(START)
                        .anchoredAt(START.minusSeconds(1))
                        .in("Europe/Rome")
                        .grace(Duration.ofDays(2))
                        .termAt(now))
                .isEqualTo(new Term(START, END, Duration.ofDays(2), START.minusSeconds(1), ZoneId.of("Europe/Rome")));
    }

    @Test
    void instants_are_kept_to_the_millisecond() {
        Instant odd = START.plusNanos(1_999_999);
        Subscription subscription = with(new Term(odd, odd.plusSeconds(1)), new Stops(odd, odd));
        assertThat(subscription.startsAt()).isEqualTo(START.plusMillis(1));
        assertThat(subscription.endsAt()).isEqualTo(START.plusMillis(1001));
        assertThat(subscription.canceledAt()).isEqualTo(START.plusMillis(1));
        assertThat(subscription.pausedSince()).isEqualTo(START.plusMillis(1));
    }

    @Test
    void overrides_are_copied() {
        Map<String, QuotaOverride> overrides = new HashMap<>(Map.of("calls-per-day", new QuotaOverride(0)));
        Allowances allowances = new Allowances(overrides, List.of());
        overrides.put("calls-per-day", new QuotaOverride(Quota.UNLIMITED));
        assertThat(allowances.overrides()).containsExactly(Map.entry("calls-per-day", new QuotaOverride(0)));
    }

    @Test
    void a_term_is_made_from_its_length_and_grows_at_its_end() {
        Term term = Term.of(START, Duration.ofDays(31));
        assertThat(term).isEqualTo(new Term(START, END));
        assertThat(term.extendedBy(MILLI)).isEqualTo(new Term(START, END.plusMillis(1)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nonsense")
    void refuses_nonsense(String what, Class<? extends Throwable> type, String message, ThrowingCallable call) {
        assertThatThrownBy(call).as(what).isInstanceOf(type).hasMessageContaining(message);
    }

    static Stream<Arguments> nonsense() {
        Term term = new Term(START, END);
        return Stream.of(
                row("empty term", "at least 1 ms after it starts", () -> new Term(START, START)),
                row("term below a millisecond", "at least 1 ms", () -> new Term(START, START.plusNanos(999_999))),
                row("backward term", "but was " + END + " to " + START, () -> new Term(END, START)),
                row("start out of range", "must lie between 0001-01-01", () -> new Term(Instant.MIN, END)),
                row("end out of range", "must lie between 0001-01-01", () -> new Term(START, Instant.MAX)),
                row("zero length", "the term must be more than zero", () -> Term.of(START, Duration.ZERO)),
                row("negative length", "but was PT-1S", () -> Term.of(START, Duration.ofSeconds(-1))),
                row(
                        "length below a millisecond",
                        "at least 1 ms, but was PT0.000000001S",
                        () -> Term.of(START, Duration.ofNanos(1))),
                row("longest length", "at most 100 years", () -> Term.of(START, Duration.ofSeconds(Long.MAX_VALUE))),
                row("zero extension", "the extension must be more than zero", () -> term.extendedBy(Duration.ZERO)),
                row(
                        "longest extension",
                        "at most 100 years",
                        () -> term.extendedBy(Duration.ofSeconds(Long.MAX_VALUE))),
                row(
                        "extension past the last year",
                        "must lie between",
                        () -> new Term(START, Instant.parse("9999-12-31T00:00:00Z")).extendedBy(Duration.ofDays(1))),
                row(
                        "negative grace",
                        "the grace must be zero or more",
                        () -> SubscriptionOptions.until(END).grace(Duration.ofDays(-1))),
                row(
                        "longest grace",
                        "at most 100 years",
                        () -> SubscriptionOptions.until(END)
                                .grace(Duration.ofSeconds(Long.MAX_VALUE))
                                .termAt(START)),
                row(
                        "no such zone",
                        "there is no time zone \"Mars/Olympus\": name one",
                        () -> SubscriptionOptions.until(END).in("Mars/Olympus")),
                row(
                        "no zone at all",
                        "there is no time zone \"a b\"",
                        () -> SubscriptionOptions.until(END).in("a b")),
                row(
                        "anchor out of range",
                        "the anchor must lie between",
                        () -> SubscriptionOptions.until(END)
                                .anchoredAt(Instant.MAX)
                                .termAt(START)),
                row(
                        "neither length nor end",
                        "a length or an end",
                        () -> new SubscriptionOptions(null, null, null, null, ZoneOffset.UTC, Duration.ZERO)),
                row(
                        "one id for two grants",
                        "two have \"g\"",
                        () -> new Allowances(
                                Map.of(), List.of(new Grant("g", "q", 1, null), new Grant("g", "r", 1, null)))),
                missing("zone", "the zone", () -> SubscriptionOptions.until(END).in((ZoneId) null)),
                missing(
                        "grace",
                        "the grace",
                        () -> SubscriptionOptions.until(END).grace(null)),
                missing("end of the options", "the end of the term", () -> SubscriptionOptions.until(null)),
                row("blank user", "the user's id must not be blank", () -> with(" ", "pro", 0, 1)),
                row("long user", "but has 10000", () -> with(LONG, "pro", 0, 1)),
                row("blank profile", "the profile's name must not be blank", () -> with("ada", "\n", 0, 1)),
                row(
                        "negative override",
                        "the user's own limit must be at least 0, but was -1",
                        () -> new QuotaOverride(-1)),
                row("revision 0", "the revision must be at least 1", () -> with("ada", "pro", 0, 0)),
                row("negative generation", "usage generation", () -> with("ada", "pro", -1, 1)),
                missing("user", "the user's id", () -> with(null, "pro", 0, 1)),
                missing("profile", "the profile's name", () -> with("ada", null, 0, 1)),
                missing("overrides", "the overrides", () -> new Allowances(null, List.of())),
                missing("start", "the start of the term", () -> new Term(null, END)),
                missing("end", "the end of the term", () -> new Term(START, null)),
                missing("length", "the term", () -> Term.of(START, null)));
    }

    private static Subscription with(String user, String profile, long generation, long revision) {
        return new Subscription(
                user, Tier.on(profile), new Term(START, END), Stops.NONE, Allowances.NONE, generation, revision);
    }

    private static Subscription with(Term term, Stops stops) {
        return new Subscription("ada", Tier.on("pro"), term, stops, Allowances.NONE, 0, 1);
    }

    private static Subscription subscription(Instant canceledAt) {
        return with(new Term(START, END), new Stops(null, canceledAt));
    }

    private static Arguments row(String what, String message, ThrowingCallable call) {
        return arguments(what, IllegalArgumentException.class, message, call);
    }

    private static Arguments missing(String what, String message, ThrowingCallable call) {
        return arguments("missing " + what, NullPointerException.class, message + " must not be null", call);
    }
}
