package io.valve4j.internal.engine;

import io.valve4j.internal.rate.RateCell;
import io.valve4j.internal.schedule.Dispatcher;
import io.valve4j.internal.schedule.Share;

/**
 * Where one user sits at one resource.
 *
 * @param resource the resource's name
 * @param runtime the resource in operation: the user's own, or one that they share
 * @param share their share of it
 */
record Seat(String resource, ResourceRuntime runtime, Share share) {

    /** The cost is more than a burst can ever hold. */
    boolean tooHigh(long cost) {
        RateCell own = share.rate();
        return cost > runtime.rate().rate().burst()
                || (own != null && cost > own.rate().burst());
    }

    /** Whether a part of it was reclaimed, so that it has to be looked up again. */
    boolean retired() {
        RateCell own = share.rate();
        return runtime.rate().isRetired() || (own != null && own.isRetired());
    }

    /**
     * Takes permits past the queue, the user's own and the resource's together or not at all. Lock-free, allocates nothing.
     * Only while the resource is not contended.
     *
     * @return 0 if taken, the nanoseconds to wait, or {@link RateCell#RETIRED}
     */
    long take(long cost, long now) {
        return share.take(runtime.rate(), cost, now);
    }

    /** Gives a user's permits back, as far as time has not brought them back by itself. */
    void refund(String user, long cost, long takenAt, long now) {
        share.refund(runtime.rate(), cost, takenAt, now);
        Dispatcher dispatcher = runtime.dispatcherIfAny();
        if (dispatcher != null) {
            dispatcher.permitsCameBack(user);
        }
    }
}
