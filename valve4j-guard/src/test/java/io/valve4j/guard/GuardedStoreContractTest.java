package io.valve4j.guard;

import io.valve4j.store.ForwardingStore;
import io.valve4j.store.InMemoryStore;
import io.valve4j.store.ValveStore;
import io.valve4j.testkit.TimedValveStoreContract;
import java.time.Duration;
import org.junit.jupiter.api.Nested;

/** A guarded store keeps what the store behind promises. */
class GuardedStoreContractTest {

    private static ValveStore guarded(ValveStore memory, Guard guard) {
        return GuardedStore.around(new ForwardingStore(memory) {}, guard.timeout(Duration.ofMinutes(1)));
    }

    @Nested
    class OnThreadsOfItsOwn extends TimedValveStoreContract {

        private final ValveStore memory = new InMemoryStore(time());

        @Override
        protected ValveStore open() {
            return guarded(memory, Guard.DEFAULT);
        }
    }

    @Nested
    class OnItsCallersThreads extends TimedValveStoreContract {

        private final ValveStore memory = new InMemoryStore(time());

        @Override
        protected ValveStore open() {
            return guarded(memory, Guard.DEFAULT.withSelfTimedStore());
        }
    }
}
