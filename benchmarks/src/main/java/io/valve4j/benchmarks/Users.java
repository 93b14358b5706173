package io.valve4j.benchmarks;

import java.util.SplittableRandom;

/** Many user ids. */
final class Users {

    private static final long SEED = 7;

    private Users() {}

    /** So many, in their order. */
    static String[] named(int count) {
        String[] users = new String[count];
        for (int i = 0; i < count; i++) {
            users[i] = "user-" + i;
        }
        return users;
    }

    /**
     * The ids of requests by so many users in random order, each in a string of its own, as requests bring them; the same
     * ids in the same order every time.
     */
    static String[] ofRequests(int users, int requests) {
        SplittableRandom random = new SplittableRandom(SEED);
        String[] ids = new String[requests];
        for (int i = 0; i < requests; i++) {
            ids[i] = "user-" + random.nextInt(users);
        }
        return ids;
    }
}
