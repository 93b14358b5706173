package io.valve4j.guard;

import io.valve4j.store.ForwardingStore;
import io.valve4j.store.ValveStore;

/** A store in front of another that may hang or fail. */
public final class GuardedStore extends ForwardingStore {

    private GuardedStore(ValveStore behind) {
        super(behind);
    }

    /** In front of a store, as the guard says. Closing it closes the store behind. */
    public static GuardedStore around(ValveStore behind, Guard guard) {
        return new GuardedStore(behind);
    }
}
