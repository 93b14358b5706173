package io.valve4j.internal.rate;

import io.valve4j.Rate;

/**
 * One user's or one resource's permits, under a rate that may change while others take.
 *
 * <p>Times are nanoseconds of one monotonic clock, compared by subtraction. Readings of different threads may arrive
 * in any order: a late one never takes more than there is. Costs are permits, at least 1.
 *
 * <p>Thread-safe, lock-free, and free of allocation except where a method says otherwise. Nothing blocks; a call that
 * meets a live change spins until it is published, which takes one write.
 *
 * <p>A cell that equals a new one can be {@linkplain #retireIfFull retired}, so that nobody has to remember it. From
 * then on every call answers {@link #RETIRED}, and the caller looks for the cell that took its place.
 */
public final class RateCell {

    /** The answer where no wait helps: the cost is above the burst, or the time is beyond 292 years. */
    public static final long NEVER = Long.MAX_VALUE;

    /** The answer of a retired cell; the only negative one. */
    public static final long RETIRED = -1;

    private volatile Bucket bucket;

    /** A full cell. */
    public RateCell(BucketSpec spec, long now) {
        this.bucket = new Bucket(spec, now);
    }

    /** The rate in force. */
    public Rate rate() {
        return bucket.spec().rate();
    }

    /**
     * Takes so many permits, or none.
     *
     * @return 0 if taken; else the nanoseconds, rounded up, after which this very take succeeds if nobody else comes;
     *     {@link #NEVER} if the cost is above the burst; {@link #RETIRED}
     */
    public long tryTake(long cost, long now) {
        long answer;
        do {
            answer = bucket.tryTake(cost, now);
        } while (moved(answer));
        return answer;
    }

    /** What {@link #tryTake} would answer, taking nothing. */
    public long waitNanos(long cost, long now) {
        long answer;
        do {
            answer = bucket.waitNanos(cost, now);
        } while (moved(answer));
        return answer;
    }

    /**
     * When so many permits can have flowed at the earliest, if they are taken as they come: the burst is no bound, as it
     * is for {@link #waitNanos}. Proves that a deadline cannot be met. May allocate where the product overflows.
     *
     * @return nanoseconds from now, rounded up, 0 if all are there; {@link #NEVER}; {@link #RETIRED}
     */
    public long earliest(long totalCost, long now) {
        long answer;
        do {
            answer = bucket.earliest(totalCost, now);
        } while (moved(answer));
        return answer;
    }

    /** Whole permits that can be taken at once, {@link Long#MAX_VALUE} if unlimited; {@link #RETIRED}. */
    public long available(long now) {
        long answer;
        do {
            answer = bucket.available(now);
        } while (moved(answer));
        return answer;
    }

    /**
     * Gives a take back, once, as far as the bucket has not refilled it since. Void if the rate changed after the take
     * or the cell is retired. Mints nothing, provided that {@code now} is not older than the readings of takes made
     * meanwhile; where it is older by r, up to what flows in r comes back too much.
     *
     * @param takenAt the {@code now} of the take
     */
    public void refund(long cost, long takenAt, long now) {
        long answer;
        do {
            answer = bucket.refund(cost, takenAt, now);
        } while (moved(answer));
    }

    /**
     * Puts another rate in force. What was earned under the old one, to the fraction of a permit, is kept up to the new
     * burst. An equal rate changes nothing. Allocates.
     *
     * @return false if the cell is retired
     */
    public boolean change(BucketSpec next, long now) {
        while (true) {
            Bucket current = bucket;
            if (current.isRetired()) {
                return false;
            }
            if (current.spec().equals(next)) {
                return true;
            }
            Bucket successor = current.closeForSuccessor(next, now);
            if (successor != null) {
                bucket = successor;
                return true;
            }
        }
    }

    /**
     * Retires the cell if its bucket is full, hence no different from a new one.
     *
     * @return whether this call retired it
     */
    public boolean retireIfFull(long now) {
        long answer;
        do {
            answer = bucket.retireIfFull(now);
        } while (moved(answer));
        return answer == 0;
    }

    /** Whether it was retired. One that is not may be at any time, unless its owner sees to it that it is not. */
    public boolean isRetired() {
        return bucket.isRetired();
    }

    /** Whoever closed the bucket has nothing left to do but the one write that publishes the next. */
    private static boolean moved(long answer) {
        if (answer != Bucket.MOVED) {
            return false;
        }
        Thread.onSpinWait();
        return true;
    }
}
