package io.valve4j.config;

import io.valve4j.Profile;
import io.valve4j.Resource;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Reads a configuration, all of it: unknown names and wrong values do not stop it, so that every mistake is reported at once.
 * What a value may be is decided by the library's own constructors.
 */
public final class PlansReader {

    private static final String DEFAULT_USER = "default";
    private static final int LONGEST_USER = 512;

    private final Mistakes mistakes = new Mistakes();

    private PlansReader() {}

    /** Reads a configuration, which has one profile or more. Never throws for what is in it. */
    public static Reading read(Setting root) {
        return new PlansReader().reading(root, true);
    }

    /**
     * Reads what a larger configuration says, be it nothing. Never throws for what is in it.
     *
     * @param besides names at the top that somebody else reads
     */
    public static Reading readPart(Setting root, String... besides) {
        return new PlansReader().reading(root, false, besides);
    }

    private Reading reading(Setting root, boolean profilesNeeded, String... besides) {
        String[] known = Stream.concat(Stream.of("resources", "profiles", "users"), Stream.of(besides))
                .toArray(String[]::new);
        Section top = Section.of(Entry.top(root), mistakes, known);
        Map<String, Resource> resources = new LinkedHashMap<>();
        Set<String> resourceNames = new LinkedHashSet<>();
        top.find("resources").ifPresent(entry -> {
            for (Entry each : Section.of(entry, mistakes).all()) {
                resourceNames.add(each.key());
                named(each, () -> Resource.named(each.key()))
                        .map(resource -> ResourceReader.read(each, resource, mistakes))
                        .ifPresent(resource -> resources.put(each.key(), resource));
            }
        });
        Map<String, Profile> profiles = new LinkedHashMap<>();
        Set<String> profileNames = new LinkedHashSet<>();
        top.find("profiles").ifPresent(entry -> {
            ProfileReader reader = new ProfileReader(resourceNames, mistakes);
            for (Entry each : Section.of(entry, mistakes).all()) {
                profileNames.add(each.key());
                named(each, () -> Profile.named(each.key()))
                        .map(profile -> reader.read(each, profile))
                        .ifPresent(profile -> profiles.put(each.key(), profile));
            }
        });
        if (profileNames.isEmpty() && profilesNeeded) {
            mistakes.at(root.place(), "profiles", "at least one is needed");
        }
        Map<String, String> users =
                top.find("users").map(entry -> users(entry, profileNames)).orElseGet(Map::of);
        if (!mistakes.none()) {
            return new Reading.Mistaken(mistakes.inOrder());
        }
        Optional<String> defaultProfile = Optional.ofNullable(users.get(DEFAULT_USER));
        Map<String, String> listed = new LinkedHashMap<>(users);
        listed.remove(DEFAULT_USER);
        return new Reading.Sound(
                new Plans(List.copyOf(resources.values()), List.copyOf(profiles.values()), defaultProfile, listed));
    }

    private <T> Optional<T> named(Entry entry, Supplier<T> definition) {
        try {
            return Optional.of(definition.get());
        } catch (IllegalArgumentException refusal) {
            mistakes.at(entry.keyPlace(), entry.path(), String.valueOf(refusal.getMessage()));
            return Optional.empty();
        }
    }

    private Map<String, String> users(Entry here, Set<String> profiles) {
        Map<String, String> users = new LinkedHashMap<>();
        for (Entry entry : Section.of(here, mistakes).all()) {
            mistakes.tried(entry, users, all -> {
                if (!profiles.contains(entry.text())) {
                    throw new IllegalArgumentException(
                            "no profile has the name " + entry.kind() + "; there are " + Section.names(profiles));
                }
                if (entry.key().isBlank() || entry.key().length() > LONGEST_USER) {
                    throw new IllegalArgumentException(
                            "a user's id must not be blank and have at most " + LONGEST_USER + " characters");
                }
                all.put(entry.key(), entry.text());
                return all;
            });
        }
        return users;
    }
}
