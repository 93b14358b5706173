package io.valve4j.internal.schedule;

import io.valve4j.Reason;
import io.valve4j.internal.rate.RateCell;
import org.jspecify.annotations.Nullable;

/**
 * Whether a ticket may wait, or start, now; and if not, what stood in the way.
 *
 * @param reason why not; null if it may
 * @param limit the bound that it met: queue slots, workers, or the rate's burst
 * @param remaining how much of that is left
 * @param waitNanos when trying again is worth while, as far as is known: nanoseconds from now, or
 *     {@link RateCell#NEVER}
 * @param own whether the bound is the user's own rather than the resource's
 */
public record Admission(@Nullable Reason reason, long limit, long remaining, long waitNanos, boolean own) {

    /** It may. */
    public static final Admission GIVEN = new Admission(null, 0, 0, 0, false);

    /** No answer: the dispatcher, or the user's own rate, was reclaimed. Look it up again. */
    public static final Admission RETIRED = new Admission(Reason.SHUTTING_DOWN, -1, -1, 0, false);

    /** Whether it is no answer, since what was asked was reclaimed. */
    public boolean retired() {
        return limit < 0;
    }

    /** Whether it may. */
    public boolean given() {
        return reason == null;
    }

    /** Whether both the user's own rate and the resource's have the permits now, whoever comes first. Takes nothing. */
    public static Admission ofPermits(RateCell resource, Share share, long cost, long now) {
        long ownWait = share.rate() == null ? 0 : share.rate().waitNanos(cost, now);
        long wait = resource.waitNanos(cost, now);
        return ownWait == 0 && wait == 0
                ? GIVEN
                : byRate(Reason.RATE_LIMITED, resource, share, Math.max(ownWait, wait), ownWait >= wait, now);
    }

    static Admission byRate(Reason reason, RateCell resource, Share share, long waitNanos, boolean ownBinds, long now) {
        RateCell own = share.rate();
        RateCell bound = ownBinds && own != null ? own : resource;
        return new Admission(reason, bound.rate().burst(), bound.available(now), waitNanos, bound == own);
    }
}
