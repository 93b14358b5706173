package io.valve4j.micrometer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The meters of the users who have some of their own. Asking is thread-safe; who has them is changed by one thread at a time.
 */
final class UserMeters {

    private final Meters meters;
    private final Map<String, Submissions> submissions = new ConcurrentHashMap<>();
    private final Map<QuotaReading.Key, List<Gauge>> quotas = new HashMap<>();

    private record Submissions(Counter accepted, Counter refused) {}

    UserMeters(Meters meters) {
        this.meters = meters;
    }

    /** Somebody has asked; counted if they have a meter. */
    void asked(String user, boolean accepted) {
        Submissions own = submissions.get(user);
        if (own != null) {
            (accepted ? own.accepted() : own.refused()).increment();
        }
    }

    /** From now on these users have meters, and nobody else. */
    void serve(Set<String> users) {
        submissions.forEach((user, own) -> {
            if (!users.contains(user)) {
                submissions.remove(user);
                meters.remove(own.accepted());
                meters.remove(own.refused());
            }
        });
        users.forEach(user -> submissions.computeIfAbsent(
                user, added -> new Submissions(counter(added, "accepted"), counter(added, "refused"))));
    }

    private Counter counter(String user, String outcome) {
        return meters.counter(
                "valve4j.user.submissions",
                "Tasks and permits of one user that were accepted, and what they were refused",
                "user",
                user,
                "outcome",
                outcome);
    }

    /** From now on these quotas of users have gauges, and no others. */
    void show(Set<QuotaReading.Key> keys, Watch watch) {
        meters.keepOnly(keys, quotas);
        keys.forEach(key -> quotas.computeIfAbsent(
                key,
                added -> QuotaReading.gauges(
                        meters,
                        "valve4j.user.quota.",
                        watch,
                        watched -> watched.of(added),
                        "user",
                        added.user(),
                        "profile",
                        added.profile(),
                        "quota",
                        added.quota())));
    }
}
