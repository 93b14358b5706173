package io.valve4j.internal.store;

import io.valve4j.status.StoreStatus;
import io.valve4j.store.StoreCall;
import io.valve4j.time.TimeSource;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a store works, as seen by its calls: tells once when it ceases to, and once when it works again, in that order.
 *
 * <p>It works again when each kind of call that failed has worked again, or, where it is asked for rarely, a
 * charge or a lookup of a subscription has ({@link #proves}). So a store that finds, and cannot charge, does not seem to
 * recover with each look at it.
 *
 * <p>Thread-safe; a call that works while all is well costs one volatile read.
 */
public final class StoreHealth {

    private final TimeSource time;
    private final Observer observer;

    /** The bits of the kinds that fail. */
    private volatile int failing;

    private long failingSince;
    private StoreStatus status = StoreStatus.WORKS;

    /** Who is told of a store's health. */
    public interface Observer {

        /** It has ceased to work. Called under a lock: must not block, nor run anybody's code. */
        void degraded(Throwable failure);

        /** It works again, after so long. Called under a lock: must not block, nor run anybody's code. */
        void recovered(Duration after);

        /** One of the two was called, and the lock is released. */
        void released();
    }

    /** Of a store that is taken to work. */
    public StoreHealth(TimeSource time, Observer observer) {
        this.time = time;
        this.observer = observer;
    }

    /** How it is now. */
    public synchronized StoreStatus status() {
        return status;
    }

    /** One bit for each kind. */
    @SuppressWarnings("EnumOrdinal") // which bit it is does not matter
    private static int bit(StoreCall kind) {
        return 1 << kind.ordinal();
    }

    /**
     * The kinds that are taken to work when one does: itself, and what is asked for so rarely that nobody may ask again for a
     * long time. Neither charges nor lookups prove each other, since either may fail alone for as long as an outage lasts.
     */
    private static int proves(StoreCall kind) {
        return switch (kind) {
            case CHARGE -> ~bit(StoreCall.FIND);
            case FIND -> ~(bit(StoreCall.CHARGE) | bit(StoreCall.SETTLE));
            default -> bit(kind);
        };
    }

    /** A call has worked. */
    void worked(StoreCall kind) {
        int failed = failing;
        if (failed != 0 && (failed & proves(kind)) != 0) {
            turn(~proves(kind), 0, null);
        }
    }

    /** A call has failed, and will not be made again. */
    void failed(StoreCall kind, Throwable failure) {
        if ((failing & bit(kind)) == 0) {
            turn(~0, bit(kind), failure);
        }
    }

    private void turn(int kept, int added, @Nullable Throwable failure) {
        synchronized (this) {
            boolean failed = failing != 0;
            failing = (failing & kept) | added;
            if (failed == (failing != 0)) {
                return;
            }
            if (failure != null) {
                failingSince = time.nanos();
                status = new StoreStatus(Optional.of(time.instant()), Optional.of(failure));
                observer.degraded(failure);
            } else {
                status = StoreStatus.WORKS;
                observer.recovered(Duration.ofNanos(time.nanos() - failingSince));
            }
        }
        observer.released();
    }
}
