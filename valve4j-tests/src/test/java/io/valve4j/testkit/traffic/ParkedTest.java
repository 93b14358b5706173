package io.valve4j.testkit.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Profile;
import io.valve4j.Rate;
import io.valve4j.Resource;
import io.valve4j.Terms;
import io.valve4j.task.TaskOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Users whose permits come back while all workers are busy wait for a worker, not for permits: the promise holds for them. */
class ParkedTest {

    private static final Duration LONG = Duration.ofSeconds(90);
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void the_end_of_a_third_user_does_not_level_two_who_can_run() {
        List<TrafficRequest> requests = new ArrayList<>();
        requests.addAll(TrafficRequest.by("short").times(60));
        requests.addAll(TrafficRequest.by("short")
                .after(Duration.ofMillis(10))
                .taking(SECOND)
                .times(300));
        requests.addAll(TrafficRequest.by("long").after(Duration.ofMillis(20)).times(9));
        TrafficRequest one =
                TrafficRequest.by("long").after(Duration.ofMillis(300)).taking(LONG);
        requests.add(one);
        requests.addAll(one.after(Duration.ofMillis(10)).times(5));
        requests.add(TrafficRequest.by("third").after(Duration.ofMillis(500)).taking(LONG.minusMillis(300)));
        Traffic traffic = TrafficReplay.of(
                        Resource.named("api").workers(2).queue(1_000),
                        Profile.named("rare")
                                .shared(
                                        "api",
                                        Terms.EQUAL.rate(Rate.perSecond(1).burst(60))),
                        Profile.named("seldom")
                                .shared(
                                        "api",
                                        Terms.EQUAL.rate(Rate.perSecond(1).burst(10))),
                        Profile.named("free").shared("api"))
                .everybodyOn("free")
                .user("short", "rare")
                .user("long", "seldom")
                .waitUpTo(TaskOptions.FOREVER)
                .run(requests);
        // From 2 s to 190 s both always have work and permits.
        double largest = 0;
        for (TrafficEvent event : traffic.events()) {
            double now = event.nanos() / 1e9;
            if (now >= 2 && now <= 190) {
                largest = Math.max(largest, received(traffic, "long", now) - received(traffic, "short", now));
            }
        }
        double bound = 2 * LONG.toSeconds() + 2 * SECOND.toSeconds();
        assertThat(largest).isLessThanOrEqualTo(bound + 1e-3);
    }

    private static double received(Traffic traffic, String user, double until) {
        double sum = 0;
        for (TrafficEvent event : traffic.events()) {
            TrafficRequest request = traffic.requests().get(event.request());
            if (event.kind() == TrafficEvent.Kind.STARTED && request.user().equals(user)) {
                double start = event.nanos() / 1e9;
                double end = Math.min(until, start + request.duration().toMillis() / 1e3);
                sum += Math.max(0, end - Math.max(2, start));
            }
        }
        return sum;
    }
}
