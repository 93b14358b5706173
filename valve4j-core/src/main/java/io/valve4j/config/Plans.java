package io.valve4j.config;

import io.valve4j.Definition;
import io.valve4j.Profile;
import io.valve4j.Resource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a configuration says. An immutable value.
 *
 * @param resources the shared resources
 * @param profiles the tiers
 * @param defaultProfile the profile of users who are not listed; empty if they have none
 * @param users the profile of each user who is listed, by id
 */
public record Plans(
        List<Resource> resources, List<Profile> profiles, Optional<String> defaultProfile, Map<String, String> users) {

    /** Copies the collections. */
    public Plans {
        resources = List.copyOf(resources);
        profiles = List.copyOf(profiles);
        users = Map.copyOf(users);
    }

    /** All that a manager is to register. */
    public Definition[] definitions() {
        return Stream.concat(resources.stream(), profiles.stream()).toArray(Definition[]::new);
    }

    /** The profile of a user; empty if they are not listed and there is no default. */
    public Optional<String> profileOf(String user) {
        return Optional.ofNullable(users.get(user)).or(() -> defaultProfile);
    }
}
