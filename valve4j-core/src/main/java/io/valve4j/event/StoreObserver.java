package io.valve4j.event;

import io.valve4j.store.StoreCall;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ValveListener} that implements this too is told how long each call to the store takes.
 *
 * <p>Other than events, this is told in the calling thread, by many at a time, before the call returns: it must be thread-safe and
 * quick, and never block. One that throws is logged, and not told any more. Without an observer no clock is read.
 */
@FunctionalInterface
public interface StoreObserver {

    /**
     * A call has ended. One that is made again, after a failure that passes, is told of once for each attempt.
     *
     * @param call what was asked
     * @param took how long it took, without pauses between attempts
     * @param failure what it threw, if that says that the store does not work; else null
     */
    void called(StoreCall call, Duration took, @Nullable Throwable failure);
}
