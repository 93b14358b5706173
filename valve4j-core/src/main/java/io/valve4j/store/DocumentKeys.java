package io.valve4j.store;

/**
 * Under which keys {@link CasStore} keeps a user's documents: as {@link StoreKey}s, but for databases that may be blind to case,
 * with only lower-case letters, digits, dot, minus and underscore.
 */
final class DocumentKeys {

    /** Before the keys of accounts: after the key that is this alone come all accounts, and nothing else. */
    static final String ACCOUNTS = "u.";

    private static final String AUDIT = "a.";

    private DocumentKeys() {}

    static String account(String userId) {
        return ACCOUNTS + escaped(userId);
    }

    static String auditPage(String userId, int page) {
        return AUDIT + escaped(userId) + "_p" + page;
    }

    private static String escaped(String userId) {
        return StoreKey.escaped(userId, '_', DocumentKeys::plain);
    }

    private static boolean plain(int c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
    }
}
