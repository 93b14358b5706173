package io.valve4j.status;

import io.valve4j.internal.check.Checks;

/**
 * What one user has at one resource.
 *
 * @param user whose work it is
 * @param profile under which profile it came last
 * @param resource where
 * @param waiting tasks and acquirers that wait, for their turn or for room in the queue; not those in backoff
 * @param running tasks that run, and permits that are held
 */
public record UserDemand(String user, String profile, String resource, long waiting, long running) {

    /** Checks every part. */
    public UserDemand {
        Checks.name("the user's id", user);
        Checks.name("the profile's name", profile);
        Checks.name("the resource's name", resource);
        Checks.between("the number of the waiting", waiting, 0, Long.MAX_VALUE);
        Checks.between("the number of the running", running, 0, Long.MAX_VALUE);
    }

    /** One line for a log: ids come from outside, and may not show up raw there. */
    @Override
    public String toString() {
        return "user " + Checks.quoted(user) + " on " + Checks.quoted(resource) + ": " + waiting + " waiting, "
                + running + " running";
    }
}
