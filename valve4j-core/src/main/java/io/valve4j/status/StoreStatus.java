package io.valve4j.status;

import io.valve4j.internal.check.Checks;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether the store works, as seen by this manager's calls: nobody asks it only to find out.
 *
 * @param failingSince since when it does not, by the wall clock of the manager; empty if it works
 * @param failure what it threw then; empty if it works
 */
public record StoreStatus(Optional<Instant> failingSince, Optional<Throwable> failure) {

    /** A store that works. */
    public static final StoreStatus WORKS = new StoreStatus(Optional.empty(), Optional.empty());

    /** Checks that there are both or neither. */
    public StoreStatus {
        Checks.notNull("the instant", failingSince);
        Checks.notNull("the failure", failure);
        if (failingSince.isPresent() != failure.isPresent()) {
            throw new IllegalArgumentException(
                    "a store that fails has a failure and an instant, one that works neither");
        }
    }

    /** Whether it works. */
    public boolean works() {
        return failingSince.isEmpty();
    }
}
