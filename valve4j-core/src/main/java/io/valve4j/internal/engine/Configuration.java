package io.valve4j.internal.engine;

import io.valve4j.Definition;
import io.valve4j.Profile;
import io.valve4j.Resource;
import io.valve4j.internal.check.Checks;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Changes the configuration while work runs: checks all of a change before any of it, publishes it as one new
 * {@link Setup}, then presses it upon what is in operation. Changes exclude each other; readers are never held up.
 */
final class Configuration {

    private final ReentrantLock lock = new ReentrantLock();
    private final Workshop workshop;
    private final Set<Outlet> outlets = new CopyOnWriteArraySet<>();
    private final Set<ResourceRuntime> shared = new CopyOnWriteArraySet<>();
    private final Reclaimer reclaimer;
    private volatile Setup setup = Setup.EMPTY;

    Configuration(Workshop workshop) {
        this.workshop = workshop;
        this.reclaimer = new Reclaimer(workshop.time(), () -> outlets);
    }

    Setup setup() {
        return setup;
    }

    /** Every outlet that was ever in force: what is queued behind one that left the configuration still runs. */
    Collection<Outlet> outlets() {
        return outlets;
    }

    /** Every shared resource in operation that was ever in force. */
    Collection<ResourceRuntime> shared() {
        return shared;
    }

    void register(Definition... definitions) {
        change(definitions, true);
    }

    void replace(Definition... definitions) {
        change(definitions, false);
    }

    private void change(Definition[] definitions, boolean fresh) {
        lock.lock();
        try {
            Draft draft = new Draft(setup, fresh);
            for (Definition definition : Checks.notNull("the definitions", definitions)) {
                draft.add(Checks.notNull("the definition", definition));
            }
            draft.check();
            apply(draft);
        } finally {
            lock.unlock();
        }
    }

    private void apply(Draft draft) {
        Map<String, ResourceRuntime> runtimes = new HashMap<>(setup.runtimes());
        Set<String> drained = new HashSet<>(setup.drained());
        List<Runnable> changes = new ArrayList<>();
        for (String name : draft.changedResources) {
            Pattern pattern = Pattern.of(draft.resource(name));
            ResourceRuntime present = runtimes.get(name);
            if (present == null) {
                ResourceRuntime opened = new ResourceRuntime(pattern, workshop);
                runtimes.put(name, opened);
                shared.add(opened);
                drained.remove(name);
            } else {
                changes.add(() -> present.reconfigure(pattern));
            }
        }
        Map<String, Setup.Plan> plans = new HashMap<>();
        for (Profile profile : draft.profiles.values()) {
            plans.put(profile.name(), plan(withResource(profile), runtimes, changes));
        }
        setup = new Setup(setup.closed(), draft.resources, runtimes, plans, drained);
        changes.forEach(Runnable::run);
    }

    /** A profile that names no resource gives each of its users one of their own, without a rate. */
    private static Profile withResource(Profile profile) {
        return profile.resources().isEmpty() ? profile.dedicated(Resource.each()) : profile;
    }

    private Setup.Plan plan(Profile profile, Map<String, ResourceRuntime> runtimes, List<Runnable> changes) {
        Setup.Plan before = setup.profiles().get(profile.name());
        Map<String, Outlet> next = new HashMap<>();
        profile.resources().forEach((name, access) -> {
            Outlet present = before == null ? null : before.outlets().get(name);
            if (present != null && present.fits(access, runtimes.get(name))) {
                changes.add(() -> present.adopt(access));
                next.put(name, present);
            } else if (access instanceof Profile.Access.Dedicated dedicated) {
                next.put(name, opened(new Outlet.Dedicated(dedicated.pattern(), workshop, reclaimer)));
            } else if (access instanceof Profile.Access.Shared share && runtimes.get(name) != null) {
                next.put(
                        name,
                        opened(new Outlet.Shared(profile.name(), share, runtimes.get(name), workshop, reclaimer)));
            }
        });
        return new Setup.Plan(profile, next);
    }

    private Outlet opened(Outlet outlet) {
        outlets.add(outlet);
        return outlet;
    }

    /** Takes no new work from now on. */
    void close() {
        lock.lock();
        try {
            setup = new Setup(true, setup.resources(), setup.runtimes(), setup.profiles(), setup.drained());
        } finally {
            lock.unlock();
        }
        reclaimer.stop();
        shared.forEach(ResourceRuntime::close);
        outlets.forEach(Outlet::close);
    }

    /** Takes a shared resource out of the configuration, and returns it with no new work coming to it any more. */
    ResourceRuntime drain(String name) {
        ResourceRuntime runtime;
        lock.lock();
        try {
            runtime = setup.runtimes().get(name);
            if (runtime == null) {
                throw new IllegalArgumentException(
                        "no shared resource " + Checks.quoted(name) + " is registered; registered are "
                                + Draft.listed(setup.resources().keySet()));
            }
            Map<String, Resource> resources = new HashMap<>(setup.resources());
            resources.remove(name);
            Map<String, ResourceRuntime> runtimes = new HashMap<>(setup.runtimes());
            runtimes.remove(name);
            Map<String, Setup.Plan> plans = new HashMap<>();
            setup.profiles().forEach((profile, plan) -> plans.put(profile, without(plan, runtime)));
            Set<String> drained = new LinkedHashSet<>(setup.drained());
            drained.add(name);
            setup = new Setup(setup.closed(), resources, runtimes, plans, drained);
        } finally {
            lock.unlock();
        }
        runtime.close();
        return runtime;
    }

    /** Lets go of a drained resource, and of what was kept for its users. */
    void forget(ResourceRuntime drained) {
        shared.remove(drained);
        outlets.removeIf(outlet -> outlet instanceof Outlet.Shared share && share.leadsTo(drained));
    }

    private static Setup.Plan without(Setup.Plan plan, ResourceRuntime drained) {
        Map<String, Outlet> outlets = new HashMap<>(plan.outlets());
        outlets.values().removeIf(outlet -> outlet instanceof Outlet.Shared shared && shared.leadsTo(drained));
        return new Setup.Plan(plan.profile(), outlets);
    }
}
