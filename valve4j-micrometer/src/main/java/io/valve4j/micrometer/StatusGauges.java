package io.valve4j.micrometer;

import io.micrometer.core.instrument.Gauge;
import io.valve4j.Profile;
import io.valve4j.ValveManager;
import io.valve4j.quota.QuotaMode;
import io.valve4j.status.ResourceStatus;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The gauges: of each resource, of the quotas of each profile, of store and leases. Reading is thread-safe, following is not. */
final class StatusGauges {

    private static final Duration PICTURE = Duration.ofSeconds(1);

    /** The profile of a resource that users of many share. */
    private static final String ALL = "all";

    private final ValveManager valve;
    private final Meters meters;
    private final Watch watch;
    private final Cached<Map<ResourceKey, ResourceStatus>> resources;
    private final Map<Object, List<Gauge>> gauges = new HashMap<>();

    private record ResourceKey(String profile, String resource) {

        static ResourceKey of(ResourceStatus status) {
            return new ResourceKey(status.profile().orElse(ALL), status.name());
        }
    }

    private record LeaseKey(String meter) {}

    StatusGauges(ValveManager valve, Meters meters, Watch watch) {
        this.valve = valve;
        this.meters = meters;
        this.watch = watch;
        this.resources = new Cached<>(meters.clock(), PICTURE, Map.of(), this::picture);
        meters.gauge(
                "valve4j.store.degraded",
                "1 while the store does not work, else 0",
                null,
                this,
                all -> all.valve.status().store().works() ? 0 : 1);
        meters.gauge(
                "valve4j.leases",
                "Users for whom units of quotas are leased",
                "users",
                this,
                all -> all.valve.status().leases().owners());
        meters.gauge("valve4j.watched.users", "Users whose quotas are read for gauges", "users", watch, Watch::watched);
    }

    private Map<ResourceKey, ResourceStatus> picture() {
        return valve.status().resources().stream().collect(Collectors.toMap(ResourceKey::of, status -> status));
    }

    /** Follows the configuration: makes the meters that are missing, and removes the gauges of what is gone. */
    void follow(EventMeters events) {
        events.configured(valve.status().profiles());
        Set<Object> wanted = new HashSet<>();
        valve.status().resources().forEach(status -> wanted.add(ResourceKey.of(status)));
        for (Profile profile : valve.status().profiles()) {
            profile.quotas().forEach(quota -> {
                wanted.add(new Watch.PlanQuota(profile.name(), quota.name()));
                if (profile.mode() instanceof QuotaMode.Leased) {
                    wanted.add(new LeaseKey(quota.meter()));
                }
            });
        }
        meters.keepOnly(wanted, gauges);
        wanted.forEach(key -> gauges.computeIfAbsent(key, this::made));
    }

    private List<Gauge> made(Object key) {
        if (key instanceof ResourceKey resource) {
            return ofResource(resource);
        }
        if (key instanceof Watch.PlanQuota quota) {
            return QuotaReading.gauges(
                    meters,
                    "valve4j.quota.",
                    watch,
                    watched -> watched.of(quota),
                    "profile",
                    quota.profile(),
                    "quota",
                    quota.quota());
        }
        String meter = ((LeaseKey) key).meter();
        return List.of(meters.gauge(
                "valve4j.lease.units",
                "Leased units that are not spent yet, in the unit of the meter",
                null,
                this,
                all -> all.valve.status().leases().units().getOrDefault(meter, 0L),
                "meter",
                meter));
    }

    private List<Gauge> ofResource(ResourceKey key) {
        return List.of(
                gauge(key, "valve4j.queue.depth", "Tasks and acquirers that wait", "tasks", ResourceStatus::queued),
                gauge(key, "valve4j.queue.limit", "How many may wait", "tasks", ResourceStatus::slots),
                gauge(
                        key,
                        "valve4j.busy.workers",
                        "Workers that run a task or stand behind a permit",
                        "workers",
                        ResourceStatus::busy),
                gauge(key, "valve4j.workers", "Workers that there are", "workers", ResourceStatus::workers),
                gauge(
                        key,
                        "valve4j.rate.permits",
                        "Whole permits of the rate that are left",
                        "permits",
                        StatusGauges::permits),
                gauge(key, "valve4j.active.users", "Users with work", "users", ResourceStatus::users));
    }

    private static double permits(ResourceStatus status) {
        return status.permits() == Long.MAX_VALUE ? Double.POSITIVE_INFINITY : status.permits();
    }

    private Gauge gauge(
            ResourceKey key, String name, String description, String unit, ToDoubleFunction<ResourceStatus> value) {
        return meters.gauge(
                name,
                description,
                unit,
                this,
                all -> value(all.resources.get().get(key), value),
                "profile",
                key.profile(),
                "resource",
                key.resource());
    }

    private static double value(@Nullable ResourceStatus status, ToDoubleFunction<ResourceStatus> value) {
        return status == null ? Double.NaN : value.applyAsDouble(status);
    }
}
