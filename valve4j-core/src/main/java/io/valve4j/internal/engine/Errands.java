package io.valve4j.internal.engine;

import io.valve4j.Decision;
import io.valve4j.Permit;
import io.valve4j.Reason;
import io.valve4j.ValveRejectedException;
import io.valve4j.internal.check.Checks;
import io.valve4j.internal.quota.LedgerResult;
import io.valve4j.internal.schedule.Admission;
import io.valve4j.internal.schedule.Dispatcher;
import io.valve4j.task.TaskOptions;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sends tasks and acquirers on their way: a slot in the queue first, since that is a local check, then the charge, then into
 * the queue. Whatever fails on the way gives back what came before it.
 */
final class Errands {

    /** Neither an errand nor a refusal: whoever asked may wait. */
    private static final Outcome<PermitTicket> NOT_NOW = new Outcome<>(null, null);

    private final Decider decider;
    private final Engine engine;

    Errands(Decider decider) {
        this.decider = decider;
        this.engine = decider.engine;
    }

    <T extends @Nullable Object> CompletableFuture<T> submit(Callable<T> task, TaskOptions options) {
        Checks.notNull("the options", options);
        return submit(new Assignment<>(task, null, engine.services().decorators()), options);
    }

    <T extends @Nullable Object> CompletableFuture<T> submit(Assignment<T> assignment, TaskOptions options) {
        TaskOptions waiting = boundedByDeadline(options);
        long called = engine.time().nanos();
        try {
            Outcome<TaskTicket<T>> outcome = decider.untilSettled(
                    called,
                    (way, now) -> queue(
                            way, waiting, sender -> ticket(sender, waiting, assignment, called), called, now, true));
            return accepted(outcome).future();
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw refusal(decider.decisions(decider.route())
                    .refused(Reason.WAIT_TIMEOUT, engine.time().instant()));
        }
    }

    private static <T extends @Nullable Object> TaskTicket<T> ticket(
            Errand.Sender sender, TaskOptions options, Assignment<T> assignment, long called) {
        return options.latestStart()
                .map(latest -> new TaskTicket<>(sender, options, assignment, called, called + latest.toNanos()))
                .orElseGet(() -> new TaskTicket<>(sender, options, assignment, called));
    }

    private <E extends Errand> E accepted(Outcome<E> outcome) {
        if (outcome.errand() == null) {
            throw refusal(Objects.requireNonNull(outcome.refusal()));
        }
        return outcome.errand();
    }

    /** Tells listeners of a refusal. */
    private ValveRejectedException refusal(Decision decision) {
        engine.services().chronicle().refused(decision);
        return new ValveRejectedException(decision);
    }

    Permit acquire(TaskOptions options) throws InterruptedException {
        TaskOptions waiting = boundedByDeadline(options);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        long called = engine.time().nanos();
        Outcome<PermitTicket> outcome =
                decider.untilSettled(called, (way, now) -> acquire(way, waiting, called, now, false));
        return accepted(outcome).await();
    }

    CompletableFuture<Permit> acquireAsync(TaskOptions options) {
        TaskOptions waiting = boundedByDeadline(options);
        long called = engine.time().nanos();
        try {
            Outcome<PermitTicket> outcome =
                    decider.untilSettled(called, (way, now) -> acquire(way, waiting, called, now, true));
            return accepted(outcome).future();
        } catch (InterruptedException impossible) {
            throw new IllegalStateException("nothing waits here", impossible);
        }
    }

    Optional<Permit> tryAcquire(TaskOptions options) {
        Checks.notNull("the options", options);
        long called = engine.time().nanos();
        try {
            Outcome<PermitTicket> outcome =
                    decider.untilSettled(called, (way, now) -> startNow(way, options, called, true));
            if (outcome.refusal() != null) {
                engine.services().chronicle().refused(outcome.refusal());
            }
            return Optional.ofNullable(outcome.errand());
        } catch (InterruptedException impossible) {
            throw new IllegalStateException("nothing waits here", impossible);
        }
    }

    private static TaskOptions boundedByDeadline(TaskOptions options) {
        Checks.notNull("the options", options);
        Duration wait = options.maxWait();
        return options.latestStart()
                .filter(latest -> latest.compareTo(wait) < 0)
                .map(options::waiting)
                .orElse(options);
    }

    /** Waits for a permit in the queue; or takes it at once or not at all, where nothing may wait. */
    private @Nullable Outcome<PermitTicket> acquire(
            Route way, TaskOptions options, long called, long now, boolean async) throws InterruptedException {
        boolean onOwnWorker = way.seat() != null && way.seat().runtime().isCurrent();
        if (options.maxWait().isZero() || (onOwnWorker && !async)) {
            return startNow(way, options, called, true);
        }
        // What is there at once needs no wait, however short that is.
        Outcome<PermitTicket> atOnce = startNow(way, options, called, false);
        if (!NOT_NOW.equals(atOnce)) {
            return atOnce;
        }
        // A deadline is the first instant that is too late; who waits as long as they said is in time.
        boolean untilDeadline =
                options.latestStart().filter(options.maxWait()::equals).isPresent();
        long deadline = called + options.maxWait().toNanos() + (untilDeadline ? 0 : 1);
        return queue(
                way,
                options,
                sender -> new PermitTicket(sender, options, called, deadline, async),
                called,
                now,
                !async);
    }

    private <E extends Errand> Outcome<E> refused(Route way, Admission admission) {
        return new Outcome<>(
                null, decider.decisions(way).refused(admission, engine.time().instant()));
    }

    /**
     * Starts a permit at once or refuses; null if the way is outdated.
     *
     * @param refuses whether that nobody can start now is a refusal, rather than {@link #NOT_NOW}
     */
    private @Nullable Outcome<PermitTicket> startNow(Route way, TaskOptions options, long called, boolean refuses) {
        Decision refusal = decider.refusal(way, options);
        if (refusal != null) {
            return new Outcome<>(null, refusal);
        }
        Dispatcher dispatcher = way.openSeat().runtime().dispatcher();
        if (dispatcher == null) {
            return null;
        }
        PermitTicket ticket = new PermitTicket(decider.sender(way, dispatcher), options, called);
        Admission admission =
                dispatcher.startNow(ticket, ticket.user(), way.openSeat().share());
        if (admission.retired()) {
            return null;
        }
        if (!admission.given()) {
            return refuses ? refused(way, admission) : NOT_NOW;
        }
        Outcome<PermitTicket> outcome = charge(ticket, ticket::undo);
        if (outcome != null && outcome.errand() != null) {
            ticket.accepted();
            ticket.grant();
        }
        return outcome;
    }

    /** Puts an errand into the queue or refuses; null if the way is outdated. */
    private <E extends Errand> @Nullable Outcome<E> queue(
            Route way, TaskOptions options, Function<Errand.Sender, E> errandOf, long called, long now, boolean mayWait)
            throws InterruptedException {
        Decision refusal = decider.refusal(way, options);
        if (refusal != null) {
            return new Outcome<>(null, refusal);
        }
        Dispatcher dispatcher = way.openSeat().runtime().dispatcher();
        if (dispatcher == null) {
            return null;
        }
        E errand = errandOf.apply(decider.sender(way, dispatcher));
        boolean waits = mayWait && !options.maxWait().isZero();
        if ((way.plain() || errand.prepaid())
                && !waits
                && !engine.services().chronicle().on()) {
            // Nothing to be charged, nothing to wait for, nobody to be told before it starts: one step.
            Admission admission = dispatcher.offer(
                    errand, decider.account.user(), way.openSeat().share(), now);
            if (admission.given()) {
                engine.following().accepted(decider.account, way.standing());
                return new Outcome<>(errand, null);
            }
            return admission.retired() ? null : refused(way, admission);
        }
        Admission admission = slot(errand, called, waits);
        if (admission.retired()) {
            return null;
        }
        if (!admission.given()) {
            return refused(way, admission);
        }
        Outcome<E> outcome = charge(errand, () -> dispatcher.letGo(errand));
        if (outcome != null && outcome.errand() != null) {
            errand.accepted();
            dispatcher.enqueue(errand);
            engine.following().accepted(decider.account, way.standing());
        }
        return outcome;
    }

    private Admission slot(Errand errand, long called, boolean mayWait) throws InterruptedException {
        Route way = errand.sender().route();
        Dispatcher dispatcher = errand.sender().dispatcher();
        String user = decider.account.user();
        long wait = errand.options.maxWait().toNanos() - (engine.time().nanos() - called);
        if (!mayWait || wait <= 0 || dispatcher.isCurrent()) {
            return dispatcher.hold(errand, user, way.openSeat().share());
        }
        errand.seeksRoom();
        Admission admission = dispatcher.holdOrSeek(errand, user, way.openSeat().share());
        if (admission.reason() != Reason.QUEUE_FULL) {
            errand.seeksNoRoom();
            return admission;
        }
        Reason reason = errand.awaitRoom(wait);
        if (reason != null) {
            throw refusal(errand.sender().decision(reason));
        }
        return Admission.GIVEN;
    }

    /** Charges the quotas; undoes what came before if that is refused or fails. Null if the way is outdated. */
    private <E extends Errand> @Nullable Outcome<E> charge(E errand, Runnable undo) {
        Route way = errand.sender().route();
        if (way.plain() || errand.prepaid()) {
            return new Outcome<>(errand, null);
        }
        LedgerResult result;
        try {
            result = engine.services().till().charge(way, errand.options);
        } catch (Throwable failure) {
            undo.run();
            throw failure;
        }
        if (result instanceof LedgerResult.Admitted admitted) {
            errand.charged(admitted.receipt());
            decider.tellPassed(way, admitted.remarks().passed());
            return new Outcome<>(errand, null);
        }
        undo.run();
        Decision refusal = decider.notCharged(way, errand.options.idempotencyKey(), result);
        return refusal == null ? null : new Outcome<>(null, refusal);
    }

    /**
     * What came of sending an errand.
     *
     * @param errand the errand on its way; null if it was refused
     * @param refusal why; null if it was not
     */
    private record Outcome<E extends Errand>(
            @Nullable E errand, @Nullable Decision refusal) {}
}
