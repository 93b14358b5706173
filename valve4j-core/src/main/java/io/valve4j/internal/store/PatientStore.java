package io.valve4j.internal.store;

import io.valve4j.event.StoreObserver;
import io.valve4j.internal.check.Checks;
import io.valve4j.store.Charge;
import io.valve4j.store.ChargeResult;
import io.valve4j.store.CounterKey;
import io.valve4j.store.CounterState;
import io.valve4j.store.SettleResult;
import io.valve4j.store.Settlement;
import io.valve4j.store.StoreCall;
import io.valve4j.store.TransientStoreException;
import io.valve4j.store.ValveStore;
import io.valve4j.subscription.AuditEvent;
import io.valve4j.subscription.Subscription;
import io.valve4j.task.RetryPolicy;
import io.valve4j.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store in front of another: calls again when that fails for a moment, and notes whether it works.
 *
 * <p>Only a {@link TransientStoreException} is a reason to call again, since only it promises that the step counts once. The
 * calling thread waits in between; an interrupt ends the waiting, with the flag set again, and the failure is thrown.
 */
public final class PatientStore implements ValveStore {

    private static final Logger LOG = LoggerFactory.getLogger("io.valve4j.store");

    private final ValveStore behind;
    private final RetryPolicy policy;
    private final TimeSource time;
    private final StoreHealth health;
    private final List<StoreObserver> observers;

    /**
     * In front of a store.
     *
     * @param policy how often, and after which delays; which failures is not its choice
     * @param health told of every call's end, unless the store works and says no
     * @param observers told how long each attempt takes
     */
    public PatientStore(
            ValveStore behind,
            RetryPolicy policy,
            TimeSource time,
            StoreHealth health,
            Collection<StoreObserver> observers) {
        this.behind = Checks.notNull("the store", behind);
        this.policy = Checks.notNull("the retry policy for the store", policy).on(TransientStoreException.class);
        this.time = time;
        this.health = health;
        this.observers = new CopyOnWriteArrayList<>(observers);
    }

    private <T> T call(StoreCall kind, Function<ValveStore, T> step) {
        return call(kind, (store, itself) -> itself.apply(store), step);
    }

    /**
     * As above, for what is asked with each decision: a step that is told what it works on captures nothing, so it is no new
     * object for each call. That is 24 B of a charge.
     */
    private <T, A> T call(StoreCall kind, BiFunction<ValveStore, A, T> step, A argument) {
        for (int attempt = 1; ; attempt++) {
            try {
                T result = observers.isEmpty() ? step.apply(behind, argument) : observed(kind, step, argument);
                health.worked(kind);
                return result;
            } catch (RuntimeException failure) {
                if (!policy.another(attempt, failure) || !waited(attempt)) {
                    if (Outages.is(failure)) {
                        health.failed(kind, failure);
                    }
                    throw failure;
                }
            }
        }
    }

    private <T, A> T observed(StoreCall kind, BiFunction<ValveStore, A, T> step, A argument) {
        long begun = time.nanos();
        Throwable failure = null;
        try {
            return step.apply(behind, argument);
        } catch (RuntimeException | Error ended) {
            failure = ended instanceof RuntimeException no && !Outages.is(no) ? null : ended;
            throw ended;
        } finally {
            Duration took = Duration.ofNanos(Math.max(0, time.nanos() - begun));
            Throwable thrown = failure;
            observers.forEach(observer -> tell(observer, kind, took, thrown));
        }
    }

    private void tell(StoreObserver observer, StoreCall kind, Duration took, @Nullable Throwable failure) {
        try {
            observer.called(kind, took, failure);
        } catch (RuntimeException broken) {
            observers.remove(observer);
            LOG.warn("an observer of the store failed, and is not told any more: {}", observer, broken);
        }
    }

    /** Waits until it is time for the next attempt; false if an interrupt ended that. */
    private boolean waited(int attempt) {
        try {
            time.pause(policy.delayAfter(attempt, ThreadLocalRandom.current().nextDouble())
                    .toNanos());
            return true;
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public Instant now() {
        return call(StoreCall.NOW, ValveStore::now);
    }

    @Override
    public Optional<Subscription> find(String userId) {
        return call(StoreCall.FIND, store -> store.find(userId));
    }

    @Override
    public boolean save(Subscription next, long expectedRevision, AuditEvent event) {
        return call(StoreCall.SAVE, store -> store.save(next, expectedRevision, event));
    }

    @Override
    public ChargeResult charge(Charge charge) {
        return call(StoreCall.CHARGE, ValveStore::charge, charge);
    }

    @Override
    public SettleResult settle(Settlement settlement) {
        return call(StoreCall.SETTLE, ValveStore::settle, settlement);
    }

    @Override
    public List<CounterState> counters(String userId, List<CounterKey> keys) {
        return call(StoreCall.COUNTERS, store -> store.counters(userId, keys));
    }

    @Override
    public List<AuditEvent> audit(String userId) {
        return call(StoreCall.AUDIT, store -> store.audit(userId));
    }

    @Override
    public List<Subscription> list(@Nullable String afterUserId, int most) {
        return call(StoreCall.LIST, store -> store.list(afterUserId, most));
    }

    @Override
    public int purge(int most) {
        return call(StoreCall.PURGE, store -> store.purge(most));
    }

    /** Closes the store behind; does not try again. */
    @Override
    public void close() {
        behind.close();
    }
}
