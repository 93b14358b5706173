package io.valve4j.micrometer;

import io.micrometer.core.instrument.Clock;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A value that is made anew when it is asked for and older than it may be, so that all gauges of one scrape are read off one picture.
 * Thread-safe: one thread makes it, others meanwhile get the one before.
 */
final class Cached<T> {

    private final Clock clock;
    private final long lifeNanos;
    private final Supplier<T> source;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Made<T> present;

    private record Made<T>(T value, long at) {}

    /**
     * A value that is made when it is first asked for.
     *
     * @param before what those get who ask while it is first made
     */
    Cached(Clock clock, Duration life, T before, Supplier<T> source) {
        this.clock = clock;
        this.lifeNanos = life.toNanos();
        this.source = source;
        this.present = new Made<>(before, clock.monotonicTime() - lifeNanos);
    }

    T get() {
        if (isOld() && lock.tryLock()) {
            try {
                if (isOld()) {
                    present = new Made<>(source.get(), clock.monotonicTime());
                }
            } finally {
                lock.unlock();
            }
        }
        return present.value();
    }

    private boolean isOld() {
        return clock.monotonicTime() - present.at() >= lifeNanos;
    }
}
