package io.valve4j.internal.quota;

import io.valve4j.store.Charge;
import io.valve4j.store.ChargeResult;
import io.valve4j.store.CounterKey;
import io.valve4j.store.CounterState;
import io.valve4j.store.SettleResult;
import io.valve4j.store.Settlement;
import io.valve4j.store.ValveStore;
import io.valve4j.subscription.AuditEvent;
import io.valve4j.subscription.Subscription;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Passes everything on, for stores that differ from another in one thing. */
class DelegatingStore implements ValveStore {

    private final ValveStore store;

    DelegatingStore(ValveStore store) {
        this.store = store;
    }

    @Override
    public Instant now() {
        return store.now();
    }

    @Override
    public Optional<Subscription> find(String userId) {
        return store.find(userId);
    }

    @Override
    public boolean save(Subscription next, long expectedRevision, AuditEvent event) {
        return store.save(next, expectedRevision, event);
    }

    @Override
    public ChargeResult charge(Charge charge) {
        return store.charge(charge);
    }

    @Override
    public SettleResult settle(Settlement settlement) {
        return store.settle(settlement);
    }

    @Override
    public List<CounterState> counters(String userId, List<CounterKey> keys) {
        return store.counters(userId, keys);
    }

    @Override
    public List<Subscription> list(String afterUserId, int most) {
        return store.list(afterUserId, most);
    }

    @Override
    public int purge(int most) {
        return store.purge(most);
    }

    @Override
    public List<AuditEvent> audit(String userId) {
        return store.audit(userId);
    }

    @Override
    public void close() {
        store.close();
    }
}
