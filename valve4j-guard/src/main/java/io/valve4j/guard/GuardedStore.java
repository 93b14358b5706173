package io.valve4j.guard;

import io.valve4j.internal.check.Checks;
import io.valve4j.store.Charge;
import io.valve4j.store.ChargeResult;
import io.valve4j.store.CounterKey;
import io.valve4j.store.CounterState;
import io.valve4j.store.ForwardingStore;
import io.valve4j.store.SettleResult;
import io.valve4j.store.Settlement;
import io.valve4j.store.ValveStore;
import io.valve4j.subscription.AuditEvent;
import io.valve4j.subscription.Subscription;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A store in front of another that may hang or fail: every call ends in time, and while the store is down, calls fail at once.
 *
 * <p>Each method throws, beside what the store behind throws,
 *
 * <ul>
 *   <li>{@link StoreTimeoutException} if the store does not answer within the guard's time. A charge that is admitted later
 *       than that is given back in the background, unless it has an idempotency key; if that fails too, its units stay
 *       charged, or held until they lapse. A settlement is still done, if the store ever does it.
 *   <li>{@link StoreSuspendedException}, at once, if half of the last ten calls, five at least, have failed. After the guard's
 *       suspension one call tries the store: if it works, all go there again, else it is left alone for as long again.
 *   <li>{@link StoreBusyException}, at once, if 256 calls were given up and have not ended yet
 *   <li>{@link StoreInterruptedException} if the caller is interrupted while it waits, or before; the interrupt flag stays
 *       set. Not where the store ends its calls by itself ({@link Guard#withSelfTimedStore}): there it is the store's to
 *       answer, and an {@link IllegalStateException} caused by an {@link InterruptedException} says nothing about whether it
 *       works.
 *   <li>{@link IllegalStateException} after {@link #close}
 * </ul>
 *
 * None of these is thrown for a failure after which the same call may be made again, so no manager does so. Thread-safe.
 */
public final class GuardedStore extends ForwardingStore {

    private final ValveStore behind;
    private final Guard guard;
    private final Breaker breaker;
    private final Turnstile turnstile = new Turnstile();
    private final @Nullable Handoff handoff;

    private GuardedStore(ValveStore behind, Guard guard, Breaker breaker, @Nullable Executor threads) {
        super(behind);
        this.behind = behind;
        this.guard = guard;
        this.breaker = breaker;
        this.handoff = threads == null ? null : new Handoff(threads, turnstile);
    }

    /** In front of a store, as the guard says. Closing it closes the store behind. */
    public static GuardedStore around(ValveStore behind, Guard guard) {
        Checks.notNull("the guard", guard);
        return around(behind, guard, new SteadyClock(), guard.selfTimed() ? null : StoreThreads.create());
    }

    /** As {@link #around(ValveStore, Guard)}, with the breaker's clock, and the threads for calls; null if the store times itself. */
    static GuardedStore around(ValveStore behind, Guard guard, InstantSource clock, @Nullable Executor threads) {
        Checks.notNull("the store", behind);
        return new GuardedStore(behind, guard, new Breaker(guard.suspension(), clock), threads);
    }

    private <T> T call(Operation operation, @Nullable String user, Supplier<T> step) {
        return call(new Request<>(operation, user, step, late -> {}));
    }

    private <T> T call(Request<T> request) {
        turnstile.check();
        return breaker.call(request, tries -> {
            turnstile.enter();
            if (handoff != null) {
                return handoff.call(request, request.operation().patient() ? guard.patience() : guard.timeout(), tries);
            }
            try {
                return request.step().get();
            } finally {
                turnstile.leave();
            }
        });
    }

    @Override
    public Instant now() {
        return call(Operation.NOW, null, super::now);
    }

    @Override
    public Optional<Subscription> find(String userId) {
        return call(Operation.FIND, userId, () -> super.find(userId));
    }

    @Override
    public boolean save(Subscription next, long expectedRevision, AuditEvent event) {
        return call(Operation.SAVE, next.userId(), () -> super.save(next, expectedRevision, event));
    }

    @Override
    public ChargeResult charge(Charge charge) {
        Consumer<ChargeResult> late = result -> new LateCharge(behind, charge).undo(result);
        return call(new Request<>(Operation.CHARGE, charge.userId(), () -> super.charge(charge), late));
    }

    @Override
    public SettleResult settle(Settlement settlement) {
        return call(Operation.SETTLE, settlement.userId(), () -> super.settle(settlement));
    }

    @Override
    public List<CounterState> counters(String userId, List<CounterKey> keys) {
        return call(Operation.COUNTERS, userId, () -> super.counters(userId, keys));
    }

    @Override
    public List<Subscription> list(@Nullable String afterUserId, int most) {
        return call(Operation.LIST, null, () -> super.list(afterUserId, most));
    }

    @Override
    public List<AuditEvent> audit(String userId) {
        return call(Operation.AUDIT, userId, () -> super.audit(userId));
    }

    @Override
    public int purge(int most) {
        return call(Operation.PURGE, null, () -> super.purge(most));
    }

    /**
     * {@inheritDoc} Lets calls end that are under way, for as long as the guard is patient, and then closes the store behind,
     * in the calling thread.
     */
    @Override
    public void close() {
        if (turnstile.close()) {
            turnstile.awaitEmpty(guard.patience().toNanos());
            super.close();
        }
    }
}
