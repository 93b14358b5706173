package io.valve4j.internal.rate;

import static io.valve4j.internal.rate.RateCell.NEVER;
import static io.valve4j.internal.rate.RateCell.RETIRED;

import io.valve4j.internal.check.Checks;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * A token bucket in one {@code long}, by the generic cell rate algorithm (ATM Forum, Traffic Management 4.0, 1996, in
 * its virtual scheduling form).
 *
 * <p>The state is the instant at which the bucket will be full; what lies between the clock and it is the debt. A take
 * of cost c adds c increments to the debt and is allowed while the debt stays within the capacity. Time refills the
 * bucket by passing, so nothing has to run for it. Why it is exact: in the order of the compare-and-sets, a take at
 * clock a leaves {@code fullAt} at a plus its charge or later, each take adds at least its charge, and a take at clock
 * b leaves it at b plus the capacity or earlier. From the first to the last take of a window no more can be charged
 * than the capacity plus b - a, whichever order the clock readings have. A late reading finds less in the bucket; it
 * can mint nothing.
 *
 * <p>Clock and state are counted modulo 2^64 and compared by subtraction. A debt is at most {@link #HORIZON}; a greater
 * difference is a past from which the counter has come round, so the bucket is full. A bucket left alone is thereby
 * read rightly for 2^64 - 2^60 units, almost 11 years at 50 units per nanosecond, with no sweep.
 *
 * <p>Thread-safe and lock-free. A closed bucket stays closed.
 */
class Bucket {

    /** Closed, and succeeded by another bucket of the same cell. */
    static final long MOVED = -2;

    /** Twice the largest capacity: a debt above the capacity is a clock reading that is late. */
    static final long HORIZON = 2 * BucketSpec.LARGEST_CAPACITY;

    /** States up to here are not instants but say that the bucket is closed, and how. */
    private static final long LAST_CLOSED = Long.MIN_VALUE + 1;

    private static final long CLOSED_FOR_GOOD = Long.MIN_VALUE;
    private static final long CLOSED_FOR_SUCCESSOR = LAST_CLOSED;

    private static final VarHandle FULL_AT;

    static {
        try {
            FULL_AT = MethodHandles.lookup().findVarHandle(Bucket.class, "fullAt", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final BucketSpec spec;
    private volatile long fullAt;

    /** A full bucket. */
    Bucket(BucketSpec spec, long now) {
        this(spec, now, 0);
    }

    private Bucket(BucketSpec spec, long now, long debt) {
        this.spec = spec;
        this.fullAt = open(now * spec.scale() + debt);
    }

    final BucketSpec spec() {
        return spec;
    }

    /** 0 if taken; else nanoseconds to wait, {@code NEVER}, {@code RETIRED} or {@code MOVED}. */
    final long tryTake(long cost, long now) {
        Checks.between("the cost", cost, 1, Long.MAX_VALUE);
        BucketSpec spec = this.spec;
        long clock = now * spec.scale();
        while (true) {
            long full = fullAt;
            if (full <= LAST_CLOSED) {
                return closedAnswer(full);
            }
            if (spec.isUnlimited()) {
                return 0;
            }
            if (cost > spec.burst()) {
                return NEVER;
            }
            long debt = debt(full, clock) + cost * spec.increment();
            if (debt > spec.capacity()) {
                return spec.nanos(debt - spec.capacity());
            }
            if (FULL_AT.compareAndSet(this, full, open(clock + debt))) {
                return 0;
            }
        }
    }

    /** What {@link #tryTake} would answer, taking nothing. */
    final long waitNanos(long cost, long now) {
        long full = fullAt;
        return full > LAST_CLOSED && cost > spec.burst() ? NEVER : earliest(cost, now);
    }

    /** Nanoseconds until the bucket would have let through so many permits from now on, the burst no bound. */
    final long earliest(long cost, long now) {
        Checks.between("the cost", cost, 1, Long.MAX_VALUE);
        long full = fullAt;
        if (full <= LAST_CLOSED) {
            return closedAnswer(full);
        }
        if (spec.isUnlimited()) {
            return 0;
        }
        long headroom = spec.capacity() - debt(full, now * spec.scale());
        if (cost <= HORIZON / spec.increment()) {
            return spec.nanos(Math.max(0, cost * spec.increment() - headroom));
        }
        BigInteger nanos = BigInteger.valueOf(cost)
                .multiply(BigInteger.valueOf(spec.increment()))
                .subtract(BigInteger.valueOf(headroom))
                .add(BigInteger.valueOf(spec.scale() - 1))
                .divide(BigInteger.valueOf(spec.scale()));
        return nanos.bitLength() < Long.SIZE ? nanos.longValue() : NEVER;
    }

    /** Whole permits that can be taken now, or a negative answer as of {@link #tryTake}. */
    final long available(long now) {
        long full = fullAt;
        if (full <= LAST_CLOSED) {
            return closedAnswer(full);
        }
        return spec.isUnlimited() ? Long.MAX_VALUE : Math.max(0, level(full, now)) / spec.increment();
    }

    /**
     * Gives back what the bucket has not refilled since the take.
     *
     * <p>Compare with the same bucket had the take never happened. Just after it, that one is ahead by the charge. It
     * loses of its lead only what it fails to gain while it is full, which is at most the time that passes; takes of
     * others charge both alike. So it is still ahead by at least the charge less the time since, and giving back that
     * much never overtakes it: whoever is admitted afterwards would have been admitted there. A reading older than the
     * take counts as the take's own.
     *
     * @return 0, also where there is nothing to give back, or as {@link #tryTake} if closed
     */
    final long refund(long cost, long takenAt, long now) {
        Checks.between("the cost", cost, 1, Long.MAX_VALUE);
        if (spec.isUnlimited() || cost > spec.burst() || takenAt != notBeforeSince(takenAt)) {
            return 0;
        }
        long charge = cost * spec.increment();
        long sinceNanos = Math.max(0, now - takenAt);
        if (sinceNanos >= spec.nanos(charge)) {
            return 0;
        }
        long lead = charge - sinceNanos * spec.scale();
        while (true) {
            long full = fullAt;
            if (full <= LAST_CLOSED) {
                return closedAnswer(full);
            }
            if (FULL_AT.compareAndSet(this, full, open(full - lead))) {
                return 0;
            }
        }
    }

    /** 0 if this call closed the bucket for good; else nanoseconds until it is full, or as {@link #tryTake}. */
    final long retireIfFull(long now) {
        while (true) {
            long full = fullAt;
            if (full <= LAST_CLOSED) {
                return closedAnswer(full);
            }
            long debt = spec.isUnlimited() ? 0 : debt(full, now * spec.scale());
            if (debt > 0) {
                return spec.nanos(debt);
            }
            if (FULL_AT.compareAndSet(this, full, CLOSED_FOR_GOOD)) {
                return 0;
            }
        }
    }

    /**
     * The bucket that goes on with another rate and the same fraction of a permit, rounded down to a unit, or null if
     * this one changed meanwhile or was closed before. It is computed first, so that between closing this bucket and
     * publishing that one nothing can fail and next to no time passes.
     */
    final @Nullable Bucket closeForSuccessor(BucketSpec next, long now) {
        long full = fullAt;
        if (full <= LAST_CLOSED) {
            return null;
        }
        boolean shrinks = spec.burst() > next.burst();
        long since = notBeforeSince(shrinks ? now + 1 : now);
        Bucket successor = new Successor(next, now, debtUnder(next, full, now), since);
        return FULL_AT.compareAndSet(this, full, CLOSED_FOR_SUCCESSOR) ? successor : null;
    }

    final boolean isRetired() {
        return fullAt == CLOSED_FOR_GOOD;
    }

    /** The time, or if that is later the one from which takes can have been from this bucket and none before it. */
    long notBeforeSince(long time) {
        return time;
    }

    private long level(long full, long now) {
        return spec.capacity() - debt(full, now * spec.scale());
    }

    private long debtUnder(BucketSpec next, long full, long now) {
        if (spec.isUnlimited() || next.isUnlimited()) {
            return 0;
        }
        BigInteger capacity = BigInteger.valueOf(next.capacity());
        BigInteger level = floorDivide(
                BigInteger.valueOf(level(full, now)).multiply(BigInteger.valueOf(next.increment())),
                BigInteger.valueOf(spec.increment()));
        return capacity.subtract(level.min(capacity).max(capacity.negate())).longValueExact();
    }

    private static BigInteger floorDivide(BigInteger dividend, BigInteger divisor) {
        BigInteger[] parts = dividend.divideAndRemainder(divisor);
        return parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
    }

    private static long debt(long full, long clock) {
        long debt = full - clock;
        return debt > 0 && debt <= HORIZON ? debt : 0;
    }

    /** The two instants that would read as closed are moved up by a unit or two, which mints nothing. */
    private static long open(long full) {
        return Math.max(full, LAST_CLOSED + 1);
    }

    private static long closedAnswer(long full) {
        return full == CLOSED_FOR_GOOD ? RETIRED : MOVED;
    }

    /**
     * A bucket that began with a live change. What was taken before it is not given back: how much of it the change has
     * settled already cannot be told. A take at the very nanosecond of the change can be given back unless the burst
     * shrank; if it did not, a permit of the old bucket is worth one of the new one.
     */
    private static final class Successor extends Bucket {

        private final long since;

        Successor(BucketSpec spec, long now, long debt, long since) {
            super(spec, now, debt);
            this.since = since;
        }

        @Override
        long notBeforeSince(long time) {
            return time - since < 0 ? since : time;
        }
    }
}
