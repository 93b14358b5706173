package io.valve4j.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.cli.config.YamlPlans;
import io.valve4j.config.Plans;
import io.valve4j.config.Reading;
import io.valve4j.testkit.traffic.Turns;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** One worker, a quota of two a day; ada sends three jobs of an hour at 22:30, bob one at 23:00. */
class TimelineTest {

    private static final Instant START = Instant.parse("2015-05-17T22:30:00Z");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final String PLANS = """
            resources: { api: { workers: 1 } }
            profiles: { all: { shared: api, quotas: [ { limit: 2, per: day } ] } }
            users: { default: all }
            """;

    private final Outcome outcome = outcome();
    private final Timeline timeline = new Timeline(List.of(outcome));

    private static Outcome outcome() {
        Request job = new Request(START, "ada", Optional.of(HOUR), 1);
        List<Request> requests =
                List.of(job, job, job, new Request(START.plus(HOUR.dividedBy(2)), "bob", Optional.of(HOUR), 1));
        return outcome(requests, Duration.ofDays(1));
    }

    private static Outcome outcome(List<Request> requests, Duration wait) {
        Plans plans = ((Reading.Sound) YamlPlans.read(PLANS)).plans();
        return Replay.of(
                        "test",
                        new Trace("test", requests, requests.size(), 0, List.of()),
                        new Replay.Settings(wait, HOUR, BigDecimal.ONE),
                        List.of(new Scenario("fair", "plans", plans, Turns.FAIR)),
                        (scenario, event) -> {})
                .outcome();
    }

    @Test
    void workers_add_up_to_the_work_that_was_done() {
        double hours = timeline.slotNanos() / (double) HOUR.toNanos();
        var workers = timeline.workers(outcome.traffic(), List.of("ada"));
        assertThat(DoubleStream.of(workers.get("ada")).sum() * hours).isBetween(1.999, 2.001);
        assertThat(DoubleStream.of(workers.get("")).sum() * hours).isBetween(0.999, 1.001);
    }

    @Test
    void the_most_that_waited_is_seen_in_its_slot() {
        long[] waiting = timeline.mostWaiting(outcome.traffic());
        assertThat(LongStream.of(waiting).max()).hasValue(2);
        assertThat(waiting[waiting.length / 2 + 1]).isEqualTo(1);
        assertThat(waiting[waiting.length - 1]).isZero();
    }

    @Test
    void who_is_served_or_refused_at_once_has_not_waited() {
        Request one = new Request(START, "ada", Optional.of(HOUR), 1);
        Outcome alone = outcome(List.of(one), Duration.ofDays(1));
        assertThat(new Timeline(List.of(alone)).mostWaiting(alone.traffic())).containsOnly(0);
        Outcome refused = outcome(List.of(one, one), Duration.ZERO);
        assertThat(refused.all().refused()).isEqualTo(1);
        assertThat(new Timeline(List.of(refused)).mostWaiting(refused.traffic()))
                .containsOnly(0);
    }

    @Test
    void what_is_left_of_a_quota_falls_with_use_and_comes_back_at_midnight() {
        QuotaBurn burn = outcome.quotas().get(0);
        assertThat(burn.exhausted()).isEqualTo(1);
        assertThat(burn.peak()).isEqualTo(1);
        double[] left = timeline.left(outcome.traffic(), burn, burn.users().get(0));
        assertThat(left[0]).isEqualTo(0.5);
        assertThat(left[left.length - 1]).isEqualTo(1);
        assertThat(outcome.traffic().of("ada").refused()).isEqualTo(1);
    }
}
