package io.valve4j.store;

import io.valve4j.internal.check.Checks;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.IntPredicate;

/**
 * Ids as short, plain ASCII, for stores to use as keys: different ids have different keys.
 *
 * <p>User ids and names come from outside, and are any 512 characters. Databases disagree on what of that they can hold, which
 * of it is the same, what is syntax, and how long a key may be. So a key has only letters of both cases, digits and
 * {@code . - _ @ + : / =} as they are; every other character becomes a percent sign and its four hexadecimal digits. What would
 * be longer than {@value #LONGEST} characters is cut, and made unique by a digest. Most ids are their own key.
 *
 * <p>Keys differ in case, so a column that holds them needs a binary collation. There is no way back from a key to its id:
 * keep that beside it, where it is needed.
 */
public final class StoreKey {

    /** The most characters of one id's key. */
    public static final int LONGEST = 180;

    private static final int KEPT_OF_LONG_ONES = 100;

    private StoreKey() {}

    /** The key of a user, or of any other id: at most {@value #LONGEST} characters. */
    public static String of(String id) {
        Checks.notNull("the id", id);
        return escaped(id, '%', StoreKey::plain);
    }

    /** The key of one of a user's counters: at most 402 characters, its parts divided by commas. */
    public static String of(CounterKey key) {
        Checks.notNull("the counter's key", key);
        return of(key.quota()) + ',' + of(key.grant()) + ',' + key.windowStartMillis() + ',' + key.generation();
    }

    private static boolean plain(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || (c < 128 && ".-_@+:/=".indexOf(c) >= 0);
    }

    /**
     * An id with every character escaped that is not plain.
     *
     * @param escape stands before four hexadecimal digits, and twice where a long id was cut; not plain itself
     */
    static String escaped(String id, char escape, IntPredicate plain) {
        StringBuilder key = new StringBuilder(id.length() + 8);
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            if (plain.test(c)) {
                key.append(c);
            } else {
                key.append(escape).append(HexFormat.of().toHexDigits(c));
            }
        }
        // The digest is of the escaped id: UTF-8 would make one of all unpaired surrogates.
        return key.length() <= LONGEST
                ? key.toString()
                : key.substring(0, KEPT_OF_LONG_ONES) + escape + escape + digest(key.toString());
    }

    private static String digest(String escaped) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(escaped.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
