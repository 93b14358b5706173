package io.valve4j.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import io.valve4j.ValveManager;
import io.valve4j.event.StoreObserver;
import io.valve4j.event.ValveEvent;
import io.valve4j.event.ValveListener;
import io.valve4j.internal.check.Checks;
import io.valve4j.store.StoreCall;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the meters of one manager: counters and timers from what it tells, gauges from its
 * {@linkplain ValveManager#status() status}.
 *
 * <pre>{@code
 * ValveManager.builder().listener(new MicrometerListener(registry)).build()
 * }</pre>
 *
 * <p>Which meters there are, with their tags and units: docs/metrics.md. Their number follows the configuration (profiles,
 * resources, quotas), never the users, except where {@link MeterOptions} ask for some; names that are not registered are folded
 * into the tag value {@code unknown}, and all of a profile's dedicated resources are one.
 *
 * <p>When the manager has shut down its meters are removed. They do not keep it alive either: gauges of one that was forgotten
 * without being closed read NaN. One listener serves one manager; managers that share a registry need a tag each that tells
 * them apart.
 *
 * <p>Thread-safe. Counting is done on the listener's thread, beside the work, except for the time of calls to the store, which
 * is noted by the caller. A gauge that is read asks the status at most once a second, and for quotas the store at most every
 * 10 s, in the reading thread.
 */
public final class MicrometerListener implements ValveListener, StoreObserver {

    private final Meters meters;
    private final MeterOptions options;
    private final Demand demand;
    private final UserMeters users;
    private final EventMeters events;
    private final StoreMeters store;
    private @Nullable StatusGauges gauges;
    private boolean closed;

    /** With {@link MeterOptions#defaults()}. */
    public MicrometerListener(MeterRegistry registry) {
        this(registry, MeterOptions.defaults());
    }

    /** One whose meters go to a registry. */
    public MicrometerListener(MeterRegistry registry, MeterOptions options) {
        this.options = Checks.notNull("the options", options);
        this.meters = new Meters(Checks.notNull("the registry", registry), options.tags());
        this.demand = new Demand(meters.clock(), options.busiest());
        this.users = new UserMeters(meters);
        this.events = new EventMeters(meters, demand, users);
        this.store = new StoreMeters(meters);
    }

    @Override
    public synchronized void attached(ValveManager valve) {
        if (gauges != null) {
            throw new IllegalStateException(
                    "this MicrometerListener serves a manager already; give each manager one of its own, with tags that tell"
                            + " them apart: new MicrometerListener(registry, MeterOptions.defaults().tags(\"manager\", name))");
        }
        gauges = new StatusGauges(valve, meters, new Watch(valve, meters, options, demand, users));
    }

    @Override
    public synchronized void configured() {
        if (!closed && gauges != null) {
            gauges.follow(events);
        }
    }

    @Override
    public synchronized void on(ValveEvent event) {
        if (closed) {
            return;
        }
        if (event instanceof ValveEvent.ShutdownEnded ended && ended.resource().isEmpty()) {
            closed = true;
            meters.close();
            return;
        }
        events.count(event);
    }

    @Override
    public void called(StoreCall call, Duration took, @Nullable Throwable failure) {
        store.called(call, took, failure == null);
    }
}
