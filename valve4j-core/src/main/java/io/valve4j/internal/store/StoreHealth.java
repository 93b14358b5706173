package io.valve4j.internal.store;

import io.valve4j.time.TimeSource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether a store works, as seen by its calls: tells once when it ceases to, and once when it works again, in that order.
 * Thread-safe; a call that works while all is well costs one volatile read.
 */
public final class StoreHealth {

    private final TimeSource time;
    private final Observer observer;

    private volatile boolean failing;
    private long failingSince;

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

    /** A call has worked. */
    void worked() {
        if (failing) {
            turn(false, null);
        }
    }

    /** A call has failed, and will not be made again. */
    void failed(Throwable failure) {
        if (!failing) {
            turn(true, failure);
        }
    }

    private void turn(boolean fails, @Nullable Throwable failure) {
        synchronized (this) {
            if (failing == fails) {
                return;
            }
            failing = fails;
            if (failure != null) {
                failingSince = time.nanos();
                observer.degraded(failure);
            } else {
                observer.recovered(Duration.ofNanos(time.nanos() - failingSince));
            }
        }
        observer.released();
    }
}
