package io.valve4j.quota;

import io.valve4j.internal.check.Checks;

/**
 * An idempotency key was used again for something else: the caller's mistake, and nothing was taken. Either the key is not
 * unique to what it stands for, or the repeat is none.
 */
public class KeyReusedException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String key;

    /** Of a user's key. */
    public KeyReusedException(String userId, String key) {
        super("idempotency key " + Checks.quoted(key) + " of user " + Checks.quoted(userId)
                + " stands for a charge of other amounts, and nothing was charged: repeat with the same cost, or use a key"
                + " of its own for each charge");
        this.key = key;
    }

    /** The key. */
    public String key() {
        return key;
    }
}
