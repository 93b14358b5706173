package io.valve4j.micrometer;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** One manager's meters in a registry: knows all that were made, to remove them in the end. Thread-safe. */
final class Meters {

    /** Waits and runs of 1 ms to a minute: few enough for any registry, and what a histogram's quantiles are made of. */
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2_500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofSeconds(60)
    };

    private final MeterRegistry registry;
    private final Tags common;
    private final Set<Meter> made = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    Meters(MeterRegistry registry, Tags common) {
        this.registry = registry;
        this.common = common;
    }

    Clock clock() {
        return registry.config().clock();
    }

    Counter counter(String name, String description, String... tags) {
        return kept(Counter.builder(name)
                .description(description)
                .tags(common.and(tags))
                .register(registry));
    }

    Timer timer(String name, String description, String... tags) {
        return kept(Timer.builder(name)
                .description(description)
                .tags(common.and(tags))
                .serviceLevelObjectives(BUCKETS)
                .register(registry));
    }

    /** A gauge that holds its source weakly, so that no registry keeps a manager alive. */
    <T> Gauge gauge(
            String name,
            String description,
            @Nullable String unit,
            T source,
            ToDoubleFunction<T> value,
            String... tags) {
        return kept(Gauge.builder(name, source, value)
                .description(description)
                .baseUnit(unit)
                .tags(common.and(tags))
                .register(registry));
    }

    private <M extends Meter> M kept(M meter) {
        made.add(meter);
        if (closed) {
            remove(meter);
        }
        return meter;
    }

    void remove(Meter meter) {
        registry.remove(meter);
        made.remove(meter);
    }

    /** Removes what is not wanted any more. */
    <K> void keepOnly(Set<K> wanted, Map<K, List<Gauge>> gauges) {
        gauges.forEach((key, each) -> {
            if (!wanted.contains(key)) {
                each.forEach(this::remove);
            }
        });
        gauges.keySet().retainAll(wanted);
    }

    /** Removes all meters; those that come later leave at once. */
    void close() {
        closed = true;
        made.forEach(this::remove);
    }
}
