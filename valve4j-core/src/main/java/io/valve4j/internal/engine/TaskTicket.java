package io.valve4j.internal.engine;

import io.valve4j.Reason;
import io.valve4j.UnstartedTask;
import io.valve4j.ValveRejectedException;
import io.valve4j.internal.check.Checks;
import io.valve4j.task.TaskOptions;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A task on its way through a resource. Its monitor makes sure that an interrupt meant for it can never hit the task that
 * comes after it on the same thread.
 */
final class TaskTicket<T extends @Nullable Object> extends Errand {

    private final Callable<T> task;
    private final TaskFuture future = new TaskFuture();

    private @Nullable Thread runner;
    private boolean begun;
    private boolean abandoned;
    private volatile boolean refused;

    TaskTicket(Sender sender, TaskOptions options, Callable<T> task) {
        super(sender, options);
        this.task = task;
    }

    TaskTicket(Sender sender, TaskOptions options, Callable<T> task, long deadline) {
        super(sender, options, deadline);
        this.task = task;
    }

    CompletableFuture<T> future() {
        return future;
    }

    UnstartedTask unstarted() {
        return new UnstartedTask(
                sender.user(),
                sender.route().standing().profile(),
                sender.route().resource(),
                options.name(),
                task);
    }

    @Override
    protected boolean isTask() {
        return true;
    }

    @Override
    protected void execute() {
        if (isLate(sender.time().nanos())) {
            // It had its turn in time, but the executor had no thread for it.
            lapse();
        }
        if (!begin()) {
            sender.dispatcher().refundPermits(this);
            refundCharge();
            return;
        }
        T result;
        try {
            result = task.call();
        } catch (Throwable failure) {
            end();
            future.settleExceptionally(failure);
            return;
        }
        end();
        future.settle(result);
    }

    private synchronized boolean begin() {
        if (abandoned || future.isDone()) {
            return false;
        }
        begun = true;
        runner = Thread.currentThread();
        return true;
    }

    private synchronized void end() {
        runner = null;
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

    @Override
    protected void expired() {
        sender.dispatcher().aside(this::lapse);
    }

    private void lapse() {
        refundCharge();
        future.settleExceptionally(new TimeoutException("the deadline of " + Checks.quoted(options.name()) + " of user "
                + Checks.quoted(sender.user()) + " passed in the queue of "
                + Checks.quoted(sender.route().resource()) + " after "
                + options.latestStart().map(Object::toString).orElse("")));
    }

    @Override
    void refused(ValveRejectedException refusal) {
        refused = future.settleExceptionally(refusal);
    }

    /** Whether its future was ended by handing it back. */
    boolean wasHandedBack() {
        return refused;
    }

    @Override
    protected void unstartable(Throwable cause) {
        sender.dispatcher().refundPermits(this);
        refundCharge();
        future.settleExceptionally(new RejectedExecutionException(
                "the executor of " + Checks.quoted(sender.route().resource()) + " took no worker for "
                        + Checks.quoted(options.name()) + " of user " + Checks.quoted(sender.user()),
                cause));
    }

    /** Somebody else than the worker completed the future: the result is no longer wanted. */
    private void ended(boolean mayInterrupt) {
        if (sender.dispatcher().withdraw(this)) {
            refundCharge();
        } else if (mayInterrupt) {
            interrupt();
        }
    }

    /** What the submitter holds. Completing it from outside, however that is done, withdraws a task that has not started. */
    private final class TaskFuture extends CompletableFuture<T> {

        void settle(T result) {
            super.complete(result);
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
