package io.valve4j.mongodb;

import io.valve4j.guard.Guard;
import io.valve4j.internal.check.Checks;

/**
 * How a {@link MongoStore} is opened. An immutable value; each call returns a new one and checks its argument on the spot.
 *
 * @param collection the collection that holds the users; their audit is in the one of this name with {@code _audit} after it
 * @param guard how long calls may take, and when MongoDB is left alone
 */
public record MongoOptions(String collection, Guard guard) {

    /** Collections {@code valve4j_users} and {@code valve4j_users_audit}, {@link Guard#DEFAULT}. */
    public static final MongoOptions DEFAULT = new MongoOptions("valve4j_users", Guard.DEFAULT);

    /** Checks both. */
    public MongoOptions {
        Checks.name("the collection's name", collection);
        if (collection.indexOf('$') >= 0 || collection.startsWith("system.")) {
            throw new IllegalArgumentException(
                    "the collection's name must have no $ and not start with system., but was "
                            + Checks.quoted(collection));
        }
        Checks.notNull("the guard", guard);
    }

    /** The same with other collections. */
    public MongoOptions collection(String next) {
        return new MongoOptions(next, guard);
    }

    /** The same with another guard. */
    public MongoOptions guard(Guard next) {
        return new MongoOptions(collection, next);
    }
}
