package io.valve4j.cli.scale;

import java.time.Duration;

/**
 * How large the crowds are.
 *
 * @param users users with a resource of their own, at once
 * @param arrivals requests of these users
 * @param strangers requests of users who were never seen before
 * @param active users who wait on one resource at once
 * @param resources shared resources
 * @param refill how long the bucket of a user with a resource of their own takes to be full again: longer than it takes to count
 *     all of them
 */
public record Size(int users, long arrivals, long strangers, int active, int resources, Duration refill) {

    /** The users of a full run. */
    public static final int USERS = 1_000_000;

    /** The fewest that show anything. */
    public static final int FEWEST = 1_000;

    /** The most: ids of more would not fit into a default heap. */
    public static final int MOST = 10_000_000;

    /**
     * All crowds in proportion to the number of users.
     *
     * @param quick whether a tenth and less of the requests will do
     */
    public static Size of(int users, boolean quick) {
        return new Size(
                users,
                users * (quick ? 1L : 20L),
                users * (quick ? 3L : 100L),
                users / 10,
                users / 100,
                Duration.ofMillis(500 + (quick ? 7_500L : 15_500L) * users / USERS));
    }
}
