package io.valve4j.cli.replay;

import io.valve4j.testkit.traffic.Score;
import io.valve4j.testkit.traffic.ShareGap;
import io.valve4j.testkit.traffic.Traffic;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What would have happened in one scenario.
 *
 * @param scenario which
 * @param traffic what became of each request
 * @param profiles how the users of each profile fared together, by its name
 * @param light how all users but the heavy ones fared
 * @param heavy how the 1 % of users with most work fared
 * @param users how each user fared, the worst off first
 * @param shareGaps of every two of the 20 users with most work whose shares can be compared, the largest first
 * @param quotas how far quotas were used
 */
public record Outcome(
        Scenario scenario,
        Traffic traffic,
        Map<String, Score> profiles,
        Score light,
        Score heavy,
        List<UserScore> users,
        List<ShareGap> shareGaps,
        List<QuotaBurn> quotas) {

    private static final int COMPARED_USERS = 20;

    /** Those who were refused most come first, among them those who waited longest. */
    private static final Comparator<UserScore> WORST_FIRST = Comparator.<UserScore>comparingLong(
                    user -> user.score().refused())
            .thenComparing(user -> user.score().waits().longest())
            .thenComparing(user -> user.score().waits().percentile(50).orElse(Duration.ZERO))
            .thenComparing(user -> user.score().asked())
            .reversed()
            .thenComparing(UserScore::user);

    /** Draws the conclusions. */
    static Outcome of(Scenario scenario, Traffic traffic) {
        Population population = Population.of(traffic);
        Set<String> heavy = population.heavy();
        Map<String, Score> profiles = new LinkedHashMap<>();
        scenario.plans().profiles().forEach(profile -> profiles.put(profile.name(), traffic.of(user -> false)));
        profiles.putAll(traffic.byProfile());
        List<UserScore> users = traffic.byUser().entrySet().stream()
                .map(user -> new UserScore(
                        user.getKey(), traffic.profileOf(user.getKey()).orElse(""), user.getValue()))
                .sorted(WORST_FIRST)
                .toList();
        List<ShareGap> gaps = traffic.shareGaps(population.top(COMPARED_USERS)).stream()
                .sorted(Comparator.comparing(ShareGap::largest)
                        .thenComparing(ShareGap::bound)
                        .reversed())
                .toList();
        return new Outcome(
                scenario,
                traffic,
                profiles,
                traffic.of(user -> !heavy.contains(user)),
                traffic.of(heavy::contains),
                users,
                gaps,
                QuotaBurn.of(scenario.plans().profiles(), traffic));
    }

    /** How all users fared together. */
    Score all() {
        return traffic.of(user -> true);
    }

    /** So many of those who fared worst, who had to wait or were refused; the worst first. */
    List<UserScore> worstOff(int most) {
        return users.stream()
                .filter(user -> user.score().waitedOrWasRefused())
                .limit(most)
                .toList();
    }

    /** The largest gap between two users' shares; empty if no two can be compared. */
    Optional<ShareGap> widestGap() {
        return shareGaps.stream().findFirst();
    }

    /**
     * How one user fared.
     *
     * @param user who
     * @param profile on which profile; empty if they have none
     * @param score how
     */
    public record UserScore(String user, String profile, Score score) {}
}
