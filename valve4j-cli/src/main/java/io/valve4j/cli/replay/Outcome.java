package io.valve4j.cli.replay;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What would have happened.
 *
 * @param profiles how the users of each profile fared together, by its name
 * @param users how each user fared
 * @param endedAt when the last request had ended, by the virtual clock
 */
public record Outcome(Map<String, Score> profiles, List<UserScore> users, Instant endedAt) {

    /** Those who were refused most come first, among them those who waited longest. */
    private static final Comparator<UserScore> WORST_FIRST = Comparator.<UserScore>comparingLong(
                    user -> user.score().refused())
            .thenComparingLong(user -> user.score().waits().percentile(100).orElse(0))
            .thenComparingLong(user -> user.score().waits().percentile(50).orElse(0))
            .thenComparingLong(user -> user.score().requests())
            .reversed()
            .thenComparing(UserScore::user);

    /** So many of those who fared worst, who had to wait or were refused; the worst first. */
    public List<UserScore> worstOff(int most) {
        return users.stream()
                .filter(UserScore::hadToWait)
                .sorted(WORST_FIRST)
                .limit(most)
                .toList();
    }

    /**
     * How one user fared.
     *
     * @param user who
     * @param profile on which profile; empty if they have none
     * @param score how
     */
    public record UserScore(String user, String profile, Score score) {

        boolean hadToWait() {
            return score.refused() > 0 || score.waits().percentile(100).orElse(0) > 0;
        }
    }
}
