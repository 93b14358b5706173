package io.valve4j.internal.schedule;

import io.valve4j.Reason;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Does what follows from a dispatcher's step: starts workers, hands permits over, tells who is late. Never under the lock, so
 * that whatever is called here may call the dispatcher again.
 */
final class Performer {

    private final Dispatcher dispatcher;
    private final WorkerThreads threads;
    private final Executor callbacks;

    Performer(Dispatcher dispatcher, WorkerThreads threads, Executor callbacks) {
        this.dispatcher = dispatcher;
        this.threads = threads;
        this.callbacks = callbacks;
    }

    void aside(Runnable callback) {
        try {
            callbacks.execute(callback);
        } catch (Throwable noThread) {
            callback.run();
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
        switch (ticket.effect) {
            case START -> {
                if (ticket.isTask()) {
                    return startWorker(ticket);
                }
                ticket.grant();
            }
            case FIND_ROOM -> ticket.roomFound();
            case EXPIRE -> ticket.expired();
            case STRAND -> aside(ticket::stranded);
            case GIVE_UP -> ticket.handedBack(Reason.SHUTTING_DOWN);
            case NONE -> throw new IllegalStateException("a ticket without an effect");
        }
        return null;
    }

    /** Returns the effects of the worker's not getting a thread; null if it got one. */
    private @Nullable Ticket startWorker(Ticket ticket) {
        Worker worker = new Worker(dispatcher, ticket);
        try {
            threads.execute(worker);
        } catch (Throwable cause) {
            // An executor may throw although it has taken the worker, or has even run it.
            if (worker.claim()) {
                ticket.unstartable(cause);
                return dispatcher.finishAndSettle(ticket);
            }
        }
        return null;
    }

    private static @Nullable Ticket chained(@Nullable Ticket first, @Nullable Ticket second) {
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
