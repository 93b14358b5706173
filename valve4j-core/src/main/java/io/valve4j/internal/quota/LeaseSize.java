package io.valve4j.internal.quota;

/**
 * How many units of a meter to take next time: an immutable value.
 *
 * <p>As many as were just asked for to begin with, which leases nothing; twice as many each time that a lease is used up in its
 * life; only as many as were used when one is not. And never more than a {@value #NEAR}th of the room that was left: so a lease
 * shrinks to nothing near the limit, and the last units can be had by anybody. Getting there costs about
 * {@code 16 · ln(largest lease) + 16} charges.
 *
 * @param wanted what use calls for
 * @param room how much there was left at last, after the charge
 */
record LeaseSize(long wanted, long room) {

    /** Nothing is known yet. */
    static final LeaseSize START = new LeaseSize(0, 0);

    private static final long NEAR = 16;

    /** How much to take for a demand: the demand at least, and {@code most} at most. */
    long take(long amount, long most) {
        return Math.max(amount, Math.min(most, Math.min(wanted, room / NEAR)));
    }

    /** After a charge that was used up, or was just made. */
    LeaseSize charged(long taken, long roomAfter) {
        return new LeaseSize(taken > Long.MAX_VALUE / 2 ? Long.MAX_VALUE : 2 * taken, roomAfter);
    }

    /** After a lease of which only so much was used before its time was over. */
    LeaseSize used(long spent) {
        return new LeaseSize(spent, room);
    }

    /** After a refusal: somebody else has used the room. */
    LeaseSize refused() {
        return new LeaseSize(wanted, 0);
    }
}
