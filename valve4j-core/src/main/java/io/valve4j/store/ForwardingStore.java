package io.valve4j.store;

import io.valve4j.internal.check.Checks;
import io.valve4j.subscription.AuditEvent;
import io.valve4j.subscription.Subscription;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A store that passes every call on to another: the base for one that measures, guards or fails on purpose, and overrides only
 * what it is about.
 */
public abstract class ForwardingStore implements ValveStore {

    private final ValveStore behind;

    /** In front of another store. */
    protected ForwardingStore(ValveStore behind) {
        this.behind = Checks.notNull("the store behind", behind);
    }

    @Override
    public Instant now() {
        return behind.now();
    }

    @Override
    public Optional<Subscription> find(String userId) {
        return behind.find(userId);
    }

    @Override
    public boolean save(Subscription next, long expectedRevision, AuditEvent event) {
        return behind.save(next, expectedRevision, event);
    }

    @Override
    public ChargeResult charge(Charge charge) {
        return behind.charge(charge);
    }

    @Override
    public SettleResult settle(Settlement settlement) {
        return behind.settle(settlement);
    }

    @Override
    public List<CounterState> counters(String userId, List<CounterKey> keys) {
        return behind.counters(userId, keys);
    }

    @Override
    public List<Subscription> list(@Nullable String afterUserId, int most) {
        return behind.list(afterUserId, most);
    }

    @Override
    public List<AuditEvent> audit(String userId) {
        return behind.audit(userId);
    }

    @Override
    public int purge(int most) {
        return behind.purge(most);
    }

    @Override
    public void close() {
        behind.close();
    }
}
