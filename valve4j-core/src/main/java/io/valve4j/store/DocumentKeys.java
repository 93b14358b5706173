package io.valve4j.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Under which keys {@link CasStore} keeps a user's documents.
 *
 * <p>User ids come from outside. So keys have only lower-case letters, digits, dot, minus and underscore, and are short:
 * nothing in them can be taken for syntax, no collation takes two for one, and no database finds them too long. Every other
 * character becomes an underscore and its four hexadecimal digits; what would be too long is cut, and made unique by a digest.
 */
final class DocumentKeys {

    /** Before the keys of accounts: after the key that is this alone come all accounts, and nothing else. */
    static final String ACCOUNTS = "u.";

    private static final String AUDIT = "a.";
    private static final int LONGEST = 180;
    private static final int KEPT_OF_LONG_ONES = 100;

    private DocumentKeys() {}

    static String account(String userId) {
        return ACCOUNTS + escaped(userId);
    }

    static String auditPage(String userId, int page) {
        return AUDIT + escaped(userId) + "_p" + page;
    }

    private static String escaped(String userId) {
        StringBuilder key = new StringBuilder(userId.length() + 8);
        for (int i = 0; i < userId.length(); i++) {
            char c = userId.charAt(i);
            if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-') {
                key.append(c);
            } else {
                key.append('_').append(HexFormat.of().toHexDigits(c));
            }
        }
        // Two underscores stand in no key that was not cut. The digest is of the escaped id: UTF-8 would make one of
        // all
        // unpaired surrogates.
        return key.length() <= LONGEST
                ? key.toString()
                : key.substring(0, KEPT_OF_LONG_ONES) + "__" + digest(key.toString());
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
