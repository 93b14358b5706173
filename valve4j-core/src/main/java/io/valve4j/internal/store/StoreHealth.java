package io.valve4j.internal.store;

import io.valve4j.time.TimeSource;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Whether a store works, as seen by its calls: tells once when it ceases to, and once when it works again. Thread-safe; a call
 * that works while all is well costs one volatile read.
 */
public final class StoreHealth {

    private final TimeSource time;
    private final Consumer<Throwable> degraded;
    private final Consumer<Duration> recovered;

    /** Since when it has not worked; null if it does. */
    private final AtomicReference<@Nullable Long> failingSince = new AtomicReference<>();

    /**
     * Of a store that is taken to work.
     *
     * @param degraded told the failure when the store has ceased to work
     * @param recovered told how long it did not, when it works again
     */
    public StoreHealth(TimeSource time, Consumer<Throwable> degraded, Consumer<Duration> recovered) {
        this.time = time;
        this.degraded = degraded;
        this.recovered = recovered;
    }

    /** A call has worked. */
    void worked() {
        if (failingSince.get() != null) {
            Long since = failingSince.getAndSet(null);
            if (since != null) {
                recovered.accept(Duration.ofNanos(time.nanos() - since));
            }
        }
    }

    /** A call has failed, and will not be made again. */
    void failed(Throwable failure) {
        if (failingSince.get() == null && failingSince.compareAndSet(null, time.nanos())) {
            degraded.accept(failure);
        }
    }
}
