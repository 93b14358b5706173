package io.valve4j.internal.engine;

import io.valve4j.Reason;
import io.valve4j.UnstartedTask;
import io.valve4j.ValveRejectedException;
import io.valve4j.event.Work;
import io.valve4j.internal.check.Checks;
import io.valve4j.task.DeadLetter;
import io.valve4j.task.RetryPolicy;
import io.valve4j.task.TaskOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task on its way through a resource, for as many turns as its retry policy gives it. Its monitor makes sure that an
 * interrupt meant for it can never hit the task that comes after it on the same thread.
 *
 * <p>Its outcome belongs to whoever claims it first: the worker, whoever hands it back, or whoever completes the future from
 * outside. Only they refund, write a letter, tell listeners, and complete the future.
 *
 * <p>Attempts follow each other: each ends before the dispatcher's lock is taken to let the ticket rest, and the next begins
 * after it was taken to start it. So what one attempt writes, the next one, and whoever withdraws the ticket in between, sees.
 */
final class TaskTicket<T extends @Nullable Object> extends Errand {

    private static final Logger LOG = LoggerFactory.getLogger(RetryPolicy.class);

    private final Assignment<T> assignment;
    private final TaskFuture future = new TaskFuture();

    private @Nullable Thread runner;
    private boolean begun;
    private boolean abandoned;
    private int attempts;
    private @Nullable Throwable lastFailure;
    private long queuedAt;
    private volatile boolean claimed;
    private volatile boolean handedBack;
    private volatile boolean givenUp;

    TaskTicket(Sender sender, TaskOptions options, Assignment<T> assignment, long calledAt) {
        super(sender, options, calledAt);
        this.assignment = assignment;
        this.queuedAt = calledAt;
    }

    TaskTicket(Sender sender, TaskOptions options, Assignment<T> assignment, long calledAt, long deadline) {
        super(sender, options, calledAt, deadline);
        this.assignment = assignment;
        this.queuedAt = calledAt;
    }

    CompletableFuture<T> future() {
        return future;
    }

    Assignment<T> assignment() {
        return assignment;
    }

    /** How often it was tried. */
    int attempts() {
        return attempts;
    }

    UnstartedTask unstarted() {
        return new UnstartedTask(
                sender().user(),
                sender().route().standing().profile(),
                sender().route().resource(),
                options.name(),
                assignment.task());
    }

    @Override
    boolean prepaid() {
        return assignment.prepaid();
    }

    @Override
    Work.Kind kind() {
        return Work.Kind.TASK;
    }

    @Override
    protected boolean isTask() {
        return true;
    }

    @Override
    protected boolean wanted() {
        return !claimed && !future.isDone();
    }

    /** Whether the outcome is the caller's to decide. */
    private synchronized boolean claim() {
        boolean mine = wanted();
        claimed = true;
        return mine;
    }

    @Override
    protected void execute() {
        // Reading the clock takes longer than all else here, so it is left alone where nobody wants to know.
        long startedAt = timed() || story != null ? sender().time().nanos() : 0;
        if (isLate(startedAt)) {
            // It had its turn in time, but the executor had no thread for it.
            lapse();
        }
        if (!begin(startedAt)) {
            sender().dispatcher().refundPermits(this);
            refundUnstarted();
            unwanted();
            return;
        }
        chronicle().deliver(story);
        T result;
        try {
            result = assignment.call();
        } catch (Throwable failure) {
            end();
            failed(failure, startedAt);
            return;
        }
        succeeded(result, startedAt);
    }

    /** Puts down the start in the same step: else whoever cancels it just then would be told of before, and it not at all. */
    private synchronized boolean begin(long startedAt) {
        if (abandoned || !wanted()) {
            return false;
        }
        attempts++;
        begun = true;
        runner = Thread.currentThread();
        chronicle().putStarted(story, attempts, startedAt - queuedAt);
        return true;
    }

    private synchronized void end() {
        runner = null;
        // What follows is not the task's own any more, nor is the interrupt that was meant for it.
        Thread.interrupted();
    }

    private synchronized boolean endAndClaim() {
        end();
        return claim();
    }

    /** Somebody else has decided its outcome. */
    private void unwanted() {
        assignment.over();
        chronicle().cancelled(story);
    }

    private void succeeded(T result, long startedAt) {
        if (!endAndClaim()) {
            unwanted();
            return;
        }
        DeadLetter replayed = assignment.replayed();
        if (replayed != null) {
            sender().services().letterbox().remove(replayed.id());
        }
        assignment.over();
        chronicle()
                .completed(story, attempts, story == null ? 0 : sender().time().nanos() - startedAt);
        future.settle(result);
    }

    private void failed(Throwable failure, long startedAt) {
        long now = sender().time().nanos();
        Duration ran = Duration.ofNanos(Math.max(0, now - startedAt));
        long delay = backoffNanos(failure, now);
        if (delay < 0) {
            fail(failure, Optional.of(ran));
        } else {
            queuedAt = now + delay;
            chronicle().retried(story, attempts, failure, ran, delay);
            askForRest(delay);
            rests(failure);
        }
    }

    /** From here on it can be handed back again. */
    private synchronized void rests(Throwable failure) {
        lastFailure = failure;
        begun = false;
    }

    /** How long to wait for the next attempt; negative if there is none. */
    private long backoffNanos(Throwable failure, long now) {
        RetryPolicy policy = options.failurePlan().retry();
        try {
            if (!wanted() || !policy.another(attempts, failure)) {
                return -1;
            }
        } catch (Throwable broken) {
            LOG.warn(
                    "a retry policy failed to say whether {} is tried again, so it is not",
                    Checks.quoted(options.name()),
                    broken);
            return -1;
        }
        long delay = policy.delayAfter(attempts, ThreadLocalRandom.current().nextDouble())
                .toNanos();
        return isLate(now + delay) ? -1 : delay;
    }

    /** Fails it for good: its dead letter is there before its future tells of it. False if its outcome is somebody else's. */
    private boolean fail(Throwable failure, Optional<Duration> ran) {
        if (!claim()) {
            unwanted();
            return false;
        }
        try {
            if (options.failurePlan().refund()) {
                refundCharge();
            }
            DeadLetter letter = sender().services().letterbox().keep(this, failure);
            assignment.over();
            chronicle().failed(story, attempts, failure, ran);
            if (letter != null) {
                sender().services().letterbox().announce(letter);
            }
        } finally {
            future.settleExceptionally(failure);
        }
        return true;
    }

    /** Interrupts the thread that runs it, if one does. */
    private synchronized void interrupt() {
        if (runner != null) {
            runner.interrupt();
        }
    }

    @Override
    protected boolean abandon() {
        synchronized (this) {
            interrupt();
            if (begun) {
                return true;
            }
            abandoned = true;
        }
        handedBack(Reason.SHUTTING_DOWN);
        return false;
    }

    @Override
    protected void grant() {
        throw new IllegalStateException("a task is executed, not granted");
    }

    /** What has begun keeps its charge, even if it waits for another attempt. */
    @Override
    void refundUnstarted() {
        if (attempts == 0) {
            refundCharge();
        }
    }

    @Override
    protected void expired() {
        sender().dispatcher().aside(this::lapse);
    }

    private void lapse() {
        if (failedBefore()) {
            return;
        }
        TimeoutException late = new TimeoutException("the deadline of " + Checks.quoted(options.name()) + " of user "
                + Checks.quoted(sender().user()) + " passed in the queue of "
                + Checks.quoted(sender().route().resource()) + " after "
                + options.latestStart().map(Checks::shown).orElse(""));
        // Whoever has decided its outcome meanwhile could not take it out any more, so its charge goes back here.
        refundUnstarted();
        if (claim()) {
            assignment.over();
            chronicle().timedOut(story);
            future.settleExceptionally(late);
        } else {
            unwanted();
        }
    }

    /** Ends what cannot have another attempt as it failed last; false if it was never tried. */
    private boolean failedBefore() {
        Throwable failure = lastFailure;
        if (failure != null && fail(failure, Optional.empty())) {
            givenUp = true;
        }
        return failure != null;
    }

    @Override
    void refused(ValveRejectedException refusal) {
        if (!failedBefore() && endUnstarted(refusal)) {
            handedBack = true;
        }
    }

    private boolean endUnstarted(Throwable cause) {
        boolean mine = claim();
        if (mine) {
            assignment.over();
            chronicle().handedBack(story, cause);
            future.settleExceptionally(cause);
        } else {
            unwanted();
        }
        return mine;
    }

    /** Whether its future was ended by handing it back before its first attempt. */
    boolean wasHandedBack() {
        return handedBack;
    }

    /** Whether it had failed, and was denied the other attempt that it waited for. */
    boolean wasGivenUp() {
        return givenUp;
    }

    @Override
    protected void unstartable(Throwable cause) {
        refundUnstarted();
        if (!failedBefore()) {
            endUnstarted(new RejectedExecutionException(
                    "the executor of " + Checks.quoted(sender().route().resource()) + " took no worker for "
                            + Checks.quoted(options.name()) + " of user " + Checks.quoted(sender().user()),
                    cause));
        }
    }

    @Override
    void moved() {
        if (!wanted()) {
            withdraw(this::leave);
        }
    }

    /** Will not start any more, now that it is taken out. */
    private void leave() {
        refundUnstarted();
        assignment.over();
    }

    /** Somebody from outside has decided its outcome: it is no longer wanted. */
    private void ended(boolean mayInterrupt) {
        boolean waited = withdraw(this::leave);
        if (!waited && mayInterrupt) {
            interrupt();
        }
        chronicle().cancelled(story);
    }

    /** What the submitter holds. Completing it from outside, however that is done, withdraws a task that does not run. */
    private final class TaskFuture extends CompletableFuture<T> {

        void settle(T result) {
            super.complete(result);
        }

        void settleExceptionally(Throwable failure) {
            super.completeExceptionally(failure);
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            if (!claim()) {
                return isCancelled();
            }
            boolean cancelled = super.cancel(mayInterruptIfRunning);
            ended(mayInterruptIfRunning);
            return cancelled;
        }

        @Override
        public boolean complete(T value) {
            boolean completed = claim() && super.complete(value);
            if (completed) {
                ended(false);
            }
            return completed;
        }

        @Override
        public boolean completeExceptionally(Throwable failure) {
            Checks.notNull("the failure", failure);
            boolean completed = claim() && super.completeExceptionally(failure);
            if (completed) {
                ended(false);
            }
            return completed;
        }
    }
}
