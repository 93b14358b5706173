package io.valve4j;

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
import java.util.concurrent.atomic.AtomicInteger;

/** A store in front of another, which counts calls, fails on request, and lets a test step in around a charge. */
public class HookedStore implements ValveStore {

    private final ValveStore behind;

    /** What every call throws; null for none. */
    public volatile RuntimeException failure;

    /** What closing throws; null for nothing. */
    public volatile RuntimeException closeFailure;

    /** Run before each charge, in the thread that charges. */
    public volatile Runnable beforeCharge = () -> {};

    /** Run after each charge, before its result is told. */
    public volatile Runnable afterCharge = () -> {};

    /** How many calls there were, of whatever kind. */
    public final AtomicInteger calls = new AtomicInteger();

    /** How often it was closed. */
    public final AtomicInteger closed = new AtomicInteger();

    /** In front of another store. */
    public HookedStore(ValveStore behind) {
        this.behind = behind;
    }

    private ValveStore called() {
        calls.incrementAndGet();
        RuntimeException thrown = failure;
        if (thrown != null) {
            throw thrown;
        }
        return behind;
    }

    @Override
    public Instant now() {
        return called().now();
    }

    @Override
    public Optional<Subscription> find(String userId) {
        return called().find(userId);
    }

    @Override
    public boolean save(Subscription next, long expectedRevision, AuditEvent event) {
        return called().save(next, expectedRevision, event);
    }

    @Override
    public ChargeResult charge(Charge charge) {
        beforeCharge.run();
        ChargeResult result = called().charge(charge);
        afterCharge.run();
        return result;
    }

    @Override
    public SettleResult settle(Settlement settlement) {
        return called().settle(settlement);
    }

    @Override
    public List<CounterState> counters(String userId, List<CounterKey> keys) {
        return called().counters(userId, keys);
    }

    @Override
    public List<Subscription> list(String afterUserId, int most) {
        return called().list(afterUserId, most);
    }

    @Override
    public int purge(int most) {
        return called().purge(most);
    }

    @Override
    public List<AuditEvent> audit(String userId) {
        return called().audit(userId);
    }

    @Override
    public void close() {
        closed.incrementAndGet();
        if (closeFailure != null) {
            throw closeFailure;
        }
        behind.close();
    }
}
