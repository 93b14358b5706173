package io.valve4j.cli.replay;

import io.valve4j.config.Plans;
import io.valve4j.testkit.traffic.Traffic;
import io.valve4j.testkit.traffic.TrafficEvent;
import io.valve4j.testkit.traffic.TrafficReplay;
import io.valve4j.testkit.traffic.TrafficRequest;
import io.valve4j.testkit.traffic.Turns;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Against what requests are sent.
 *
 * @param name what it is called in reports: its policy or, if that is not what sets it apart, its configuration
 * @param configuration what its plans are called in reports
 * @param plans resources, profiles, users
 * @param turns the policy: in which order users are served
 */
public record Scenario(String name, String configuration, Plans plans, Turns turns) {

    /** How a policy is written. */
    public static String word(Turns turns) {
        return turns.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Sends requests through it.
     *
     * @param wait how long each is ready to wait
     * @param observer is told of each event
     */
    public Traffic run(List<TrafficRequest> requests, Duration wait, Consumer<TrafficEvent> observer) {
        return TrafficReplay.of(plans.definitions())
                .profiles(plans::profileOf)
                .waitUpTo(wait)
                .turns(turns)
                .observer(observer)
                .run(requests);
    }
}
