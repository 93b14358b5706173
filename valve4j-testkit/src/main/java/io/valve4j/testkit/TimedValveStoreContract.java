package io.valve4j.testkit;

import io.valve4j.store.ValveStore;
import java.time.Duration;
import org.junit.jupiter.api.Nested;

/** {@link ValveStoreContract} for stores that keep a time that is given to them: what it promises over hours and days as well. */
public abstract class TimedValveStoreContract extends ValveStoreContract {

    private final ManualTime time = new ManualTime();

    /** For subclasses. */
    protected TimedValveStoreContract() {}

    /** The time that {@link #open} is to give to stores. The same for all of one test. */
    protected final ManualTime time() {
        return time;
    }

    @Override
    protected final void pass(ValveStore store, Duration duration) {
        time.advance(duration);
    }

    @Nested
    class Time extends TimePromises {
        Time() {
            super(TimedValveStoreContract.this);
        }
    }
}
