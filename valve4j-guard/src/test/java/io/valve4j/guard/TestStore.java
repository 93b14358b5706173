package io.valve4j.guard;

import io.valve4j.quota.Window;
import io.valve4j.store.Charge;
import io.valve4j.store.ChargeLine;
import io.valve4j.store.ChargeResult;
import io.valve4j.store.CounterKey;
import io.valve4j.store.CounterState;
import io.valve4j.store.ForwardingStore;
import io.valve4j.store.InMemoryStore;
import io.valve4j.store.SettleResult;
import io.valve4j.store.Settlement;
import io.valve4j.store.ValveStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A store in memory that a test lets fail and hang. */
final class TestStore extends ForwardingStore {

    static final CounterKey CALLS = new CounterKey("calls", 0, 0);
    static final String USER = "ada";

    /** What calls throw; null for nothing. */
    volatile RuntimeException failure;

    /** Run before each call is answered, on the thread of the call. */
    volatile Runnable before = () -> {};

    /** Run when a charge is done, before it is answered. */
    volatile Runnable charged = () -> {};

    /** What settlements throw, once each. */
    final List<RuntimeException> settleFailures = new CopyOnWriteArrayList<>();

    final AtomicInteger calls = new AtomicInteger();
    final AtomicInteger closed = new AtomicInteger();

    TestStore() {
        super(new InMemoryStore());
    }

    private void called() {
        calls.incrementAndGet();
        before.run();
        RuntimeException thrown = failure;
        if (thrown != null) {
            throw thrown;
        }
    }

    @Override
    public Instant now() {
        called();
        return super.now();
    }

    @Override
    public int purge(int most) {
        called();
        return super.purge(most);
    }

    @Override
    public ChargeResult charge(Charge charge) {
        called();
        ChargeResult result = super.charge(charge);
        charged.run();
        return result;
    }

    @Override
    public SettleResult settle(Settlement settlement) {
        called();
        if (!settleFailures.isEmpty()) {
            throw settleFailures.remove(0);
        }
        return super.settle(settlement);
    }

    @Override
    public void close() {
        closed.incrementAndGet();
        super.close();
    }

    /** How the counter stands, seen past every hook. */
    CounterState state() {
        return super.counters(USER, List.of(CALLS)).get(0);
    }

    static Charge charge() {
        return charge(null, null);
    }

    static Charge charge(Charge.ReplayKey key, Duration holdFor) {
        Window.Span always = new Window.Span(Instant.EPOCH, Instant.EPOCH.plus(Duration.ofDays(36_500)));
        List<ChargeLine> lines = List.of(new ChargeLine(CALLS, 1, 1_000_000, null));
        return new Charge(UUID.randomUUID(), USER, 0, always, lines, key, holdFor);
    }

    static boolean admitted(ValveStore store) {
        return store.charge(charge()) instanceof ChargeResult.Admitted;
    }
}
