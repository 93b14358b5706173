package io.valve4j.testkit.traffic;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.LongStream;

/** What became of the requests of a replay. Immutable; each question costs a look at all that happened. */
public final class Traffic {

    private final Setting setting;
    private final List<TrafficRequest> requests;
    private final List<TrafficEvent> events;
    private final Map<String, Duration> work = new LinkedHashMap<>();

    Traffic(Setting setting, List<TrafficRequest> requests, List<TrafficEvent> events) {
        this.setting = setting;
        this.requests = List.copyOf(requests);
        this.events = List.copyOf(events);
        requests.forEach(request -> work.merge(request.user(), request.duration(), Duration::plus));
    }

    /** The requests in the order of time, those of one time in the order in which they were given. */
    public List<TrafficRequest> requests() {
        return requests;
    }

    /** What happened, in the order in which it did. */
    public List<TrafficEvent> events() {
        return events;
    }

    /** When the first request came. */
    public Instant startedAt() {
        return requests.get(0).at();
    }

    /** When the last request ended or was refused. */
    public Instant endedAt() {
        return startedAt().plusNanos(spanNanos());
    }

    private long spanNanos() {
        return events.get(events.size() - 1).nanos();
    }

    /** Whose requests there were, in the order in which they first came. */
    public Set<String> users() {
        return Collections.unmodifiableSet(work.keySet());
    }

    /** How much work a user's requests asked for: the sum of their durations. */
    public Duration workOf(String user) {
        return work.getOrDefault(user, Duration.ZERO);
    }

    /** On which profile a user is; empty if they have none. */
    public Optional<String> profileOf(String user) {
        return setting.profileOf().apply(user);
    }

    /**
     * How a user fared.
     *
     * @throws IllegalArgumentException if the user sent no request, which in a test is a misspelt name
     */
    public Score of(String user) {
        if (!work.containsKey(user)) {
            throw new IllegalArgumentException("no request was sent by \"" + user + "\"");
        }
        return of(user::equals);
    }

    /** How all of some users fared together. */
    public Score of(Predicate<String> users) {
        Map<String, Score> scores =
                Scores.by(request -> users.test(request.user()) ? "some" : "others", requests, events);
        return scores.getOrDefault("some", new Score(0, Map.of(), Waits.of(LongStream.empty())));
    }

    /** How each user fared, by name, in the order in which they first came. */
    public Map<String, Score> byUser() {
        return Scores.by(TrafficRequest::user, requests, events);
    }

    /** How the users of each profile fared together, by its name; those without one are under the empty name. */
    public Map<String, Score> byProfile() {
        return Scores.by(request -> profileOf(request.user()).orElse(""), requests, events);
    }

    /**
     * How far the shares of two users drifted apart while both had work waiting.
     *
     * @throws IllegalArgumentException if they do not share a resource, or one has a rate of their own, so that it cannot be said
     *     when their work could have run
     */
    public ShareGap shareGap(String user, String other) {
        return shareGaps(List.of(user, other)).stream()
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException(
                                "the shares of \"" + user + "\" and \"" + other
                                        + "\" cannot be compared: they must use one shared resource, on terms without a rate of their own"));
    }

    /** The same for every two of these users whose shares can be compared. */
    public List<ShareGap> shareGaps(Collection<String> users) {
        return ShareGaps.of(this, setting, users);
    }

    /** Which part of the workers' time was used, from the first request to the end of the last; of all resources together. */
    public double utilization() {
        double busyNanos = events.stream()
                .filter(event -> event.kind() == TrafficEvent.Kind.STARTED)
                .mapToDouble(event -> requests.get(event.request()).duration().toNanos())
                .sum();
        double workers = users().stream()
                .flatMap(user -> setting.seatOf(user).stream())
                .map(seat -> Map.entry(seat.resource(), seat.owner()))
                .distinct()
                .mapToDouble(resource -> resource.getKey().workers())
                .sum();
        return busyNanos == 0 ? 0 : busyNanos / (workers * spanNanos());
    }
}
