package io.valve4j.internal.engine;

import io.valve4j.Decision;
import io.valve4j.event.ValveEvent;
import io.valve4j.event.Work;
import io.valve4j.internal.event.Events;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Tells listeners what becomes of errands: of each, one beginning and one end, whoever brings it about. Where nobody listens,
 * an errand has no story, and every method here is over at once.
 */
final class Chronicle {

    private final Events events;
    private final AtomicLong works = new AtomicLong();

    Chronicle(Events events) {
        this.events = events;
    }

    /** Whether anybody listens. */
    boolean on() {
        return events.on();
    }

    /** What is told of one errand. */
    static final class Story {

        private final Work work;
        private final AtomicBoolean ended = new AtomicBoolean();

        private Story(Work work) {
            this.work = work;
        }
    }

    /** Somebody was refused, before anything of theirs was accepted. */
    void refused(Decision decision) {
        events.tell(at -> new ValveEvent.Refused(at, decision));
    }

    /** The beginning: the errand is accepted. Comes before anybody else can get hold of it. */
    @Nullable
    Story submitted(Errand errand) {
        if (!events.on()) {
            return null;
        }
        Errand.Sender sender = errand.sender;
        Work work = new Work(
                works.incrementAndGet(),
                errand.kind(),
                sender.user(),
                sender.route().standing().profile(),
                sender.route().resource(),
                errand.options.name(),
                errand.cost());
        events.tell(at -> new ValveEvent.Submitted(at, work));
        return new Story(work);
    }

    void started(@Nullable Story story, int attempt, long waitedNanos) {
        if (story != null) {
            Duration waited = Duration.ofNanos(Math.max(0, waitedNanos));
            events.tell(at -> new ValveEvent.Started(at, story.work, attempt, waited));
        }
    }

    void retried(@Nullable Story story, int attempt, Throwable failure, long delayNanos) {
        if (story != null) {
            Duration delay = Duration.ofNanos(delayNanos);
            events.tell(at -> new ValveEvent.Retried(at, story.work, attempt, failure, delay));
        }
    }

    void completed(@Nullable Story story, int attempts, long ranNanos) {
        if (story != null && ends(story)) {
            Duration ran = Duration.ofNanos(Math.max(0, ranNanos));
            events.tell(at -> new ValveEvent.Completed(at, story.work, attempts, ran));
        }
    }

    void failed(@Nullable Story story, int attempts, Throwable failure) {
        if (story != null && ends(story)) {
            events.tell(at -> new ValveEvent.Failed(at, story.work, attempts, failure));
        }
    }

    void cancelled(@Nullable Story story) {
        if (story != null && ends(story)) {
            events.tell(at -> new ValveEvent.Cancelled(at, story.work));
        }
    }

    void timedOut(@Nullable Story story) {
        if (story != null && ends(story)) {
            events.tell(at -> new ValveEvent.TimedOut(at, story.work));
        }
    }

    void handedBack(@Nullable Story story, Throwable cause) {
        if (story != null && ends(story)) {
            events.tell(at -> new ValveEvent.HandedBack(at, story.work, cause));
        }
    }

    private static boolean ends(Story story) {
        return story.ended.compareAndSet(false, true);
    }
}
