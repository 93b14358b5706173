package io.valve4j.event;

import io.valve4j.internal.check.Checks;

/**
 * What events are about: one task, or one acquirer and its permit. All events of one carry the same.
 *
 * @param id counts the works of a manager; its own for each
 * @param kind what it is
 * @param user whose it is
 * @param profile under which profile it was accepted
 * @param resource where
 * @param name what it is called
 * @param cost permits of the rate that it needs, for each attempt
 */
public record Work(long id, Kind kind, String user, String profile, String resource, String name, long cost) {

    /** What was handed in. */
    public enum Kind {
        /** A task, run by the valve. */
        TASK,
        /** A permit, held by the caller. */
        PERMIT
    }

    /** One line for a log: ids come from outside, and may not show up raw there. */
    @Override
    public String toString() {
        return kind + " " + id + " (" + Checks.quoted(name) + " of user " + Checks.quoted(user) + " on "
                + Checks.quoted(resource) + ")";
    }
}
