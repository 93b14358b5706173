package io.valve4j.cli.demo;

import io.valve4j.event.StoreObserver;
import io.valve4j.event.ValveEvent;
import io.valve4j.event.ValveListener;
import io.valve4j.store.StoreCall;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Remembers why a store did not work the first time that it did not. Thread-safe. */
final class StoreTrouble implements ValveListener, StoreObserver {

    private final AtomicReference<@Nullable Throwable> first = new AtomicReference<>();

    @Override
    public void on(ValveEvent event) {
        // Only the calls themselves say why.
    }

    @Override
    public void called(StoreCall call, Duration took, @Nullable Throwable failure) {
        if (failure != null) {
            first.compareAndSet(null, failure);
        }
    }

    Optional<Throwable> first() {
        return Optional.ofNullable(first.get());
    }
}
