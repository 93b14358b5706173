package io.valve4j.cli.soak;

import java.util.Locale;

/** What a request asks for, where it is known how soon it should have it: whatever waits on a resource without want. */
enum Kind {
    /** From the rate, and the quotas if there are any: until it is answered. */
    TAKE,
    /** A task that is short: from the intended submit to the end of its future. */
    TASK,
    /** A permit: until it is granted. */
    PERMIT,
    /** A reservation: until it is made and settled. */
    RESERVATION,
    /** A change of a subscription: until it is stored. */
    CHANGE;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
