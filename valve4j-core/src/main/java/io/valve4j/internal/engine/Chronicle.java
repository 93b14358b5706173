package io.valve4j.internal.engine;

import io.valve4j.Decision;
import io.valve4j.event.ValveEvent;
import io.valve4j.event.Work;
import io.valve4j.internal.event.Events;
import io.valve4j.internal.quota.ThresholdPassed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
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

    /** What is told of one errand; guards that nothing is told after its end. */
    static final class Story {

        private final Work work;
        private boolean ended;

        private Story(Work work) {
            this.work = work;
        }
    }

    /** Somebody was refused, before anything of theirs was accepted. */
    void refused(Decision decision) {
        events.tell(at -> new ValveEvent.Refused(at, decision));
    }

    /** Use has passed thresholds of somebody's quotas. */
    void passed(String user, String profile, List<ThresholdPassed> thresholds) {
        for (ThresholdPassed each : thresholds) {
            events.tell(at -> new ValveEvent.ThresholdPassed(
                    at, user, profile, each.quota(), each.percent(), each.limit(), each.used()));
        }
    }

    /** The beginning: the errand is accepted. Comes before anybody else can get hold of it. */
    @Nullable
    Story submitted(Errand errand) {
        if (!events.on()) {
            return null;
        }
        Errand.Sender sender = errand.sender();
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
            putStarted(story, attempt, waitedNanos);
            events.deliver();
        }
    }

    /** The first half of {@link #started}, which may be called under a lock; {@link #deliver} is to follow without. */
    void putStarted(@Nullable Story story, int attempt, long waitedNanos) {
        if (story != null) {
            Duration waited = Duration.ofNanos(Math.max(0, waitedNanos));
            put(story, false, at -> new ValveEvent.Started(at, story.work, attempt, waited));
        }
    }

    /** Has listeners told of what was put. */
    void deliver(@Nullable Story story) {
        if (story != null) {
            events.deliver();
        }
    }

    void retried(@Nullable Story story, int attempt, Throwable failure, Duration ran, long delayNanos) {
        if (story != null) {
            Duration delay = Duration.ofNanos(delayNanos);
            tell(story, false, at -> new ValveEvent.Retried(at, story.work, attempt, failure, ran, delay));
        }
    }

    void completed(@Nullable Story story, int attempts, long ranNanos) {
        if (story != null) {
            Duration ran = Duration.ofNanos(Math.max(0, ranNanos));
            tell(story, true, at -> new ValveEvent.Completed(at, story.work, attempts, ran));
        }
    }

    void failed(@Nullable Story story, int attempts, Throwable failure, Optional<Duration> ran) {
        if (story != null) {
            tell(story, true, at -> new ValveEvent.Failed(at, story.work, attempts, failure, ran));
        }
    }

    void cancelled(@Nullable Story story) {
        if (story != null) {
            tell(story, true, at -> new ValveEvent.Cancelled(at, story.work));
        }
    }

    void timedOut(@Nullable Story story) {
        if (story != null) {
            tell(story, true, at -> new ValveEvent.TimedOut(at, story.work));
        }
    }

    void handedBack(@Nullable Story story, Throwable cause) {
        if (story != null) {
            tell(story, true, at -> new ValveEvent.HandedBack(at, story.work, cause));
        }
    }

    /** Tells what comes before the end, or is the end; nothing if that was told before. */
    private void tell(Story story, boolean isEnd, Function<Instant, ValveEvent> event) {
        put(story, isEnd, event);
        events.deliver();
    }

    private void put(Story story, boolean isEnd, Function<Instant, ValveEvent> event) {
        synchronized (story) {
            if (!story.ended) {
                story.ended = isEnd;
                events.put(event);
            }
        }
    }
}
