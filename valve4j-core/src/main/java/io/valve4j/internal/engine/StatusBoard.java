package io.valve4j.internal.engine;

import io.valve4j.Profile;
import io.valve4j.Resource;
import io.valve4j.internal.check.Checks;
import io.valve4j.internal.quota.Leases;
import io.valve4j.internal.schedule.Dispatcher;
import io.valve4j.internal.schedule.Load;
import io.valve4j.internal.schedule.UserLoad;
import io.valve4j.internal.store.StoreHealth;
import io.valve4j.status.LeaseStatus;
import io.valve4j.status.ResourceStatus;
import io.valve4j.status.Status;
import io.valve4j.status.StoreStatus;
import io.valve4j.status.UserDemand;
import io.valve4j.time.TimeSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Reads off how things stand. Keeps nothing, so that nobody pays who does not ask. Thread-safe. */
final class StatusBoard implements Status {

    private static final int MOST_USERS = 10_000;

    private final TimeSource time;
    private final Supplier<Setup> setup;
    private final StoreHealth health;
    private final Leases leases;

    StatusBoard(TimeSource time, Supplier<Setup> setup, StoreHealth health, Leases leases) {
        this.time = time;
        this.setup = setup;
        this.health = health;
        this.leases = leases;
    }

    @Override
    public List<ResourceStatus> resources() {
        Setup present = setup.get();
        List<ResourceStatus> all = new ArrayList<>();
        new TreeMap<>(present.resources())
                .forEach((name, resource) -> all.add(shared(resource, runtime(present, name))));
        for (Setup.Plan plan : inOrder(present)) {
            new TreeMap<>(plan.outlets()).forEach((name, outlet) -> {
                if (outlet instanceof Outlet.Dedicated dedicated) {
                    all.add(dedicated(plan.profile().name(), dedicated));
                }
            });
        }
        return List.copyOf(all);
    }

    private static ResourceRuntime runtime(Setup setup, String name) {
        ResourceRuntime runtime = setup.runtimes().get(name);
        if (runtime == null) {
            throw new IllegalStateException("resource " + Checks.quoted(name) + " is not in operation");
        }
        return runtime;
    }

    private static Iterable<Setup.Plan> inOrder(Setup setup) {
        return new TreeMap<>(setup.profiles()).values();
    }

    private ResourceStatus shared(Resource resource, ResourceRuntime runtime) {
        Dispatcher dispatcher = runtime.dispatcherIfAny();
        Load load = dispatcher == null ? new Load(0, 0, 0) : dispatcher.load();
        return new ResourceStatus(
                resource.name(),
                Optional.empty(),
                load.users(),
                load.queued(),
                resource.queue(),
                load.running(),
                resource.workers(),
                resource.rate(),
                Math.max(0, runtime.rate().available(time.nanos())));
    }

    private ResourceStatus dedicated(String profile, Outlet.Dedicated outlet) {
        Resource pattern = outlet.pattern();
        long users = 0;
        long queued = 0;
        long busy = 0;
        long permits =
                pattern.rate().isUnlimited() ? Long.MAX_VALUE : pattern.rate().burst();
        long now = time.nanos();
        for (ResourceRuntime runtime : outlet.all()) {
            long available = runtime.rate().available(now);
            if (available >= 0) {
                permits = Math.min(permits, available);
            }
            Dispatcher dispatcher = runtime.dispatcherIfAny();
            if (dispatcher != null) {
                Load load = dispatcher.load();
                users += load.users();
                queued += load.queued();
                busy += load.running();
            }
        }
        return new ResourceStatus(
                pattern.name(),
                Optional.of(profile),
                users,
                queued,
                users * pattern.queue(),
                busy,
                users * pattern.workers(),
                pattern.rate(),
                permits);
    }

    @Override
    public List<Profile> profiles() {
        List<Profile> all = new ArrayList<>();
        inOrder(setup.get()).forEach(plan -> all.add(plan.profile()));
        return List.copyOf(all);
    }

    @Override
    public List<UserDemand> demand(int most) {
        Checks.between("the number of users", most, 1, MOST_USERS);
        Setup present = setup.get();
        List<UserDemand> found = new ArrayList<>();
        present.runtimes().forEach((name, runtime) -> addDemand(found, name, "", runtime, most));
        for (Setup.Plan plan : inOrder(present)) {
            for (Map.Entry<String, Outlet> each : plan.outlets().entrySet()) {
                if (each.getValue() instanceof Outlet.Dedicated dedicated) {
                    for (ResourceRuntime runtime : dedicated.all()) {
                        addDemand(found, each.getKey(), plan.profile().name(), runtime, most);
                    }
                }
            }
        }
        found.sort(Comparator.comparingLong((UserDemand each) -> each.waiting() + each.running())
                .reversed()
                .thenComparing(UserDemand::user));
        return List.copyOf(found.subList(0, Math.min(most, found.size())));
    }

    private static void addDemand(
            List<UserDemand> found, String resource, String owner, ResourceRuntime runtime, int most) {
        Dispatcher dispatcher = runtime.dispatcherIfAny();
        if (dispatcher != null) {
            for (UserLoad load : dispatcher.busiest(most)) {
                String profile = owner.isEmpty() ? load.profile() : owner;
                found.add(new UserDemand(load.user(), profile, resource, load.waiting(), load.running()));
            }
        }
    }

    @Override
    public StoreStatus store() {
        return health.status();
    }

    @Override
    public LeaseStatus leases() {
        return leases.status();
    }
}
