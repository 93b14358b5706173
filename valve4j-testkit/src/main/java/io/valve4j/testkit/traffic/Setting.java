package io.valve4j.testkit.traffic;

import io.valve4j.Definition;
import io.valve4j.Profile;
import io.valve4j.Rate;
import io.valve4j.Resource;
import io.valve4j.Terms;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Against what requests are replayed.
 *
 * @param definitions resources and profiles
 * @param profileOf the profile of each user; empty if they have none
 */
record Setting(List<Definition> definitions, Function<String, Optional<String>> profileOf) {

    Setting {
        definitions = List.copyOf(definitions);
    }

    /** Where a user's requests go, if anywhere. */
    Optional<Seat> seatOf(String user) {
        return profileOf
                .apply(user)
                .flatMap(name -> Optional.ofNullable(profiles().get(name)))
                .flatMap(profile -> profile.resources().values().stream().findFirst())
                .flatMap(access -> seat(user, access));
    }

    private Optional<Seat> seat(String user, Profile.Access access) {
        if (access instanceof Profile.Access.Shared shared) {
            return definitions.stream()
                    .filter(definition ->
                            definition instanceof Resource && definition.name().equals(shared.resource()))
                    .map(resource -> new Seat((Resource) resource, "", shared.terms()))
                    .findFirst();
        }
        return Optional.of(new Seat(((Profile.Access.Dedicated) access).pattern(), user, Terms.EQUAL));
    }

    private Map<String, Profile> profiles() {
        Map<String, Profile> profiles = new LinkedHashMap<>();
        for (Definition definition : definitions) {
            if (definition instanceof Profile profile) {
                profiles.put(profile.name(), profile);
            }
        }
        return profiles;
    }

    /**
     * A user's place at a resource.
     *
     * @param resource which
     * @param owner whose own it is; empty if it is shared
     * @param terms the user's share
     */
    record Seat(Resource resource, String owner, Terms terms) {

        boolean sameResource(Seat other) {
            return resource.equals(other.resource) && owner.equals(other.owner);
        }

        /** The part of a task's charge that is known as it starts. */
        double knownNanos(long cost, double quantumNanos) {
            Rate rate = resource.rate();
            return rate.isUnlimited()
                    ? quantumNanos
                    : Math.max(
                            quantumNanos,
                            (double) cost * resource.workers() * rate.period().toNanos() / rate.permits());
        }
    }
}
