package io.valve4j.internal.schedule;

/** How much of a resource is in use, and how much there is. */
final class Occupancy {

    private static final long SOON_NANOS = 1_000_000;

    int workers;
    int slots;
    int running;
    int queued;

    /** Those among the queued who came back from a rest: they need no slot, so that they keep nobody out. */
    int returned;

    /** Slots that are held while a charge is under way, and the permits that their tickets will need. */
    int held;

    long heldCost;

    /** Whether a worker is free and somebody waits whom only the resource's rate holds back, and until when. */
    boolean rateBlocked;

    long permitAt;

    int freeWorkers() {
        return workers - running;
    }

    int freeSlots() {
        return slots - (queued - returned) - held;
    }

    boolean nothing() {
        return running == 0 && queued == 0 && held == 0;
    }

    /** When trying again is worth while: with the next permit, or, since nobody knows when a task ends, soon. */
    long nanosToChange(long now) {
        return rateBlocked ? Math.max(1, permitAt - now) : SOON_NANOS;
    }
}
