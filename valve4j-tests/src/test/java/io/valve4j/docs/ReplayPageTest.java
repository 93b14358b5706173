package io.valve4j.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.valve4j.Profile;
import io.valve4j.Reason;
import io.valve4j.Resource;
import io.valve4j.Terms;
import io.valve4j.quota.Quota;
import io.valve4j.testkit.traffic.Traffic;
import io.valve4j.testkit.traffic.TrafficReplay;
import io.valve4j.testkit.traffic.TrafficRequest;
import io.valve4j.testkit.traffic.Turns;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The code of the page on replays, run. */
class ReplayPageTest {

    private final TrafficReplay replay = TrafficReplay.of(
                    Resource.named("api").workers(4).queue(1_000),
                    Profile.named("free").shared("api").quota(Quota.perDay(300)),
                    Profile.named("pro").shared("api", Terms.weight(4)))
            .everybodyOn("free")
            .user("ada", "pro")
            .waitUpTo(Duration.ofSeconds(30));

    private static List<TrafficRequest> requests() {
        List<TrafficRequest> requests = new ArrayList<>();
        requests.addAll(
                TrafficRequest.by("noisy").taking(Duration.ofMillis(200)).times(400));
        requests.addAll(TrafficRequest.by("ada").taking(Duration.ofMillis(200)).every(Duration.ofSeconds(1), 10));
        return requests;
    }

    @Test
    void a_noisy_user_delays_nobody_for_long() {
        Traffic traffic = replay.run(requests());

        assertThat(traffic.of("ada").waits().longest()).isLessThanOrEqualTo(Duration.ofMillis(200));
        assertThat(traffic.of("ada").refused()).isZero();
        assertThat(traffic.of("noisy").refusals()).containsEntry(Reason.QUOTA_EXCEEDED, 100L);
        assertThat(traffic.shareGap("ada", "noisy").withinBound()).isTrue();
    }

    /** The control: without fair turns the same assertions fail. */
    @Test
    void first_in_first_out_would() {
        Traffic traffic = replay.turns(Turns.FIFO).run(requests());
        assertThatThrownBy(() ->
                        assertThat(traffic.of("ada").waits().longest()).isLessThanOrEqualTo(Duration.ofMillis(200)))
                .isInstanceOf(AssertionError.class);
    }
}
