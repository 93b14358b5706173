package io.valve4j.cli.replay;

import io.valve4j.Profile;
import io.valve4j.quota.Quota;
import io.valve4j.quota.Window;
import io.valve4j.testkit.traffic.Traffic;
import io.valve4j.testkit.traffic.TrafficEvent;
import io.valve4j.testkit.traffic.TrafficRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How far the users of a profile used one of its quotas: the calls that ran, in the window in which they came. What was charged
 * and given back again does not count.
 *
 * @param profile the profile's name
 * @param quota the quota, which has a limit
 * @param users how each user used it, those who came closest to the limit first
 */
public record QuotaBurn(String profile, Quota quota, List<UserBurn> users) {

    /** For every quota on calls that has a limit. */
    static List<QuotaBurn> of(List<Profile> profiles, Traffic traffic) {
        List<QuotaBurn> burns = new ArrayList<>();
        for (Profile profile : profiles) {
            for (Quota quota : profile.quotas()) {
                if (!quota.unlimited() && quota.meter().equals(Quota.CALLS)) {
                    burns.add(new QuotaBurn(profile.name(), quota, users(profile.name(), quota, traffic)));
                }
            }
        }
        return burns;
    }

    private static List<UserBurn> users(String profile, Quota quota, Traffic traffic) {
        Map<String, List<Step>> steps = new LinkedHashMap<>();
        Map<String, Map<Window.Span, Long>> totals = new HashMap<>();
        for (TrafficEvent event : traffic.events()) {
            TrafficRequest request = traffic.requests().get(event.request());
            if (event.kind() == TrafficEvent.Kind.STARTED
                    && traffic.profileOf(request.user()).filter(profile::equals).isPresent()) {
                Window.Span window = quota.window().spanAt(request.at(), null);
                long used = totals.computeIfAbsent(request.user(), user -> new HashMap<>())
                        .merge(window, request.cost(), Long::sum);
                steps.computeIfAbsent(request.user(), user -> new ArrayList<>())
                        .add(new Step(event.nanos(), window, used));
            }
        }
        return steps.entrySet().stream()
                .map(user -> new UserBurn(user.getKey(), user.getValue()))
                .sorted(Comparator.comparingLong(UserBurn::peak).reversed().thenComparing(UserBurn::user))
                .toList();
    }

    /** How many users used all of it in some window. */
    long exhausted() {
        return users.stream().filter(user -> user.peak() >= quota.limit()).count();
    }

    /** The largest part of it that a user used in one window; 1 for all of it. */
    double peak() {
        return users.isEmpty() ? 0 : (double) users.get(0).peak() / Math.max(1, quota.limit());
    }

    /**
     * One user's use.
     *
     * @param user who
     * @param steps what had been used when, in the order of time
     */
    public record UserBurn(String user, List<Step> steps) {

        long peak() {
            return steps.stream().mapToLong(Step::used).max().orElse(0);
        }

        /** What was used of the window that an instant lies in. */
        long usedAt(long nanos, Instant at) {
            return steps.stream()
                    .filter(step -> step.nanos() <= nanos && step.window().contains(at))
                    .mapToLong(Step::used)
                    .max()
                    .orElse(0);
        }
    }

    /**
     * Use after one more call.
     *
     * @param nanos when it ran, in nanoseconds after the first request
     * @param window in which window it came
     * @param used what was used in that window then
     */
    public record Step(long nanos, Window.Span window, long used) {}
}
