package io.valve4j.event;

import io.valve4j.Decision;
import io.valve4j.ShutdownReport;
import io.valve4j.subscription.AuditEvent;
import io.valve4j.subscription.Subscription;
import io.valve4j.task.DeadLetter;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Something that happened in a valve. A plain record of it: immutable, and safe to keep. */
public sealed interface ValveEvent {

    /** When, by the wall clock of the manager. */
    Instant at();

    /** Something that happened to one task or permit. */
    sealed interface OfWork extends ValveEvent {

        /** Which. */
        Work work();
    }

    /**
     * Somebody was refused: a task, a permit, or a take.
     *
     * @param at when
     * @param decision who, where, and why
     */
    record Refused(Instant at, Decision decision) implements ValveEvent {}

    /**
     * A task or an acquirer was accepted: it waits, or starts at once.
     *
     * @param at when
     * @param work which
     */
    record Submitted(Instant at, Work work) implements OfWork {}

    /**
     * An attempt at a task began, or a permit was granted.
     *
     * @param at when
     * @param work which
     * @param attempt which attempt, the first being 1
     * @param waited since it was accepted; for a further attempt, since the end of its backoff
     */
    record Started(Instant at, Work work, int attempt, Duration waited) implements OfWork {}

    /**
     * An attempt at a task failed, and another is due. Should that prove impossible, {@link Failed} or another end follows.
     *
     * @param at when
     * @param work which
     * @param attempt which attempt failed, the first being 1
     * @param failure what it threw
     * @param ran how long the attempt took
     * @param delay how long the backoff lasts
     */
    record Retried(Instant at, Work work, int attempt, Throwable failure, Duration ran, Duration delay)
            implements OfWork {}

    /**
     * A task has succeeded, or a permit was closed.
     *
     * @param at when
     * @param work which
     * @param attempts how often it was tried
     * @param ran how long the last attempt took, or the permit was held
     */
    record Completed(Instant at, Work work, int attempts, Duration ran) implements OfWork {}

    /**
     * A task has failed for good.
     *
     * @param at when
     * @param work which
     * @param attempts how often it was tried
     * @param failure what it threw last
     * @param ran how long the last attempt took; empty if {@link Retried} has told of it, and the next proved impossible
     */
    record Failed(Instant at, Work work, int attempts, Throwable failure, Optional<Duration> ran) implements OfWork {}

    /**
     * Nobody wants the result of a task any more, or the permit: its future was cancelled or completed by somebody else, or the
     * acquirer was interrupted. A task that was running then may go on for a while.
     *
     * @param at when
     * @param work which
     */
    record Cancelled(Instant at, Work work) implements OfWork {}

    /**
     * The deadline, or the wait, has passed before the start.
     *
     * @param at when
     * @param work which
     */
    record TimedOut(Instant at, Work work) implements OfWork {}

    /**
     * A task or an acquirer that was accepted will not start after all: the valve shuts down, the subscription was cancelled,
     * the rate was changed, or the executor has no thread.
     *
     * @param at when
     * @param work which
     * @param cause why: what its future fails with
     */
    record HandedBack(Instant at, Work work, Throwable cause) implements OfWork {}

    /**
     * A task that failed for good is now a dead letter.
     *
     * @param at when
     * @param letter the letter, which may be a known one that failed again
     */
    record DeadLettered(Instant at, DeadLetter letter) implements ValveEvent {}

    /**
     * A dead letter is not kept: it had to make room, there was no room for it, or the queue failed. Not told of a letter that
     * is replayed and still kept as it was.
     *
     * @param at when
     * @param letter the letter: nobody else has it any more
     * @param cause what the queue threw; empty if there was no room
     */
    record DeadLetterLost(Instant at, DeadLetter letter, Optional<Throwable> cause) implements ValveEvent {}

    /**
     * A subscription was changed through this manager.
     *
     * @param at when
     * @param subscription as it is now
     * @param audit what was done, by whom and why
     */
    record SubscriptionChanged(Instant at, Subscription subscription, AuditEvent audit) implements ValveEvent {}

    /**
     * What a user has used of a quota has passed a threshold, for the first time in this window.
     *
     * @param at when
     * @param user whose use
     * @param profile the profile that has the quota
     * @param quota the quota's name
     * @param percent which threshold, in percent of the limit
     * @param limit the plan's own limit in force, without grants
     * @param used units of it that are used now
     */
    record ThresholdPassed(Instant at, String user, String profile, String quota, int percent, long limit, long used)
            implements ValveEvent {}

    /**
     * The store failed, after retries where those were possible; until {@link StoreRecovered}.
     *
     * @param at when
     * @param cause what it threw
     */
    record StoreDegraded(Instant at, Throwable cause) implements ValveEvent {}

    /**
     * The store works again.
     *
     * @param at when
     * @param after how long it did not
     * @param uncharged how many charges and holds were admitted meanwhile without being counted, by
     *     {@link io.valve4j.OutagePolicy#OPEN}
     */
    record StoreRecovered(Instant at, Duration after, long uncharged) implements ValveEvent {}

    /**
     * No new work is taken any more.
     *
     * @param at when
     * @param resource by which resource, where one is drained; empty where the manager shuts down
     */
    record ShutdownStarted(Instant at, Optional<String> resource) implements ValveEvent {}

    /**
     * All accepted work has ended by itself, was interrupted, or was handed back. Tasks that were interrupted may take a while to
     * end; what becomes of them is still told.
     *
     * @param at when
     * @param resource on which resource, where one was drained; empty where the manager was shut down
     * @param report what became of it
     */
    record ShutdownEnded(Instant at, Optional<String> resource, ShutdownReport report) implements ValveEvent {}

    /**
     * This listener was too slow: here, events were dropped.
     *
     * @param at when it is told
     * @param count how many
     */
    record EventsLost(Instant at, long count) implements ValveEvent {}
}
