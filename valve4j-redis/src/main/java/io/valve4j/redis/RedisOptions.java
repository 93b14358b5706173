package io.valve4j.redis;

import io.valve4j.guard.Guard;
import io.valve4j.internal.check.Checks;
import java.util.regex.Pattern;

/**
 * How a {@link RedisStore} works. An immutable value; each call returns a new one and checks its argument on the spot.
 *
 * @param prefix what the names of all keys start with: letters, digits and {@code . - _ :}, at most 64
 * @param guard how long calls may take, and when the store is taken to be down
 */
public record RedisOptions(String prefix, Guard guard) {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9.:_-]{1,64}");

    /** The prefix {@code valve}, and {@link Guard#DEFAULT}. */
    public static final RedisOptions DEFAULT = new RedisOptions("valve", Guard.DEFAULT);

    /** Checks both. */
    public RedisOptions {
        Checks.notNull("the prefix of keys", prefix);
        if (!PLAIN.matcher(prefix).matches()) {
            throw new IllegalArgumentException(
                    "the prefix of keys must have 1 to 64 letters, digits, dots, hyphens, underscores or colons, but was "
                            + Checks.quoted(prefix));
        }
        Checks.notNull("the guard", guard);
    }

    /** The same, with names of keys that start otherwise; {@code valve} unless set. Each prefix is a store of its own. */
    public RedisOptions prefix(String next) {
        return new RedisOptions(next, guard);
    }

    /** The same, guarded otherwise; {@link Guard#DEFAULT} unless set. */
    public RedisOptions guard(Guard next) {
        return new RedisOptions(prefix, next);
    }
}
