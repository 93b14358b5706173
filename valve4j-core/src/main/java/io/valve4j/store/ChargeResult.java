package io.valve4j.store;

import java.util.List;
import java.util.UUID;

/** How a charge ended. Lists of counters have those of all pools of all lines, in their order. */
public sealed interface ChargeResult {

    /**
     * All lines are charged, or held.
     *
     * @param draws what was done to each counter, also to those that were left alone
     */
    record Admitted(List<Draw> draws) implements ChargeResult {

        /** Keeps a copy. */
        public Admitted {
            draws = List.copyOf(draws);
        }
    }

    /**
     * It is the repeat of a charge that was admitted: by its idempotency key, or, where a store remembers ids, by its id.
     * Nothing is charged again.
     *
     * @param id the charge that was admitted
     * @param postings what that had drawn
     */
    record Replayed(UUID id, List<Posting> postings) implements ChargeResult {

        /** Keeps a copy. */
        public Replayed {
            postings = List.copyOf(postings);
        }
    }

    /** Its idempotency key belongs to a charge that asked for something else; nothing is charged, nothing is written. */
    record KeyReused() implements ChargeResult {}

    /**
     * At least one line does not fit; nothing is charged, nothing is written.
     *
     * @param present the counters as they are, also those in which there is room
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
