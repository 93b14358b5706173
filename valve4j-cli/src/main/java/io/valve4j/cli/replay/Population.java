package io.valve4j.cli.replay;

import io.valve4j.testkit.traffic.Score;
import io.valve4j.testkit.traffic.Traffic;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Users by the work that their requests ask for, the most first; the same for all policies, since it does not depend on what
 * becomes of the requests. Among those of equal work, whoever sent more requests comes first, then by name.
 */
final class Population {

    /** Of so many users, one is heavy. */
    private static final int LIGHT_PER_HEAVY = 100;

    private final List<String> byWork;

    private Population(List<String> byWork) {
        this.byWork = byWork;
    }

    static Population of(Traffic traffic) {
        Comparator<Map.Entry<String, Score>> mostWork = Comparator.<Map.Entry<String, Score>, Duration>comparing(
                        user -> traffic.workOf(user.getKey()))
                .thenComparing(user -> user.getValue().asked())
                .reversed()
                .thenComparing(Map.Entry.comparingByKey());
        return new Population(traffic.byUser().entrySet().stream()
                .sorted(mostWork)
                .map(Map.Entry::getKey)
                .toList());
    }

    /** The 1 % of users with most work, rounded up. */
    Set<String> heavy() {
        int count = (byWork.size() + LIGHT_PER_HEAVY - 1) / LIGHT_PER_HEAVY;
        return new LinkedHashSet<>(top(count));
    }

    /** So many with most work. */
    List<String> top(int most) {
        return byWork.subList(0, Math.min(most, byWork.size()));
    }
}
