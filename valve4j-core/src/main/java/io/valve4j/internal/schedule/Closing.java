package io.valve4j.internal.schedule;

import io.valve4j.Reason;
import io.valve4j.internal.rate.RateCell;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a dispatcher is on the way to its end: open; closed, so that what was accepted runs out; abandoned, so that only what
 * runs is waited for. Or retired, since nothing was in it. Guarded by the dispatcher's lock.
 */
final class Closing {

    private static final Admission CLOSED = new Admission(Reason.SHUTTING_DOWN, 0, 0, RateCell.NEVER, false);

    private final FairScheduler scheduler;

    private boolean closed;
    private boolean abandoned;
    private boolean retired;
    private int tasksToOutlast;
    private long completedSinceClose;

    Closing(FairScheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** Why nothing new is taken; null if it is. */
    @Nullable
    Admission refusal(Share share) {
        if (retired || (share.rate() != null && share.rate().isRetired())) {
            return Admission.RETIRED;
        }
        return closed ? CLOSED : null;
    }

    /** Whether it takes what is new. */
    boolean isOpen() {
        return !closed && !retired;
    }

    /** Takes nothing new from now on. */
    void close() {
        closed = true;
    }

    /** Gives up on all but what runs, and waits for the tasks among that. Returns how many tickets ended since the close. */
    long abandon(List<Ticket> running) {
        abandoned = true;
        for (Ticket ticket : running) {
            if (ticket.isTask() && !ticket.outlives) {
                ticket.outlives = true;
                tasksToOutlast++;
            }
        }
        return completedSinceClose;
    }

    boolean isAbandoned() {
        return abandoned;
    }

    /** A ticket that ran has ended. */
    void ended(Ticket ticket) {
        if (closed) {
            completedSinceClose++;
        }
        outlasted(ticket);
    }

    /** A ticket is waited for no longer, if it was. */
    void outlasted(Ticket ticket) {
        if (ticket.outlives) {
            ticket.outlives = false;
            tasksToOutlast--;
        }
    }

    /** Retires what is open and has nothing to do. Returns whether it is retired. */
    boolean retireIfIdle() {
        if (!closed && scheduler.idle()) {
            retired = true;
        }
        return retired;
    }

    /** Whether nothing is waited for any more. */
    boolean isOver() {
        return (closed && scheduler.idle()) || (abandoned && tasksToOutlast == 0);
    }
}
