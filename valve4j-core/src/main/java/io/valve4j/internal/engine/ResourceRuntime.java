package io.valve4j.internal.engine;

import io.valve4j.Resource;
import io.valve4j.internal.rate.RateCell;
import io.valve4j.internal.schedule.Dispatcher;
import org.jspecify.annotations.Nullable;

/**
 * One resource in operation: its rate, and a dispatcher while it has work. Small without one, since there may be as many as
 * there are users.
 *
 * <p>Thread-safe. Its monitor guards the choice of the dispatcher and is never held while user code runs or anything blocks.
 */
final class ResourceRuntime {

    private final Workshop workshop;
    private final RateCell rate;
    private Pattern pattern;
    private boolean closed;
    private volatile @Nullable Dispatcher dispatcher;

    ResourceRuntime(Pattern pattern, Workshop workshop) {
        this.workshop = workshop;
        this.pattern = pattern;
        this.rate = workshop.rateCell(pattern.rate());
    }

    RateCell rate() {
        return rate;
    }

    /** The dispatcher, made if there is none; null if this runtime was reclaimed: look it up again. */
    @Nullable
    Dispatcher dispatcher() {
        Dispatcher present = dispatcher;
        return present != null ? present : openDispatcher();
    }

    private synchronized @Nullable Dispatcher openDispatcher() {
        Dispatcher present = dispatcher;
        if (present == null && !rate.isRetired()) {
            present = workshop.dispatcher(pattern.resource(), rate);
            if (closed) {
                present.close();
            }
            dispatcher = present;
        }
        return present;
    }

    /** The dispatcher, if there is one. */
    @Nullable
    Dispatcher dispatcherIfAny() {
        return dispatcher;
    }

    /** Whether permits may not be taken past the queue. */
    boolean contended() {
        Dispatcher present = dispatcher;
        return present != null && present.contended();
    }

    /** Whether the calling thread runs one of this resource's tasks. */
    boolean isCurrent() {
        Dispatcher present = dispatcher;
        return present != null && present.isCurrent();
    }

    /** Takes on another pattern, while work runs. */
    void reconfigure(Pattern next) {
        Dispatcher present;
        synchronized (this) {
            if (pattern.equals(next)) {
                return;
            }
            pattern = next;
            present = dispatcher;
            if (present == null) {
                rate.change(next.rate(), workshop.time().nanos());
            }
        }
        for (Pattern applied = next; present != null; ) {
            Resource resource = applied.resource();
            present.reconfigure(resource.workers(), resource.queue(), applied.rate());
            synchronized (this) {
                if (pattern.equals(applied)) {
                    return;
                }
                // Another change came between, and this one may have come after it.
                applied = pattern;
                present = dispatcher;
            }
        }
    }

    /** Takes no new work from now on. */
    void close() {
        Dispatcher present;
        synchronized (this) {
            closed = true;
            present = dispatcher;
        }
        if (present != null) {
            present.close();
        }
    }

    /**
     * Retires a user's own rate if it is full and the user has no work here. Returns whether it did. While there is no
     * dispatcher none can be opened, so that whoever comes to one finds the rate retired.
     */
    synchronized boolean reclaim(String user, RateCell own) {
        Dispatcher present = dispatcher;
        return present == null ? own.retireIfFull(workshop.time().nanos()) : present.retireIfUnused(user, own);
    }

    /** Lets go of what an idle resource does not need. Returns whether nothing is left, so that a new one is its equal. */
    synchronized boolean reclaim() {
        Dispatcher present = dispatcher;
        if (present != null) {
            if (!present.retireIfIdle()) {
                return false;
            }
            dispatcher = null;
        }
        return rate.retireIfFull(workshop.time().nanos());
    }
}
