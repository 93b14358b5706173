package io.valve4j.internal.engine;

import io.valve4j.Permit;
import io.valve4j.Reason;
import io.valve4j.ValveRejectedException;
import io.valve4j.event.Work;
import io.valve4j.internal.check.Checks;
import io.valve4j.task.TaskOptions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Somebody who waits for a permit, and then the permit itself. */
final class PermitTicket extends Errand implements Permit {

    private final PermitFuture future = new PermitFuture();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final boolean async;
    private long grantedAt;

    /** A permit that is not waited for. */
    PermitTicket(Sender sender, TaskOptions options, long calledAt) {
        super(sender, options, calledAt);
        this.async = false;
    }

    /** A permit that is waited for, in a thread of its own or not, until a deadline. */
    PermitTicket(Sender sender, TaskOptions options, long calledAt, long deadline, boolean async) {
        super(sender, options, calledAt, deadline);
        this.async = async;
    }

    CompletableFuture<Permit> future() {
        return future;
    }

    /** Waits in the calling thread. If that is interrupted, nothing is held or charged. */
    Permit await() throws InterruptedException {
        try {
            return future.get();
        } catch (InterruptedException interrupt) {
            if (!future.cancel(false) && !future.isCompletedExceptionally()) {
                // It was granted while the interrupt came.
                undo();
            }
            refundCharge();
            throw interrupt;
        } catch (ExecutionException failure) {
            refundCharge();
            if (failure.getCause() instanceof ValveRejectedException refusal) {
                throw new ValveRejectedException(refusal.decision());
            }
            throw new IllegalStateException("waiting for a permit failed", failure.getCause());
        }
    }

    @Override
    Work.Kind kind() {
        return Work.Kind.PERMIT;
    }

    @Override
    protected boolean isTask() {
        return false;
    }

    @Override
    protected void execute() {
        throw new IllegalStateException("a permit is granted, not executed");
    }

    @Override
    protected void grant() {
        if (async) {
            sender().dispatcher().aside(this::deliver);
        } else {
            deliver();
        }
    }

    private void deliver() {
        if (story != null) {
            grantedAt = sender().time().nanos();
            chronicle().started(story, 1, grantedAt - calledAt);
        }
        if (!future.settle(this)) {
            undo();
        }
    }

    /** Ends a permit that nobody has used: worker, permits and charge go back. */
    void undo() {
        if (closed.compareAndSet(false, true)) {
            sender().dispatcher().refundPermits(this);
            sender().dispatcher().finish(this);
            refundCharge();
            chronicle().cancelled(story);
        }
    }

    @Override
    void moved() {
        if (future.isDone()) {
            withdraw(this::refundCharge);
        }
    }

    @Override
    protected void expired() {
        if (async) {
            sender().dispatcher().aside(this::lapse);
        } else {
            // Whoever waits gives the charge back, and is told on time even if no other thread is to be had.
            late();
        }
    }

    private void lapse() {
        refundCharge();
        late();
    }

    private void late() {
        if (future.settleExceptionally(new ValveRejectedException(sender().decision(Reason.WAIT_TIMEOUT)))) {
            chronicle().timedOut(story);
        }
    }

    @Override
    void refused(ValveRejectedException refusal) {
        if (future.settleExceptionally(refusal)) {
            chronicle().handedBack(story, refusal);
        }
    }

    @Override
    protected void unstartable(Throwable cause) {
        throw new IllegalStateException("a permit needs no thread", cause);
    }

    @Override
    protected boolean abandon() {
        // The thread belongs to whoever holds the permit.
        return true;
    }

    @Override
    public String user() {
        return sender().user();
    }

    @Override
    public String resource() {
        return sender().route().resource();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            sender().dispatcher().finish(this);
            chronicle().completed(story, 1, story == null ? 0 : sender().time().nanos() - grantedAt);
        }
    }

    @Override
    public String toString() {
        return "Permit[user=" + Checks.quoted(user()) + ", resource=" + Checks.quoted(resource())
                + (closed.get() ? ", closed]" : "]");
    }

    /** What an asynchronous acquirer holds. Completing it from outside gives up the place in the queue. */
    private final class PermitFuture extends CompletableFuture<Permit> {

        boolean settle(Permit permit) {
            return super.complete(permit);
        }

        boolean settleExceptionally(Throwable failure) {
            return super.completeExceptionally(failure);
        }

        private void abandoned(boolean won) {
            if (won) {
                withdraw(PermitTicket.this::refundCharge);
                chronicle().cancelled(story);
            }
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            boolean unsettled = !isDone();
            boolean cancelled = super.cancel(mayInterruptIfRunning);
            abandoned(unsettled && cancelled);
            return cancelled;
        }

        @Override
        public boolean complete(Permit value) {
            boolean completed = super.complete(value);
            abandoned(completed);
            return completed;
        }

        @Override
        public boolean completeExceptionally(Throwable failure) {
            boolean completed = super.completeExceptionally(failure);
            abandoned(completed);
            return completed;
        }
    }
}
