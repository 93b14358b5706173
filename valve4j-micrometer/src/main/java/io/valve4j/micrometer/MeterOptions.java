package io.valve4j.micrometer;

import io.micrometer.core.instrument.Tags;
import io.valve4j.internal.check.Checks;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a {@link MicrometerListener} shows beyond what every valve has.
 *
 * <p>No meter names a user unless asked: ids come from outside, and there is no end to them. Those of {@link #users} or
 * {@link #topUsers} get meters of their own, so many at the most, whoever comes.
 *
 * <p>An immutable value; every call returns a new one and checks its argument on the spot.
 *
 * @param tags on every meter; where several managers share a registry, something that tells them apart
 * @param users users with meters of their own, whatever they do
 * @param topUsers how many of those with most demand have meters of their own
 * @param watched of how many users with most demand the quotas are read, for the gauges that name no user
 */
public record MeterOptions(Tags tags, Set<String> users, int topUsers, int watched) {

    /** The most users with meters of their own, of each kind. */
    public static final int MOST_USERS = 1_000;

    private static final MeterOptions DEFAULTS = new MeterOptions(Tags.empty(), Set.of(), 0, 10);

    /** Checks every part, and keeps a copy. */
    public MeterOptions {
        Checks.notNull("the tags", tags);
        Checks.between("the number of users with meters of their own", users.size(), 0, MOST_USERS);
        users.forEach(user -> Checks.name("the user's id", user));
        users = Set.copyOf(users);
        Checks.between("the number of top users", topUsers, 0, MOST_USERS);
        Checks.between("the number of watched users", watched, 0, MOST_USERS);
    }

    /** No tags of one's own, no meters by user, and the quotas of the 10 users with most demand watched. */
    public static MeterOptions defaults() {
        return DEFAULTS;
    }

    /** The same with tags on every meter: {@code tags("manager", "billing")}. */
    public MeterOptions tags(String... keyValues) {
        return new MeterOptions(Tags.of(keyValues), users, topUsers, watched);
    }

    /** The same with meters of their own for these users. */
    public MeterOptions users(String... next) {
        return new MeterOptions(tags, new LinkedHashSet<>(List.of(next)), topUsers, watched);
    }

    /**
     * The same with meters of their own for so many users with most demand: tasks, permits and refusals, the last minutes
     * counting most. Who is no longer among them loses theirs.
     */
    public MeterOptions topUsers(int next) {
        return new MeterOptions(tags, users, next, watched);
    }

    /**
     * The same with the quotas of so many users with most demand watched. This costs a few calls to the store for each of them,
     * at most every 10 s and only while somebody reads the meters; 0 for none.
     */
    public MeterOptions watched(int next) {
        return new MeterOptions(tags, users, topUsers, next);
    }

    /** How many users with most demand have to be known. */
    int busiest() {
        return Math.max(topUsers, watched);
    }
}
