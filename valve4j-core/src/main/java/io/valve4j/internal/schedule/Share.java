package io.valve4j.internal.schedule;

import io.valve4j.internal.rate.RateCell;
import org.jspecify.annotations.Nullable;

/**
 * A user's share of one resource, resolved from their terms.
 *
 * @param profile whose terms these are; the scheduler only keeps it, for live changes
 * @param weight the share relative to other users; at least 1
 * @param workers the most workers that the user may occupy at once
 * @param queue the most queue slots that the user may hold, or {@link #DYNAMIC}
 * @param rate the user's own rate beside the resource's; null for none
 */
public record Share(
        String profile,
        int weight,
        int workers,
        int queue,
        @Nullable RateCell rate) {

    /** At most as many queue slots as are still free. */
    public static final int DYNAMIC = -1;

    /** The share of somebody who has the resource alone. */
    public static final Share ALONE = new Share("", 1, Integer.MAX_VALUE, Integer.MAX_VALUE, null);

    /** The same with a rate of the user's own. */
    public Share with(RateCell own) {
        return new Share(profile, weight, workers, queue, own);
    }

    /**
     * Takes permits of the user's own rate and of the resource's, together or not at all. Lock-free, allocates nothing.
     *
     * @return 0 if taken; else what {@link RateCell#tryTake} answers where it was refused
     */
    public long take(RateCell resource, long cost, long now) {
        RateCell own = rate;
        if (own == null) {
            return resource.tryTake(cost, now);
        }
        long ownWait = own.tryTake(cost, now);
        if (ownWait != 0) {
            return ownWait;
        }
        long wait = resource.tryTake(cost, now);
        if (wait != 0) {
            own.refund(cost, now, now);
        }
        return wait;
    }

    /** Gives permits back to both, as far as time has not brought them back by itself. */
    public void refund(RateCell resource, long cost, long takenAt, long now) {
        resource.refund(cost, takenAt, now);
        if (rate != null) {
            rate.refund(cost, takenAt, now);
        }
    }
}
