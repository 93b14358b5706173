package io.valve4j.store;

import io.valve4j.internal.check.Checks;

/** What becomes of a charge afterwards. */
public sealed interface Settlement {

    /**
     * All of it is given back, each line to the counter that it came from.
     *
     * @param charge an admitted charge
     */
    record Refund(Charge charge) implements Settlement {

        /** Checks that there is one. */
        public Refund {
            Checks.notNull("the refunded charge", charge);
        }
    }
}
