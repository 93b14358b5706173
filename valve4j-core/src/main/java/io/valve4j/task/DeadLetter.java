package io.valve4j.task;

import io.valve4j.internal.check.Checks;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * A task that failed for good: whose it was, what it was, and how it failed last. An immutable value.
 *
 * @param id one of its own for each dead letter, which stays the same when a replay fails; given by the manager as a UUID of
 *     version 7, so that ids in their order are letters in the order of their coming
 * @param origin where the task came from
 * @param job what it was to do
 * @param failure how it failed last
 * @param task the task itself, where the queue has kept it: only in the process that ran it
 */
public record DeadLetter(String id, Origin origin, Job job, Failure failure, Optional<Callable<?>> task) {

    /** Checks every part. */
    public DeadLetter {
        Checks.name("the dead letter's id", id);
        Checks.notNull("the dead letter's origin", origin);
        Checks.notNull("the dead letter's job", job);
        Checks.notNull("the dead letter's failure", failure);
        Checks.notNull("the dead letter's task", task);
    }

    /** The same after another failure. */
    public DeadLetter failedAgain(Failure next) {
        return new DeadLetter(id, origin, job, next, task);
    }

    /** The same without the task itself: what a database can keep of it. */
    public DeadLetter withoutTask() {
        return new DeadLetter(id, origin, job, failure, Optional.empty());
    }

    /** One line for a log: ids come from outside, and may not show up raw there. */
    @Override
    public String toString() {
        return "DeadLetter[" + Checks.escaped(id) + ": " + Checks.quoted(job.name()) + " of user "
                + Checks.quoted(origin.user()) + " on " + Checks.quoted(origin.resource()) + ", " + failure + "]";
    }

    /**
     * Where a task came from.
     *
     * @param user whose it was
     * @param profile under which profile it was accepted
     * @param resource where it was queued
     * @param subscribed whether the user was on the profile by a subscription, rather than by the limiter's choice
     */
    public record Origin(String user, String profile, String resource, boolean subscribed) {

        /** Checks every part. */
        public Origin {
            Checks.name("the user's id", user);
            Checks.name("the profile's name", profile);
            Checks.name("the resource's name", resource);
        }
    }

    /**
     * What a task was to do, and at which cost.
     *
     * @param name what it was called; says which handler can do it again
     * @param payload what the handler needs for that, if it was given
     * @param calls permits of the rate that it needs
     * @param units units of other meters
     * @param charged whether its charge was kept, so that a replay is charged no second time
     */
    public record Job(String name, Optional<String> payload, long calls, Map<String, Long> units, boolean charged) {

        /** Checks every part. */
        public Job {
            Checks.name("the task's name", name);
            Checks.notNull("the payload", payload);
            Checks.between("the cost", calls, 1, TaskOptions.MAX_COST);
            units = Map.copyOf(Checks.notNull("the costs by meter", units));
        }
    }

    /**
     * How a task failed.
     *
     * @param type the class of what it threw
     * @param message what that said; empty if it said nothing, cut after {@value #MAX_MESSAGE} characters
     * @param attempts how often it was tried in all, replays included
     * @param submittedAt when it was handed in
     * @param failedAt when it failed last
     */
    public record Failure(String type, String message, int attempts, Instant submittedAt, Instant failedAt) {

        /** The longest message that is kept, in UTF-16 code units. */
        public static final int MAX_MESSAGE = 4_000;

        /** Checks every part; cuts a message that is too long. */
        public Failure {
            Checks.name("the type of the failure", type);
            Checks.notNull("the failure's message", message);
            if (message.length() > MAX_MESSAGE) {
                message = message.substring(0, MAX_MESSAGE - 1) + '…';
            }
            Checks.between("the attempts", attempts, 1, Integer.MAX_VALUE);
            Checks.notNull("the time of submission", submittedAt);
            Checks.notNull("the time of failure", failedAt);
        }

        @Override
        public String toString() {
            return "failed " + attempts + (attempts == 1 ? " time" : " times") + ", last at " + failedAt + " with "
                    + type + (message.isEmpty() ? "" : ": " + Checks.quoted(message));
        }
    }
}
