package io.valve4j.guard;

import io.valve4j.internal.check.Checks;
import java.time.Duration;

/**
 * How a store is guarded. An immutable value; each call returns a new one and checks its argument on the spot.
 *
 * @param timeout how long a decision waits for the store: a charge, a settlement, a look at counters or at a subscription, the
 *     time
 * @param patience how long the rest may take: a change of a subscription, a page of them, an audit, a purge
 * @param suspension how long the store is left alone once it is taken to be down, before one call tries it again
 * @param selfTimed whether the store itself ends every call within these times, so that calls may run in their callers' threads
 */
public record Guard(Duration timeout, Duration patience, Duration suspension, boolean selfTimed) {

    /** 250 ms for a decision, 5 s for the rest, tried again after 1 s, calls in threads of their own. */
    public static final Guard DEFAULT =
            new Guard(Duration.ofMillis(250), Duration.ofSeconds(5), Duration.ofSeconds(1), false);

    /** Checks every part. */
    public Guard {
        Checks.positive("the store's timeout", timeout);
        Checks.positive("the patience with the store", patience);
        Checks.positive("the store's suspension", suspension);
    }

    /** The same, waiting so long for the store when deciding; 250 ms unless set. */
    public Guard timeout(Duration next) {
        return new Guard(next, patience, suspension, selfTimed);
    }

    /** The same, waiting so long for the store when not deciding; 5 s unless set. */
    public Guard patience(Duration next) {
        return new Guard(timeout, next, suspension, selfTimed);
    }

    /** The same, leaving a store that is down alone for so long; 1 s unless set. */
    public Guard suspension(Duration next) {
        return new Guard(timeout, patience, next, selfTimed);
    }

    /** The same, for a store that ends every call in time by itself. */
    public Guard withSelfTimedStore() {
        return new Guard(timeout, patience, suspension, true);
    }
}
