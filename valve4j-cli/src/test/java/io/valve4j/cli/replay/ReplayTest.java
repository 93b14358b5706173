package io.valve4j.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Reason;
import io.valve4j.cli.config.YamlPlans;
import io.valve4j.config.Plans;
import io.valve4j.config.Reading;
import io.valve4j.testkit.traffic.Score;
import io.valve4j.testkit.traffic.Turns;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every number here is computed by hand: time is virtual, so they are exact. */
class ReplayTest {

    private static final Instant START = Instant.parse("2015-05-17T10:05:03Z");
    private static final Duration FOREVER = Duration.ofDays(1);
    private static final Duration NO_TIME = Duration.ZERO;

    @Test
    void simultaneous_requests_run_one_by_one_at_the_rate() {
        Outcome outcome = run(of("ada", 5), shared("rate: 1/s"), FOREVER, NO_TIME);
        assertThat(waits(outcome, "ada")).containsExactly(0, 1, 2, 3, 4);
        assertThat(outcome.traffic().endedAt()).isEqualTo(START.plusSeconds(4));
    }

    @Test
    void what_occupies_a_worker_makes_others_wait() {
        Outcome outcome = run(of("ada", 5), shared("workers: 2"), FOREVER, Duration.ofSeconds(3));
        assertThat(waits(outcome, "ada")).containsExactly(0, 0, 3, 3, 6);
        assertThat(outcome.traffic().endedAt()).isEqualTo(START.plusSeconds(9));
    }

    @Test
    void a_recorded_duration_goes_before_the_usual_one() {
        List<Request> requests = List.of(
                new Request(START, "ada", Optional.of(Duration.ofSeconds(7)), 1),
                new Request(START, "ada", Optional.empty(), 1),
                new Request(START, "ada", Optional.empty(), 1));
        Outcome outcome = run(requests, shared("workers: 1"), FOREVER, Duration.ofSeconds(2));
        assertThat(waits(outcome, "ada")).containsExactly(0, 7, 9);
    }

    @Test
    void a_quiet_user_is_served_before_the_rest_of_a_noisy_one() {
        List<Request> requests = new ArrayList<>(of("noisy", 4));
        requests.addAll(of("quiet", 1));
        Outcome outcome = run(requests, shared("rate: 1/s"), FOREVER, Duration.ofMillis(50));
        assertThat(waits(outcome, "quiet")).containsExactly(1);
        assertThat(waits(outcome, "noisy")).containsExactly(0, 2, 3, 4);
    }

    @Test
    void who_has_waited_as_long_as_they_would_is_refused() {
        Outcome outcome = run(of("ada", 5), shared("rate: 1/s"), Duration.ofMillis(2_500), NO_TIME);
        assertThat(waits(outcome, "ada")).containsExactly(0, 1, 2);
        assertThat(refusals(outcome, "ada")).containsExactly(Map.entry(Reason.WAIT_TIMEOUT, 2L));
    }

    @Test
    void who_will_not_wait_is_refused_at_once() {
        Outcome outcome = run(of("ada", 5), shared("rate: 1/s"), Duration.ZERO, NO_TIME);
        assertThat(waits(outcome, "ada")).containsExactly(0);
        assertThat(refusals(outcome, "ada")).containsExactly(Map.entry(Reason.RATE_LIMITED, 4L));
        assertThat(outcome.traffic().endedAt()).isEqualTo(START);
    }

    @Test
    void a_full_queue_refuses() {
        Plans plans = plans("profiles: { all: { dedicated: { rate: 1/s, queue: 2 } } }\nusers: { default: all }");
        Outcome outcome = run(of("ada", 5), plans, FOREVER, NO_TIME);
        assertThat(waits(outcome, "ada")).containsExactly(0, 1, 2);
        assertThat(refusals(outcome, "ada")).containsExactly(Map.entry(Reason.QUEUE_FULL, 2L));
    }

    @Test
    void daily_quotas_follow_the_dates_of_the_log() {
        String plans =
                "profiles: { all: { dedicated: {}, quotas: [ { limit: 2, per: day%s } ] } }\nusers: { default: all }";
        List<Request> requests = at(
                "2015-05-17T21:59:00Z",
                "2015-05-17T21:59:01Z",
                "2015-05-17T21:59:02Z",
                "2015-05-17T23:00:00Z",
                "2015-05-18T00:00:00Z",
                "2015-05-18T00:00:01Z");
        Outcome utc = run(requests, plans(plans.formatted("")), FOREVER, NO_TIME);
        assertThat(refusals(utc, "ada")).containsExactly(Map.entry(Reason.QUOTA_EXCEEDED, 2L));
        // In Berlin the day starts at 22:00 UTC in summer: two before it, and two of three after.
        Outcome berlin = run(requests, plans(plans.formatted(", zone: Europe/Berlin")), FOREVER, NO_TIME);
        assertThat(refusals(berlin, "ada")).containsExactly(Map.entry(Reason.QUOTA_EXCEEDED, 2L));
        assertThat(waits(berlin, "ada")).hasSize(4);
    }

    @Test
    void users_are_on_their_profiles_and_counted_there() {
        Plans plans = plans("""
                profiles:
                  free: { dedicated: { rate: 1/s } }
                  pro: { dedicated: { rate: 10/s } }
                users: { default: free, "192.0.2.9": pro }
                """);
        List<Request> requests = new ArrayList<>(of("192.0.2.9", 3));
        requests.addAll(of("192.0.2.1", 3));
        Outcome outcome = run(requests, plans, FOREVER, NO_TIME);
        assertThat(waits(outcome, "192.0.2.9")).containsExactly(0, 0, 0);
        assertThat(waits(outcome, "192.0.2.1")).containsExactly(0, 1, 2);
        assertThat(outcome.profiles().get("pro").asked()).isEqualTo(3);
        assertThat(outcome.profiles().get("free").waits().percentile(100)).hasValue(Duration.ofSeconds(2));
        assertThat(outcome.worstOff(10)).extracting(Outcome.UserScore::user).containsExactly("192.0.2.1");
    }

    @Test
    void the_same_requests_always_fare_the_same() {
        List<Request> requests = IntStream.range(0, 3_000)
                .mapToObj(i -> new Request(START.plusSeconds(i / 50), "user-" + i * 7919 % 13, Optional.empty(), 1))
                .toList();
        Plans plans = shared("rate: 20/s, workers: 3");
        Duration second = Duration.ofMillis(170);
        assertThat(summary(run(requests, plans, Duration.ofSeconds(9), second)))
                .isEqualTo(summary(run(requests, plans, Duration.ofSeconds(9), second)));
    }

    private static Outcome run(List<Request> requests, Plans plans, Duration wait, Duration duration) {
        return run(requests, wait, duration, new Scenario("fair", "plans", plans, Turns.FAIR))
                .outcome();
    }

    private static Replay run(List<Request> requests, Duration wait, Duration duration, Scenario... scenarios) {
        Trace trace = new Trace("test", requests, requests.size(), 0, List.of());
        Replay.Settings settings = new Replay.Settings(wait, duration, BigDecimal.ONE);
        return Replay.of("test", trace, settings, List.of(scenarios), (scenario, event) -> {});
    }

    private static List<String> summary(Outcome outcome) {
        return outcome.users().stream()
                .map(user -> user.user() + " " + user.score().ran() + " "
                        + user.score().refusals() + " " + user.score().waits().percentile(50) + " "
                        + user.score().waits().percentile(100))
                .toList();
    }

    private static List<Request> of(String user, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Request(START, user, Optional.empty(), 1))
                .toList();
    }

    private static List<Request> at(String... instants) {
        return Stream.of(instants)
                .map(at -> new Request(Instant.parse(at), "ada", Optional.empty(), 1))
                .toList();
    }

    private static Plans shared(String resource) {
        return plans("resources: { api: { " + resource + " } }\nprofiles: { all: { shared: api } }\n"
                + "users: { default: all }");
    }

    private static Plans plans(String yaml) {
        return ((Reading.Sound) YamlPlans.read(yaml)).plans();
    }

    private static Score score(Outcome outcome, String user) {
        return outcome.users().stream()
                .filter(each -> each.user().equals(user))
                .findFirst()
                .orElseThrow()
                .score();
    }

    /** The waits in seconds, rounded down, the shortest first: of n there are n percentiles that tell them apart. */
    private static List<Integer> waits(Outcome outcome, String user) {
        Score score = score(outcome, user);
        int count = (int) score.ran();
        return IntStream.rangeClosed(1, count)
                .mapToObj(rank -> (int) score.waits()
                        .percentile(100 * rank / count)
                        .orElseThrow()
                        .toSeconds())
                .toList();
    }

    private static Map<Reason, Long> refusals(Outcome outcome, String user) {
        return score(outcome, user).refusals();
    }
}
