package io.valve4j.internal.engine;

import io.valve4j.Definition;
import io.valve4j.Profile;
import io.valve4j.Resource;
import io.valve4j.internal.check.Checks;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** A change of the configuration before it is in force. Collects every mistake, to report them all at once. */
final class Draft {

    final Map<String, Resource> resources;
    final Map<String, Profile> profiles = new HashMap<>();
    final Set<String> changedResources = new LinkedHashSet<>();

    private final Setup present;
    private final boolean fresh;
    private final List<Profile> given = new ArrayList<>();
    private final List<String> mistakes = new ArrayList<>();

    /**
     * A draft that changes nothing yet.
     *
     * @param fresh whether names must be new (as opposed to: must exist)
     */
    Draft(Setup present, boolean fresh) {
        this.present = present;
        this.fresh = fresh;
        this.resources = new HashMap<>(present.resources());
        present.profiles().forEach((name, plan) -> profiles.put(name, plan.profile()));
    }

    void add(Definition definition) {
        String name = Checks.quoted(definition.name());
        if (definition instanceof Resource resource) {
            if (resource.dedicated()) {
                mistakes.add(
                        "resource " + name + " is dedicated: it belongs in a profile, as dedicated(Resource.each()…)");
                return;
            }
            checkName(
                    "resource",
                    name,
                    present.resources().containsKey(resource.name()),
                    !changedResources.add(resource.name()),
                    present.resources().keySet());
            resources.put(resource.name(), resource);
        } else if (definition instanceof Profile profile) {
            checkName(
                    "profile",
                    name,
                    present.profiles().containsKey(profile.name()),
                    given.stream().anyMatch(other -> other.name().equals(profile.name())),
                    present.profiles().keySet());
            given.add(profile);
            profiles.put(profile.name(), profile);
        }
    }

    /** A shared resource as it is to be. */
    Resource resource(String name) {
        return Objects.requireNonNull(resources.get(name));
    }

    private void checkName(String what, String name, boolean exists, boolean twice, Collection<String> known) {
        if (twice) {
            mistakes.add(what + " " + name + " is given twice");
        } else if (fresh && exists) {
            mistakes.add(what + " " + name + " is registered already: use replace(…) to change it");
        } else if (!fresh && !exists) {
            mistakes.add(what + " " + name + " is not registered: use register(…) for a new one; registered are "
                    + listed(known));
        }
    }

    /** Throws if there was any mistake, with all of them. */
    void check() {
        for (Profile profile : given) {
            profile.resources().forEach((resource, access) -> {
                if (access instanceof Profile.Access.Shared && !resources.containsKey(resource)) {
                    mistakes.add(
                            "profile " + Checks.quoted(profile.name()) + " shares resource " + Checks.quoted(resource)
                                    + ", which is not registered; registered are " + listed(resources.keySet()));
                }
            });
        }
        if (!mistakes.isEmpty()) {
            throw new IllegalArgumentException("nothing was changed, since " + String.join("; and ", mistakes));
        }
    }

    static String listed(Collection<String> names) {
        return names.isEmpty()
                ? "none"
                : names.stream().sorted().limit(20).map(Checks::quoted).collect(Collectors.joining(", "))
                        + (names.size() > 20 ? ", …" : "");
    }
}
