package io.valve4j.internal.quota;

import io.valve4j.store.Charge;
import io.valve4j.store.ChargeResult;
import io.valve4j.store.CounterKey;
import io.valve4j.store.CounterState;
import io.valve4j.store.ForwardingStore;
import io.valve4j.store.InMemoryStore;
import io.valve4j.store.SettleResult;
import io.valve4j.store.Settlement;
import io.valve4j.subscription.Subscription;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Fails whoever asks it anything that a charge could ask. */
final class UnreachableStore extends ForwardingStore {

    UnreachableStore() {
        super(new InMemoryStore());
    }

    @Override
    public Instant now() {
        throw asked();
    }

    @Override
    public Optional<Subscription> find(String userId) {
        throw asked();
    }

    @Override
    public ChargeResult charge(Charge charge) {
        throw asked();
    }

    @Override
    public SettleResult settle(Settlement settlement) {
        throw asked();
    }

    @Override
    public List<CounterState> counters(String userId, List<CounterKey> keys) {
        throw asked();
    }

    private static IllegalStateException asked() {
        return new IllegalStateException("the store was asked");
    }
}
