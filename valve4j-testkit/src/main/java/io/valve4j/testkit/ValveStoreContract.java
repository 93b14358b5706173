package io.valve4j.testkit;

import io.valve4j.store.ValveStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Nested;

/**
 * The promises of {@link ValveStore} as tests, for whoever writes one: extend it, say how to open the store, and run it.
 *
 * <pre>{@code
 * class MyStoreContractTest extends ValveStoreContract {
 *     protected ValveStore open() {
 *         return new MyStore(database);
 *     }
 * }
 * }</pre>
 *
 * <p>It goes by the store's own clock and never moves it; {@link TimedValveStoreContract} is for stores whose clock a test can
 * move, and checks in addition what hours and days do. It uses user ids of its own in every test, so one database serves all
 * tests, also one that holds other data. Needs JUnit Jupiter on the class path, and nothing else.
 */
public abstract class ValveStoreContract {

    /** For subclasses. */
    protected ValveStoreContract() {}

    /**
     * Opens a store. Called several times in one test, as by several managers: each time on the same database, in which
     * all of them see each other's steps at once. The test closes them.
     */
    protected abstract ValveStore open();

    /**
     * Whether the store remembers the ids of charges and refunds, as it must if a step can be left in doubt. Unless overridden,
     * it does not.
     */
    protected boolean remembersIds() {
        return false;
    }

    /**
     * Stores on the same database as {@link #open}, whose next write fails with a
     * {@link io.valve4j.store.TransientStoreException}: before it is done, or after it, or between its steps if there are
     * several. None unless overridden. Later writes work. Called several times in one test; the test closes them.
     */
    protected List<FailingStore> failing() {
        return List.of();
    }

    /** Lets time pass on the store's clock: here by waiting for it, a few milliseconds at most. */
    protected void pass(ValveStore store, Duration duration) {
        Instant until = store.now().plus(duration);
        while (store.now().isBefore(until)) {
            LockSupport.parkNanos(100_000);
        }
    }

    /**
     * A store whose next write fails.
     *
     * @param how said in the name of the test
     * @param store the store
     */
    public record FailingStore(String how, ValveStore store) {}

    @Nested
    class Charges extends ChargePromises {
        Charges() {
            super(ValveStoreContract.this);
        }
    }

    @Nested
    class Numbers extends NumberPromises {
        Numbers() {
            super(ValveStoreContract.this);
        }
    }

    @Nested
    class Keys extends KeyPromises {
        Keys() {
            super(ValveStoreContract.this);
        }
    }

    @Nested
    class Holds extends HoldPromises {
        Holds() {
            super(ValveStoreContract.this);
        }
    }

    @Nested
    class Saves extends SavePromises {
        Saves() {
            super(ValveStoreContract.this);
        }
    }

    @Nested
    class Users extends UserPromises {
        Users() {
            super(ValveStoreContract.this);
        }
    }

    @Nested
    class Atomicity extends AtomicityPromises {
        Atomicity() {
            super(ValveStoreContract.this);
        }
    }

    @Nested
    class Doubt extends DoubtPromises {
        Doubt() {
            super(ValveStoreContract.this);
        }
    }
}
