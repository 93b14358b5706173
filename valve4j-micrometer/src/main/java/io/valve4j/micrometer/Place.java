package io.valve4j.micrometer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.valve4j.Reason;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The counters and timers of one profile at one resource. Not thread-safe. */
final class Place {

    private static final String NO_REASON = "none";

    private final Meters meters;
    private final String profile;
    private final String resource;
    private final Map<Reason, Counter> refused = new EnumMap<>(Reason.class);
    private final Map<String, Counter> ended = new HashMap<>();
    private final Map<String, Counter> letters = new HashMap<>();
    private final Map<String, Timer> runs = new HashMap<>();

    final Counter accepted;
    final Counter retries;
    final Timer wait;

    Place(Meters meters, String profile, String resource) {
        this.meters = meters;
        this.profile = profile;
        this.resource = resource;
        this.accepted = submissions("accepted", NO_REASON);
        this.retries = counter("valve4j.retries", "Attempts at tasks that failed and are followed by another");
        this.wait = meters.timer(
                "valve4j.queue.wait",
                "From acceptance, or the end of a backoff, to the start",
                "profile",
                profile,
                "resource",
                resource);
        ran("completed");
    }

    Counter refused(Reason reason) {
        return refused.computeIfAbsent(
                reason, why -> submissions("refused", why.name().toLowerCase(Locale.ROOT)));
    }

    private Counter submissions(String outcome, String reason) {
        return meters.counter(
                "valve4j.submissions",
                "Tasks and permits that were accepted, and everything that was refused",
                "profile",
                profile,
                "resource",
                resource,
                "outcome",
                outcome,
                "reason",
                reason);
    }

    /** Attempts, by how they ended. */
    Timer ran(String outcome) {
        return runs.computeIfAbsent(
                outcome,
                how -> meters.timer(
                        "valve4j.run",
                        "How long attempts at tasks took, and permits were held",
                        "profile",
                        profile,
                        "resource",
                        resource,
                        "outcome",
                        how));
    }

    /** How accepted work ended. */
    Counter ended(String outcome) {
        return ended.computeIfAbsent(
                outcome, how -> outcomes("valve4j.work.ended", "Accepted tasks and permits, by how they ended", how));
    }

    /** What became of dead letters. */
    Counter letters(String outcome) {
        return letters.computeIfAbsent(
                outcome,
                how -> outcomes(
                        "valve4j.dead.letters", "Tasks that failed for good, and whether their letter is kept", how));
    }

    private Counter outcomes(String name, String description, String outcome) {
        return meters.counter(name, description, "profile", profile, "resource", resource, "outcome", outcome);
    }

    private Counter counter(String name, String description) {
        return meters.counter(name, description, "profile", profile, "resource", resource);
    }
}
