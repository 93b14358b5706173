package io.valve4j.internal.engine;

import io.valve4j.event.ValveEvent;
import io.valve4j.internal.event.Events;
import io.valve4j.internal.event.Sparingly;
import io.valve4j.task.DeadLetter;
import io.valve4j.task.DeadLetterQueue;
import io.valve4j.task.TaskOptions;
import io.valve4j.time.TimeSource;
import java.time.Instant;
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

    DeadLetterQueue queue() {
        return queue;
    }

    /** What is left of a task that fails now: a new letter, or that which was replayed, with the new failure. */
    DeadLetter write(TaskTicket<?> ticket, Throwable failure) {
        DeadLetter replayed = ticket.assignment().replayed();
        TaskOptions options = ticket.options;
        Route route = ticket.sender.route();
        Instant now = time.instant();
        String message = failure.getMessage();
        DeadLetter.Failure found = new DeadLetter.Failure(
                failure.getClass().getName(),
                message == null ? "" : message,
                ticket.attempts() + (replayed == null ? 0 : replayed.failure().attempts()),
                replayed == null
                        ? now.minusNanos(time.nanos() - ticket.calledAt)
                        : replayed.failure().submittedAt(),
                now);
        boolean charged = ticket.prepaid() || !options.failurePlan().refund();
        return new DeadLetter(
                replayed == null ? ids.next() : replayed.id(),
                replayed == null
                        ? new DeadLetter.Origin(
                                ticket.sender.user(),
                                route.standing().profile(),
                                route.resource(),
                                route.standing().subscription() != null)
                        : replayed.origin(),
                new DeadLetter.Job(
                        options.name(), options.failurePlan().payload(), options.calls(), options.units(), charged),
                found,
                replayed == null ? Optional.of(ticket.assignment().task()) : replayed.task());
    }

    /** Keeps a letter; false if that is not possible, which has been told then. */
    boolean keep(DeadLetter letter) {
        Optional<DeadLetter> lost;
        try {
            lost = queue.put(letter);
        } catch (RuntimeException failure) {
            LOG.error("a dead letter is lost, since the queue failed: {}", letter, failure);
            lost(letter, failure);
            return false;
        }
        lost.ifPresent(other -> {
            crowded.say(count -> LOG.warn(
                    "the queue for dead letters is full: {} are lost since this was last said, now {}", count, other));
            lost(other, null);
        });
        return lost.filter(other -> other.id().equals(letter.id())).isEmpty();
    }

    private void lost(DeadLetter letter, @Nullable Throwable cause) {
        events.tell(at -> new ValveEvent.DeadLetterLost(at, letter, Optional.ofNullable(cause)));
    }

    /** Tells of a letter that is kept. */
    void announce(DeadLetter letter) {
        events.tell(at -> new ValveEvent.DeadLettered(at, letter));
    }

    /** Takes a letter back, since its task has not failed after all; puts the one back that it had replaced. */
    void takeBack(DeadLetter letter, @Nullable DeadLetter replaced) {
        if (replaced != null) {
            keep(replaced);
        } else {
            remove(letter.id());
        }
    }

    /** Removes a letter; if the queue fails, it stays. */
    void remove(String id) {
        try {
            queue.remove(id);
        } catch (RuntimeException failure) {
            LOG.warn("dead letter {} could not be removed, and stays", id, failure);
        }
    }

    void close() {
        try {
            queue.close();
        } catch (RuntimeException failure) {
            LOG.warn("the queue for dead letters failed to close", failure);
        }
    }
}
