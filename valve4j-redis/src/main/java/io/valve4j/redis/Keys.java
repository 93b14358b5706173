package io.valve4j.redis;

import io.valve4j.store.StoreKey;
import java.nio.charset.StandardCharsets;

/** The names of keys. All of a user's have the user in braces, so that they lie in one slot of a cluster. */
final class Keys {

    private final String prefix;

    Keys(String prefix) {
        this.prefix = prefix;
    }

    /** Those of a user. */
    OfUser of(String userId) {
        return ofUserKey(StoreKey.of(userId));
    }

    /** Those of the user of a {@link StoreKey}. */
    OfUser ofUserKey(String userKey) {
        return new OfUser(prefix + ":{" + userKey + "}:");
    }

    /** The index of all users who have, or had, a subscription. */
    byte[] users() {
        return bytes(prefix + ":users");
    }

    /** What the keys match that have something inside which {@link RedisStore#purge} drops. */
    String purged() {
        return prefix + ":{*}:[al]";
    }

    /** The keys of the user of whom one is the given. */
    OfUser beside(byte[] key) {
        String name = new String(key, StandardCharsets.US_ASCII);
        return new OfUser(name.substring(0, name.length() - 1));
    }

    static byte[] bytes(String ascii) {
        return ascii.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The keys of one user. */
    static final class OfUser {

        private final String start;

        private OfUser(String start) {
            this.start = start;
        }

        byte[] subscription() {
            return key("s");
        }

        byte[] audit() {
            return key("e");
        }

        byte[][] forSaving() {
            return new byte[][] {account(), subscription(), audit()};
        }

        byte[][] forCounting() {
            return new byte[][] {account(), key("h"), key("l")};
        }

        byte[][] forSteps() {
            return new byte[][] {account(), key("h"), key("l"), key("i0"), key("i1")};
        }

        byte[][] forSteps(boolean withKeys) {
            return withKeys
                    ? new byte[][] {account(), key("h"), key("l"), key("i0"), key("i1"), key("k0"), key("k1")}
                    : forSteps();
        }

        private byte[] account() {
            return key("a");
        }

        private byte[] key(String end) {
            return bytes(start + end);
        }
    }
}
