package io.valve4j.internal.engine;

import io.valve4j.event.ValveEvent;
import io.valve4j.internal.check.Checks;
import io.valve4j.internal.event.Events;
import io.valve4j.internal.event.Sparingly;
import io.valve4j.task.DeadLetter;
import io.valve4j.task.DeadLetterQueue;
import io.valve4j.task.TaskOptions;
import io.valve4j.time.TimeSource;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts dead letters into their queue, and sees to it that none is lost unseen. Thread-safe; blocks as the queue does. */
final class Letterbox {

    private static final Logger LOG = LoggerFactory.getLogger("io.valve4j.deadletters");

    private final DeadLetterQueue queue;
    private final TimeSource time;
    private final Events events;
    private final Sparingly crowded;
    private final LetterIds ids;

    Letterbox(DeadLetterQueue queue, TimeSource time, Events events) {
        this.queue = queue;
        this.time = time;
        this.events = events;
        this.crowded = new Sparingly(time);
        this.ids = new LetterIds(time);
    }

    /**
     * Keeps what is left of a task that fails now: a new letter, or that which was replayed, with the new failure. Never throws.
     *
     * @return the letter; null if it is not kept, which has been told then
     */
    @Nullable
    DeadLetter keep(TaskTicket<?> ticket, Throwable failure) {
        DeadLetter letter;
        try {
            letter = written(ticket, failure);
        } catch (Throwable trouble) {
            LOG.error(
                    "no dead letter could be written of a task of user {}",
                    Checks.quoted(ticket.sender().user()),
                    trouble);
            return null;
        }
        boolean replayed = ticket.assignment().replayed() != null;
        try {
            List<DeadLetter> lost = queue.put(letter);
            lost.forEach(other -> {
                crowded.say(count -> LOG.warn(
                        "the queue for dead letters is full: {} are lost since this was last said, now {}",
                        count,
                        other));
                lost(other, null);
            });
            return lost.stream().anyMatch(other -> other.id().equals(letter.id())) ? null : letter;
        } catch (Throwable trouble) {
            if (replayed) {
                LOG.warn("a dead letter stays as it was, since the queue failed: {}", letter, trouble);
            } else {
                LOG.error("a dead letter is lost, since the queue failed: {}", letter, trouble);
                lost(letter, trouble);
            }
            return null;
        }
    }

    private DeadLetter written(TaskTicket<?> ticket, Throwable failure) {
        DeadLetter replayed = ticket.assignment().replayed();
        TaskOptions options = ticket.options;
        boolean charged = ticket.prepaid() || !options.failurePlan().refund();
        DeadLetter.Job job = new DeadLetter.Job(
                options.name(), options.failurePlan().payload(), options.calls(), options.units(), charged);
        Instant now = time.instant();
        if (replayed != null) {
            long attempts = (long) replayed.failure().attempts() + ticket.attempts();
            DeadLetter.Failure again = failure(
                    failure,
                    (int) Math.min(attempts, Integer.MAX_VALUE),
                    replayed.failure().submittedAt(),
                    now);
            return new DeadLetter(replayed.id(), replayed.origin(), job, again, replayed.task());
        }
        Route route = ticket.sender().route();
        DeadLetter.Origin origin = new DeadLetter.Origin(
                ticket.sender().user(),
                route.standing().profile(),
                route.resource(),
                route.standing().subscription() != null);
        DeadLetter.Failure first =
                failure(failure, ticket.attempts(), now.minusNanos(time.nanos() - ticket.calledAt), now);
        return new DeadLetter(
                ids.next(), origin, job, first, Optional.of(ticket.assignment().task()));
    }

    private static DeadLetter.Failure failure(Throwable thrown, int attempts, Instant submittedAt, Instant failedAt) {
        String type = thrown.getClass().getName();
        return new DeadLetter.Failure(
                type.substring(0, Math.min(type.length(), Checks.MAX_NAME_LENGTH)),
                messageOf(thrown),
                attempts,
                submittedAt,
                failedAt);
    }

    /** What a failure says; it is somebody else's code that says it. */
    private static String messageOf(Throwable failure) {
        try {
            String message = failure.getMessage();
            return message == null ? "" : message;
        } catch (Throwable trouble) {
            return "";
        }
    }

    private void lost(DeadLetter letter, @Nullable Throwable cause) {
        events.tell(at -> new ValveEvent.DeadLetterLost(at, letter, Optional.ofNullable(cause)));
    }

    /** Tells of a letter that is kept. */
    void announce(DeadLetter letter) {
        events.tell(at -> new ValveEvent.DeadLettered(at, letter));
    }

    /** Removes a letter; if the queue fails, it stays. */
    void remove(String id) {
        try {
            queue.remove(id);
        } catch (Throwable failure) {
            LOG.warn("dead letter {} could not be removed, and stays", Checks.quoted(id), failure);
        }
    }

    void close() {
        try {
            queue.close();
        } catch (Throwable failure) {
            LOG.warn("the queue for dead letters failed to close", failure);
        }
    }
}
