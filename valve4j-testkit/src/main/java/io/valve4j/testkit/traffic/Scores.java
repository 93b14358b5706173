package io.valve4j.testkit.traffic;

import io.valve4j.Reason;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.LongStream;

/** Scores of groups of requests, in one look at all that happened. */
final class Scores {

    private final Map<Reason, Long> refusals = new EnumMap<>(Reason.class);
    private final LongStream.Builder waits = LongStream.builder();
    private long asked;

    private Scores() {}

    /** The score of each group, by its name, in the order in which their first requests came. */
    static Map<String, Score> by(
            Function<TrafficRequest, String> group, List<TrafficRequest> requests, List<TrafficEvent> events) {
        Map<String, Scores> groups = new LinkedHashMap<>();
        long[] askedAt = new long[requests.size()];
        for (TrafficEvent event : events) {
            Scores scores = groups.computeIfAbsent(group.apply(requests.get(event.request())), unknown -> new Scores());
            switch (event.kind()) {
                case ASKED -> {
                    scores.asked++;
                    askedAt[event.request()] = event.nanos();
                }
                case STARTED -> scores.waits.add(event.nanos() - askedAt[event.request()]);
                case REFUSED -> event.reason().ifPresent(reason -> scores.refusals.merge(reason, 1L, Long::sum));
                case ENDED -> {}
            }
        }
        Map<String, Score> result = new LinkedHashMap<>();
        groups.forEach((name, scores) ->
                result.put(name, new Score(scores.asked, scores.refusals, Waits.of(scores.waits.build()))));
        return result;
    }
}
