package io.valve4j.store;

import java.util.List;

/** How a charge ended. */
public sealed interface ChargeResult {

    /**
     * All lines are charged.
     *
     * @param after the counters after it, in the order of the lines
     */
    record Admitted(List<CounterState> after) implements ChargeResult {

        /** Keeps a copy. */
        public Admitted {
            after = List.copyOf(after);
        }
    }

    /**
     * At least one line does not fit; nothing is charged, nothing is written.
     *
     * @param present the counters as they are, in the order of the lines, also those in which there is room
     */
    record Refused(List<CounterState> present) implements ChargeResult {

        /** Keeps a copy. */
        public Refused {
            present = List.copyOf(present);
        }
    }

    /**
     * The subscription has another revision, or the store's time lies outside the charge's validity; nothing is charged,
     * nothing is written. Resolved afresh, for the store's time, the charge can be tried again.
     */
    record Stale() implements ChargeResult {}
}
