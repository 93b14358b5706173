package io.valve4j.redis;

import io.valve4j.store.Charge;
import io.valve4j.store.ChargeResult;
import io.valve4j.store.ForwardingStore;
import io.valve4j.store.SettleResult;
import io.valve4j.store.Settlement;
import io.valve4j.store.TransientStoreException;
import io.valve4j.store.ValveStore;
import io.valve4j.subscription.AuditEvent;
import io.valve4j.subscription.Subscription;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Passes a failure on when the connection is back, for those who try again at once and few times. */
class PatientStore extends ForwardingStore {

    private static final long MOST_NANOS = 20_000_000_000L;

    PatientStore(ValveStore behind) {
        super(behind);
    }

    @Override
    public ChargeResult charge(Charge charge) {
        return patiently(() -> super.charge(charge));
    }

    @Override
    public SettleResult settle(Settlement settlement) {
        return patiently(() -> super.settle(settlement));
    }

    @Override
    public boolean save(Subscription next, long expectedRevision, AuditEvent event) {
        return patiently(() -> super.save(next, expectedRevision, event));
    }

    private <T> T patiently(Supplier<T> step) {
        try {
            return step.get();
        } catch (TransientStoreException failure) {
            awaitConnection();
            throw failure;
        }
    }

    void awaitConnection() {
        long until = System.nanoTime() + MOST_NANOS;
        while (true) {
            try {
                now();
                return;
            } catch (RuntimeException notYet) {
                if (System.nanoTime() > until) {
                    throw notYet;
                }
                LockSupport.parkNanos(5_000_000);
            }
        }
    }
}
