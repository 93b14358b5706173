package io.valve4j.jdbc;

import io.valve4j.guard.Guard;
import io.valve4j.internal.check.Checks;

/**
 * How a store uses its database. An immutable value; each call returns a new one.
 *
 * @param guard how long calls may take, and when the database is left alone
 */
public record JdbcOptions(Guard guard) {

    /** {@link Guard#DEFAULT}. */
    public static final JdbcOptions DEFAULT = new JdbcOptions(Guard.DEFAULT);

    /** Checks every part. */
    public JdbcOptions {
        Checks.notNull("the guard", guard);
    }

    /** The same with another guard. */
    public JdbcOptions guard(Guard next) {
        return new JdbcOptions(next);
    }
}
