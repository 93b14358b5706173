package io.valve4j.internal.schedule;

import io.valve4j.Reason;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what follows from a dispatcher's step: starts workers, hands permits over, tells who is late. Never under the lock, so
 * that whatever is called here may call the dispatcher again. What goes wrong for one ticket is logged, and holds up no other.
 */
final class Performer {

    private static final Logger LOG = LoggerFactory.getLogger(Performer.class);

    private final Dispatcher dispatcher;
    private final Afterwards afterwards;
    private final WorkerThreads threads;
    private final Executor callbacks;

    Performer(Dispatcher dispatcher, Afterwards afterwards, WorkerThreads threads, Executor callbacks) {
        this.dispatcher = dispatcher;
        this.afterwards = afterwards;
        this.threads = threads;
        this.callbacks = callbacks;
    }

    /** Runs a callback on another thread; in this one if none is to be had. */
    void aside(Runnable callback) {
        afterwards.begin();
        Once once = new Once(() -> {
            try {
                guarded(callback);
            } finally {
                afterwards.end();
            }
        });
        try {
            callbacks.execute(once);
        } catch (Throwable noThread) {
            // An executor may throw although it has taken the callback, or has even run it.
            once.run();
        }
    }

    /** Runs what must not throw; should it all the same, that is logged and goes no further. */
    static void guarded(Runnable step) {
        try {
            step.run();
        } catch (Throwable failure) {
            LOG.error("telling of a ticket's end failed", failure);
        }
    }

    /** Runs what it is made for when it is run first, and nothing after that. */
    private static final class Once implements Runnable {

        private final AtomicBoolean claimed = new AtomicBoolean();
        private final Runnable action;

        Once(Runnable action) {
            this.action = action;
        }

        @Override
        public void run() {
            if (claimed.compareAndSet(false, true)) {
                action.run();
            }
        }
    }

    void perform(@Nullable Ticket effects) {
        for (Ticket ticket = effects; ticket != null; ) {
            Ticket next = cutAfter(ticket);
            ticket = chained(performOne(ticket), next);
        }
    }

    /**
     * Performs all but the first start of a task, which it returns for the worker who asks to run it; null if there is none,
     * or if others wait for the worker's thread.
     */
    @Nullable
    Ticket performButOne(@Nullable Ticket effects) {
        Ticket kept = null;
        for (Ticket ticket = effects; ticket != null; ) {
            Ticket next = cutAfter(ticket);
            if (kept == null && ticket.effect == Ticket.Effect.START && ticket.isTask()) {
                kept = ticket;
                ticket = next;
            } else {
                ticket = chained(performOne(ticket), next);
            }
        }
        if (kept != null && threads.crowded()) {
            perform(startWorker(kept));
            return null;
        }
        return kept;
    }

    private static @Nullable Ticket cutAfter(Ticket ticket) {
        Ticket next = ticket.nextEffect;
        ticket.nextEffect = null;
        return next;
    }

    /** Returns what follows in its turn, if anything. */
    private @Nullable Ticket performOne(Ticket ticket) {
        if (ticket.effect == Ticket.Effect.START && ticket.isTask()) {
            return startWorker(ticket);
        }
        try {
            guarded(() -> tell(ticket));
        } finally {
            afterwards.end();
        }
        return null;
    }

    private void tell(Ticket ticket) {
        switch (ticket.effect) {
            case START -> ticket.grant();
            case FIND_ROOM -> ticket.roomFound();
            case EXPIRE -> ticket.expired();
            case STRAND -> aside(ticket::stranded);
            case GIVE_UP -> ticket.handedBack(Reason.SHUTTING_DOWN);
            case NONE -> throw new IllegalStateException("a ticket without an effect");
        }
    }

    /** Returns the effects of the worker's not getting a thread; null if it got one. */
    private @Nullable Ticket startWorker(Ticket ticket) {
        Worker worker = new Worker(dispatcher, ticket);
        try {
            threads.execute(worker);
        } catch (Throwable cause) {
            // An executor may throw although it has taken the worker, or has even run it.
            if (worker.claim()) {
                dispatcher.refundPermits(ticket);
                aside(() -> ticket.unstartable(cause));
                return dispatcher.finishAndSettle(ticket);
            }
        }
        return null;
    }

    static @Nullable Ticket chained(@Nullable Ticket first, @Nullable Ticket second) {
        if (first == null) {
            return second;
        }
        Ticket last = first;
        while (last.nextEffect != null) {
            last = last.nextEffect;
        }
        last.nextEffect = second;
        return first;
    }
}
