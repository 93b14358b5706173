package io.valve4j.micrometer;

import io.micrometer.core.instrument.Timer;
import io.valve4j.store.StoreCall;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How long calls to the store take. Thread-safe; the timer of a kind of call is made with the first one. */
final class StoreMeters {

    private final Meters meters;
    private final Map<StoreCall, Timer> successes = new ConcurrentHashMap<>();
    private final Map<StoreCall, Timer> failures = new ConcurrentHashMap<>();

    StoreMeters(Meters meters) {
        this.meters = meters;
    }

    void called(StoreCall call, Duration took, boolean worked) {
        Map<StoreCall, Timer> timers = worked ? successes : failures;
        Timer timer = timers.get(call);
        if (timer == null) {
            timer = timers.computeIfAbsent(
                    call,
                    kind -> meters.timer(
                            "valve4j.store.calls",
                            "Calls to the store, each attempt by itself",
                            "call",
                            kind.name().toLowerCase(Locale.ROOT),
                            "outcome",
                            worked ? "success" : "failure"));
        }
        timer.record(took);
    }
}
