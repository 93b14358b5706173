package io.valve4j.testkit.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.valve4j.Profile;
import io.valve4j.Rate;
import io.valve4j.Reason;
import io.valve4j.Resource;
import io.valve4j.Terms;
import io.valve4j.quota.Quota;
import io.valve4j.task.TaskOptions;
import io.valve4j.testkit.traffic.TrafficEvent.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every number here is computed by hand: time is virtual, so they are exact. */
class TrafficReplayTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final TrafficReplay ONE_WORKER = TrafficReplay.of(
                    Resource.named("api").workers(1), Profile.named("free").shared("api"))
            .waitUpTo(TaskOptions.FOREVER);

    @Test
    void a_quiet_user_is_served_before_the_rest_of_a_noisy_one() {
        Traffic traffic = ONE_WORKER.run(noisyAndQuiet());
        assertThat(traffic.of("quiet").waits().longest()).isEqualTo(Duration.ofMillis(9_500));
        assertThat(traffic.of("noisy").waits().percentile(100)).contains(Duration.ofSeconds(50));
    }

    @Test
    void under_first_in_first_out_the_quiet_user_waits_for_all_of_it() {
        Traffic traffic = ONE_WORKER.turns(Turns.FIFO).run(noisyAndQuiet());
        assertThat(traffic.of("quiet").waits().longest()).isEqualTo(Duration.ofMillis(49_500));
    }

    private static List<TrafficRequest> noisyAndQuiet() {
        List<TrafficRequest> requests = new ArrayList<>(
                TrafficRequest.by("noisy").taking(Duration.ofSeconds(10)).times(5));
        requests.add(TrafficRequest.by("quiet").after(Duration.ofMillis(500)).taking(Duration.ofSeconds(10)));
        return requests;
    }

    @Test
    void what_happened_is_told_in_its_order() {
        List<TrafficEvent> told = new ArrayList<>();
        Traffic traffic = ONE_WORKER
                .observer(told::add)
                .run(TrafficRequest.by("ada").taking(SECOND).times(2));
        assertThat(told).isEqualTo(traffic.events());
        assertThat(told)
                .extracting(TrafficEvent::kind)
                .containsExactly(Kind.ASKED, Kind.STARTED, Kind.ASKED, Kind.ENDED, Kind.STARTED, Kind.ENDED);
        assertThat(told).extracting(TrafficEvent::nanos).endsWith(1_000_000_000L, 1_000_000_000L, 2_000_000_000L);
        assertThat(traffic.endedAt()).isEqualTo(TrafficRequest.START.plusSeconds(2));
    }

    @ParameterizedTest
    @EnumSource
    void what_an_observer_throws_ends_the_replay(Kind kind) {
        TrafficReplay observed = ONE_WORKER.waitUpTo(SECOND).observer(event -> {
            if (event.kind() == kind) {
                throw new AssertionError("seen: " + kind);
            }
        });
        List<TrafficRequest> requests =
                TrafficRequest.by("ada").taking(SECOND.multipliedBy(2)).times(2);
        assertThatThrownBy(() -> observed.run(requests))
                .isInstanceOf(AssertionError.class)
                .hasMessage("seen: " + kind);
    }

    @Test
    void refusals_have_their_reasons() {
        Traffic traffic = TrafficReplay.of(
                        Resource.named("api").rate(Rate.perSecond(1)).queue(4),
                        Profile.named("free").shared("api").quota(Quota.perDay(4)))
                .waitUpTo(Duration.ofMillis(1_500))
                .run(TrafficRequest.by("ada").times(5));
        Score ada = traffic.of("ada");
        assertThat(ada.asked()).isEqualTo(5);
        assertThat(ada.ran()).isEqualTo(2);
        assertThat(ada.refused()).isEqualTo(3);
        assertThat(ada.refusals()).isEqualTo(Map.of(Reason.QUEUE_FULL, 2L, Reason.WAIT_TIMEOUT, 1L));
    }

    @Test
    void a_cost_is_permits_and_units_of_quotas() {
        Traffic traffic = TrafficReplay.of(
                        Profile.named("pro").dedicated(Resource.each()).quota(Quota.perDay(5)))
                .run(TrafficRequest.by("ada").cost(2).times(3));
        assertThat(traffic.of("ada").refusals()).isEqualTo(Map.of(Reason.QUOTA_EXCEEDED, 1L));
    }

    @Test
    void users_are_on_their_profiles() {
        TrafficReplay replay = TrafficReplay.of(
                        Resource.named("api").workers(1),
                        Profile.named("free").shared("api"),
                        Profile.named("pro").dedicated(Resource.each().workers(1)))
                .everybodyOn("free")
                .user("ada", "pro")
                .waitUpTo(Duration.ofMinutes(1));
        List<TrafficRequest> requests = List.of(
                TrafficRequest.by("bob").taking(SECOND),
                TrafficRequest.by("eve").taking(SECOND),
                TrafficRequest.by("ada").taking(SECOND));
        Traffic traffic = replay.run(requests);
        assertThat(traffic.of("ada").waits().longest()).isZero();
        assertThat(traffic.of("eve").waits().longest()).isEqualTo(SECOND);
        assertThat(traffic.byProfile()).containsOnlyKeys("free", "pro");
        assertThat(traffic.byProfile().get("free").ran()).isEqualTo(2);
        assertThat(traffic.users()).containsExactly("bob", "eve", "ada");
    }

    @Test
    void who_has_no_profile_is_refused() {
        Traffic traffic = ONE_WORKER
                .profiles(user -> Optional.empty())
                .run(TrafficRequest.by("ada").times(1));
        assertThat(traffic.of("ada").refusals()).containsOnlyKeys(Reason.NOT_SUBSCRIBED);
        assertThat(traffic.byProfile()).containsOnlyKeys("");
    }

    @Test
    void utilization_is_of_the_workers_of_all_resources_in_use() {
        Traffic traffic = TrafficReplay.of(
                        Resource.named("api").workers(3),
                        Profile.named("free").shared("api"),
                        Profile.named("pro").dedicated(Resource.each().workers(1)))
                .everybodyOn("free")
                .user("ada", "pro")
                .run(List.of(
                        TrafficRequest.by("bob").taking(SECOND.multipliedBy(2)),
                        TrafficRequest.by("ada").taking(SECOND)));
        assertThat(traffic.utilization()).isEqualTo(3.0 / (2 * 4));
    }

    @Test
    void waits_by_nearest_rank_and_their_mean() {
        Traffic traffic = ONE_WORKER.run(TrafficRequest.by("ada").taking(SECOND).times(4));
        Waits waits = traffic.of("ada").waits();
        assertThat(waits.mean()).contains(Duration.ofMillis(1_500));
        assertThat(waits.percentile(0)).contains(Duration.ZERO);
        assertThat(waits.percentile(50)).contains(SECOND);
        assertThat(waits.percentile(51)).contains(Duration.ofSeconds(2));
        assertThat(traffic.of(user -> false).waits().mean()).isEmpty();
        assertThatThrownBy(() -> waits.percentile(101)).hasMessageContaining("but was 101");
    }

    @Test
    void the_share_gap_of_two_by_hand() {
        // One worker, both always waiting: ada runs 3 s, then bob 1 s three times, then ada again.
        List<TrafficRequest> requests = new ArrayList<>(
                TrafficRequest.by("ada").taking(Duration.ofSeconds(3)).times(3));
        requests.addAll(TrafficRequest.by("bob").taking(SECOND).times(9));
        ShareGap gap = ONE_WORKER.run(requests).shareGap("ada", "bob");
        assertThat(gap.largest()).isBetween(Duration.ofMillis(2_999), Duration.ofMillis(3_001));
        assertThat(gap.bound()).isEqualTo(Duration.ofSeconds(4));
        assertThat(gap.withinBound()).isTrue();
    }

    @Test
    void shares_that_cannot_be_compared_are_said_to_be_so() {
        Traffic traffic = TrafficReplay.of(
                        Resource.named("api"), Profile.named("free").shared("api", Terms.EQUAL.rate(Rate.perSecond(1))))
                .run(List.of(TrafficRequest.by("ada"), TrafficRequest.by("bob")));
        assertThatThrownBy(() -> traffic.shareGap("ada", "bob"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("without a rate of their own");
    }

    @Test
    void nonsense_is_refused_with_what_was_wrong() {
        assertThatThrownBy(() -> ONE_WORKER.run(List.of())).hasMessageContaining("at least one request");
        assertThatThrownBy(() -> TrafficRequest.by(" ")).hasMessageContaining("must not be blank");
        assertThatThrownBy(() -> TrafficRequest.by("ada").cost(0)).hasMessageContaining("but was 0");
        assertThatThrownBy(() -> TrafficRequest.by("ada").taking(SECOND.negated()))
                .hasMessageContaining("PT-1S");
        assertThatThrownBy(() -> TrafficRequest.by("ada").taking(TaskOptions.FOREVER.plusNanos(1)))
                .hasMessageContaining("at most " + TaskOptions.FOREVER);
        assertThatThrownBy(
                        () -> ONE_WORKER.run(TrafficRequest.by("ada").times(1)).of("adam"))
                .hasMessageContaining("no request was sent by \"adam\"");
    }
}
