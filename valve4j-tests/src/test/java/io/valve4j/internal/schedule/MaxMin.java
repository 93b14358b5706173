package io.valve4j.internal.schedule;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Weighted max-min shares, by water filling: everybody's level rises alike until the capacity is used up, or somebody's ceiling
 * is reached, who then rises no further.
 */
final class MaxMin {

    /** Who shares: a weight, and the most that they could use. */
    record Claim(String user, int weight, double ceiling) {}

    private MaxMin() {}

    /** What each is to get of a capacity. */
    static Map<String, Double> shares(double capacity, List<Claim> claims) {
        List<Claim> open = new ArrayList<>(claims);
        open.sort(Comparator.comparingDouble(claim -> claim.ceiling() / claim.weight()));
        Map<String, Double> shares = new HashMap<>();
        double left = capacity;
        double weights = open.stream().mapToInt(Claim::weight).sum();
        for (Claim claim : open) {
            double share = Math.min(claim.ceiling(), left * claim.weight() / weights);
            shares.put(claim.user(), share);
            left -= share;
            weights -= claim.weight();
        }
        return shares;
    }
}
