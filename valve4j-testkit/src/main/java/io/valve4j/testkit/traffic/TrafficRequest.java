package io.valve4j.testkit.traffic;

import io.valve4j.task.TaskOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;

/**
 * One request of a trace. An immutable value; start from {@link #by} and go on:
 * {@code TrafficRequest.by("ada").after(Duration.ofSeconds(3)).taking(Duration.ofMillis(50)).times(100)}.
 *
 * @param at when it comes
 * @param user whose it is
 * @param duration for how long it occupies a worker; from zero to {@link TaskOptions#FOREVER}
 * @param cost how many calls it counts as: permits of the rate, units of quotas on {@code calls}
 */
public record TrafficRequest(Instant at, String user, Duration duration, long cost) {

    /** When a request comes that does not say when. */
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /** Checks every part; how a user may be called is the library's to say. */
    public TrafficRequest {
        if (user.isBlank()) {
            throw new IllegalArgumentException("the user of a request must not be blank");
        }
        if (duration.isNegative() || duration.compareTo(TaskOptions.FOREVER) > 0) {
            throw new IllegalArgumentException("the duration of a request must be zero or more, at most "
                    + TaskOptions.FOREVER + ", but was " + duration);
        }
        if (cost < 1 || cost > TaskOptions.MAX_COST) {
            throw new IllegalArgumentException(
                    "the cost of a request must be between 1 and " + TaskOptions.MAX_COST + ", but was " + cost);
        }
    }

    /** A request of one call at {@link #START} that takes no time. */
    public static TrafficRequest by(String user) {
        return new TrafficRequest(START, user, Duration.ZERO, 1);
    }

    /** The same at another time. */
    public TrafficRequest at(Instant next) {
        return new TrafficRequest(next, user, duration, cost);
    }

    /** The same, so much later. */
    public TrafficRequest after(Duration delay) {
        return at(at.plus(delay));
    }

    /** The same with another duration. */
    public TrafficRequest taking(Duration next) {
        return new TrafficRequest(at, user, next, cost);
    }

    /** The same at another cost. */
    public TrafficRequest cost(long next) {
        return new TrafficRequest(at, user, duration, next);
    }

    /** So many of it at once. */
    public List<TrafficRequest> times(int count) {
        return every(Duration.ZERO, count);
    }

    /** So many of it, one after each interval. */
    public List<TrafficRequest> every(Duration interval, int count) {
        return LongStream.range(0, count)
                .mapToObj(i -> after(interval.multipliedBy(i)))
                .toList();
    }
}
