package io.valve4j.internal.engine;

import io.valve4j.Profile;
import io.valve4j.Resource;
import java.util.Map;
import java.util.Set;

/**
 * The configuration in force: an immutable snapshot, replaced as a whole, so that one reference says whether anything has
 * changed.
 *
 * @param closed whether no new work is taken at all
 * @param resources the shared resources as they are configured
 * @param runtimes the same in operation
 * @param profiles the profiles, each with its outlets
 * @param drained names of shared resources that were drained and not registered again
 */
record Setup(
        boolean closed,
        Map<String, Resource> resources,
        Map<String, ResourceRuntime> runtimes,
        Map<String, Plan> profiles,
        Set<String> drained) {

    static final Setup EMPTY = new Setup(false, Map.of(), Map.of(), Map.of(), Set.of());

    Setup {
        resources = Map.copyOf(resources);
        runtimes = Map.copyOf(runtimes);
        profiles = Map.copyOf(profiles);
        drained = Set.copyOf(drained);
    }

    /** Whether a resource of this name is known at all, to anybody. */
    boolean knows(String resource) {
        return resources.containsKey(resource)
                || drained.contains(resource)
                || profiles.values().stream().anyMatch(plan -> plan.outlets().containsKey(resource));
    }

    /**
     * A profile in operation.
     *
     * @param profile the profile
     * @param outlets how its users reach each of its resources
     * @param firstResource the one that a limiter uses until told another
     */
    record Plan(Profile profile, Map<String, Outlet> outlets, String firstResource) {

        Plan {
            outlets = Map.copyOf(outlets);
        }

        /** A profile in operation has at least one resource. */
        Plan(Profile profile, Map<String, Outlet> outlets) {
            this(profile, outlets, profile.resources().keySet().iterator().next());
        }
    }
}
