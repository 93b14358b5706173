package io.valve4j.cli.replay;

import io.valve4j.testkit.traffic.TrafficEvent;
import io.valve4j.testkit.traffic.TrafficRequest;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * A replay that has been run: what went in, and what came out.
 *
 * @param file the name of the file
 * @param trace what the file holds
 * @param settings how it was replayed
 * @param outcomes what would have happened in each scenario; the first is the one that was asked about
 */
public record Replay(String file, Trace trace, Settings settings, List<Outcome> outcomes) {

    /** Copies the list. */
    public Replay {
        outcomes = List.copyOf(outcomes);
    }

    /**
     * How requests are replayed.
     *
     * @param maxWait how long each is ready to wait
     * @param duration how long those take that do not say
     * @param speed how many times as fast as recorded they arrive
     */
    public record Settings(Duration maxWait, Duration duration, BigDecimal speed) {}

    /**
     * Sends what a file holds through each scenario.
     *
     * @param observer is told of each event, and in which scenario it happened
     */
    public static Replay of(
            String file,
            Trace trace,
            Settings settings,
            List<Scenario> scenarios,
            BiConsumer<Scenario, TrafficEvent> observer) {
        List<TrafficRequest> requests = requests(trace, settings);
        List<Outcome> outcomes = new ArrayList<>();
        for (Scenario scenario : scenarios) {
            outcomes.add(Outcome.of(
                    scenario, scenario.run(requests, settings.maxWait(), event -> observer.accept(scenario, event))));
        }
        return new Replay(file, trace, settings, outcomes);
    }

    private static List<TrafficRequest> requests(Trace trace, Settings settings) {
        Instant start = trace.requests().get(0).at();
        return trace.requests().stream()
                .map(request -> new TrafficRequest(
                        faster(start, request.at(), settings.speed()),
                        request.user(),
                        request.duration().orElse(settings.duration()),
                        request.cost()))
                .toList();
    }

    private static Instant faster(Instant start, Instant at, BigDecimal speed) {
        if (speed.compareTo(BigDecimal.ONE) == 0) {
            return at;
        }
        BigDecimal nanos = BigDecimal.valueOf(Duration.between(start, at).toNanos());
        return start.plusNanos(nanos.divide(speed, RoundingMode.FLOOR).longValue());
    }

    /** What came of the scenario that was asked about. */
    Outcome outcome() {
        return outcomes.get(0);
    }
}
