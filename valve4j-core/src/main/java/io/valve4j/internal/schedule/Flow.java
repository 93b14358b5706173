package io.valve4j.internal.schedule;

import org.jspecify.annotations.Nullable;

/** What the scheduler knows of one user while they have work, or are still ahead of the others. */
class Flow {

    final String user;
    Share share;

    /** Tasks in their order. */
    final TicketList queue = new TicketList();

    /** Submitters that wait for a slot in the queue; null if there are none. */
    @Nullable
    Seeking seeking;

    /** What runs now. */
    final TicketList running = new TicketList();

    /** Slots that are held while a charge is under way, and the permits that their tickets will need. */
    int held;

    long heldCost;

    /** Service received by ended tasks, in nanoseconds of one worker over weight. */
    double service;

    /** The turn at which this user was last served, or came if they were not. */
    long lastServed;

    /** A lower bound of the key: what the heaps are ordered by. */
    double rank;

    /** Which heap holds it, if any, and by which number. */
    @Nullable
    IndexedHeap<Flow> heap;

    int number = IndexedHeap.ABSENT;

    /** When its own rate has the permits for its first task; only while parked. */
    long wakeAt;

    Flow(String user, Share share) {
        this.user = user;
        this.share = share;
    }

    /**
     * The user's place in the order: service received, and what runs counted as if it ended now. Never falls as time goes
     * on, and is the same just before and just after a task ends. O(tasks of this user that run).
     */
    double key(long now) {
        double key = service;
        for (Ticket task = running.first(); task != null; task = task.next) {
            key += charge(task, now) / task.share().weight();
        }
        return key;
    }

    /** Takes away what they are behind, since it was not by waiting that they got there. */
    void lift(double behind) {
        service += behind;
    }

    /** What a task that runs has received so far, in nanoseconds of one worker. */
    final double charge(Ticket task, long now) {
        return charge(task.floorNanos, (double) (now - task.startedAt));
    }

    /**
     * What use of the resource is charged, in nanoseconds of one worker.
     *
     * @param known what is known of it as it begins
     * @param elapsed for how long it has kept a worker
     */
    double charge(double known, double elapsed) {
        return Math.max(known, elapsed);
    }

    Ticket firstQueued() {
        Ticket first = queue.first();
        if (first == null) {
            throw new IllegalStateException("a user takes part in the order with nothing queued");
        }
        return first;
    }

    boolean idle() {
        return queue.size() == 0 && running.size() == 0 && seeking == null && held == 0;
    }

    void enter(IndexedHeap<Flow> next) {
        heap = next;
        next.add(this);
    }

    void leaveHeap() {
        if (heap != null) {
            heap.remove(this);
            heap = null;
        }
    }
}
