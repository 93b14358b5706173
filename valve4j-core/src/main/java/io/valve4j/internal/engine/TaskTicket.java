package io.valve4j.internal.engine;

import io.valve4j.Reason;
import io.valve4j.UnstartedTask;
import io.valve4j.ValveRejectedException;
import io.valve4j.event.Work;
import io.valve4j.internal.check.Checks;
import io.valve4j.task.DeadLetter;
import io.valve4j.task.RetryPolicy;
import io.valve4j.task.TaskOptions;
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
                sender.user(),
                sender.route().standing().profile(),
                sender.route().resource(),
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
        return !future.isDone();
    }

    @Override
    protected void execute() {
        long startedAt = sender.time().nanos();
        if (isLate(startedAt)) {
            // It had its turn in time, but the executor had no thread for it.
            lapse();
        }
        if (!begin()) {
            sender.dispatcher().refundPermits(this);
            refundUnstarted();
            assignment.over();
            chronicle().cancelled(story);
            return;
        }
        chronicle().started(story, attempts, startedAt - queuedAt);
        T result;
        try {
            result = assignment.call();
        } catch (Throwable failure) {
            end();
            failed(failure);
            return;
        }
        end();
        succeeded(result, startedAt);
    }

    private synchronized boolean begin() {
        if (abandoned || future.isDone()) {
            return false;
        }
        attempts++;
        begun = true;
        runner = Thread.currentThread();
        return true;
    }

    private synchronized void end() {
        runner = null;
    }

    private void succeeded(T result, long startedAt) {
        DeadLetter replayed = assignment.replayed();
        if (replayed != null) {
            sender.services().letterbox().remove(replayed.id());
        }
        assignment.over();
        if (future.settle(result)) {
            chronicle()
                    .completed(
                            story, attempts, story == null ? 0 : sender.time().nanos() - startedAt);
        } else {
            chronicle().cancelled(story);
        }
    }

    private void failed(Throwable failure) {
        long now = sender.time().nanos();
        long delay = backoffNanos(failure, now);
        if (delay < 0) {
            fail(failure);
        } else {
            queuedAt = now + delay;
            chronicle().retried(story, attempts, failure, delay);
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
        } catch (RuntimeException broken) {
            LOG.warn("a retry policy failed to say whether {} is tried again, so it is not", options.name(), broken);
            return -1;
        }
        long delay = policy.delayAfter(attempts, ThreadLocalRandom.current().nextDouble())
                .toNanos();
        return isLate(now + delay) ? -1 : delay;
    }

    /** Fails it for good: its dead letter is there before its future tells of it. */
    private boolean fail(Throwable failure) {
        if (future.isDone()) {
            assignment.over();
            chronicle().cancelled(story);
            return false;
        }
        if (options.failurePlan().refund()) {
            refundCharge();
        }
        Letterbox letterbox = sender.services().letterbox();
        DeadLetter letter = letterbox.write(this, failure);
        boolean kept = letterbox.keep(letter);
        assignment.over();
        if (!future.settleExceptionally(failure)) {
            if (kept) {
                letterbox.takeBack(letter, assignment.replayed());
            }
            chronicle().cancelled(story);
            return false;
        }
        chronicle().failed(story, attempts, failure);
        if (kept) {
            letterbox.announce(letter);
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
        sender.dispatcher().aside(this::lapse);
    }

    private void lapse() {
        if (failedBefore()) {
            return;
        }
        refundCharge();
        TimeoutException late = new TimeoutException("the deadline of " + Checks.quoted(options.name()) + " of user "
                + Checks.quoted(sender.user()) + " passed in the queue of "
                + Checks.quoted(sender.route().resource()) + " after "
                + options.latestStart().map(Object::toString).orElse(""));
        assignment.over();
        if (future.settleExceptionally(late)) {
            chronicle().timedOut(story);
        }
    }

    /** Ends what cannot have another attempt as it failed last; false if it was never tried. */
    private boolean failedBefore() {
        Throwable failure = lastFailure;
        if (failure != null && fail(failure)) {
            givenUp = true;
        }
        return failure != null;
    }

    @Override
    void refused(ValveRejectedException refusal) {
        if (!failedBefore()) {
            handedBack = endUnstarted(refusal);
        }
    }

    private boolean endUnstarted(Throwable cause) {
        assignment.over();
        boolean ended = future.settleExceptionally(cause);
        if (ended) {
            chronicle().handedBack(story, cause);
        }
        return ended;
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
        sender.dispatcher().refundPermits(this);
        refundUnstarted();
        if (!failedBefore()) {
            endUnstarted(new RejectedExecutionException(
                    "the executor of " + Checks.quoted(sender.route().resource()) + " took no worker for "
                            + Checks.quoted(options.name()) + " of user " + Checks.quoted(sender.user()),
                    cause));
        }
    }

    @Override
    void moved() {
        if (future.isDone() && withdraw()) {
            refundUnstarted();
            assignment.over();
        }
    }

    /** Somebody else than the worker completed the future: the result is no longer wanted. */
    private void ended(boolean mayInterrupt) {
        if (withdraw()) {
            refundUnstarted();
            assignment.over();
        } else if (mayInterrupt) {
            interrupt();
        }
        chronicle().cancelled(story);
    }

    /** What the submitter holds. Completing it from outside, however that is done, withdraws a task that does not run. */
    private final class TaskFuture extends CompletableFuture<T> {

        boolean settle(T result) {
            return super.complete(result);
        }

        boolean settleExceptionally(Throwable failure) {
            return super.completeExceptionally(failure);
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            boolean unsettled = !isDone();
            boolean cancelled = super.cancel(mayInterruptIfRunning);
            if (unsettled && cancelled) {
                ended(mayInterruptIfRunning);
            }
            return cancelled;
        }

        @Override
        public boolean complete(T value) {
            boolean completed = super.complete(value);
            if (completed) {
                ended(false);
            }
            return completed;
        }

        @Override
        public boolean completeExceptionally(Throwable failure) {
            boolean completed = super.completeExceptionally(failure);
            if (completed) {
                ended(false);
            }
            return completed;
        }
    }
}
