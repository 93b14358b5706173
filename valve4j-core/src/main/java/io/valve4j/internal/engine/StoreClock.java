package io.valve4j.internal.engine;

import io.valve4j.internal.quota.Ledger;
import io.valve4j.time.TimeSource;
import java.time.Duration;
import java.time.Instant;

/**
 * The store's clock, by which windows and terms go, as far as it is known without asking: this manager's own, and how far the
 * store's was ahead of it when last asked. Errs to the past by the time that asking took, so that waits come out no shorter.
 */
final class StoreClock {

    private final TimeSource time;
    private final Ledger ledger;
    private volatile Duration ahead = Duration.ZERO;

    StoreClock(TimeSource time, Ledger ledger) {
        this.time = time;
        this.ledger = ledger;
    }

    /** Asks the store. */
    Instant ask() {
        Instant told = ledger.now();
        ahead = Duration.between(time.instant(), told);
        return told;
    }

    /** Does not ask. */
    Instant estimate() {
        return time.instant().plus(ahead);
    }
}
