package io.valve4j.subscription;

import io.valve4j.internal.check.Checks;
import io.valve4j.quota.Grant;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a user has that others on the profile have not.
 *
 * @param overrides limits of the user's own by quota name; absent means as the profile has it
 * @param grants extra units, in the order in which they were given
 */
public record Allowances(Map<String, QuotaOverride> overrides, List<Grant> grants) {

    /** Nothing. */
    public static final Allowances NONE = new Allowances(Map.of(), List.of());

    /** The most grants that one subscription can have at once: each charge reads those of its quota. */
    public static final int MOST_GRANTS = 100;

    /** Checks every part. */
    public Allowances {
        overrides = Map.copyOf(Checks.notNull("the overrides", overrides));
        overrides.keySet().forEach(quota -> Checks.name("the name of the overridden quota", quota));
        grants = List.copyOf(Checks.notNull("the grants", grants));
        Checks.between("the number of live grants", grants.size(), 0, MOST_GRANTS);
        Set<String> ids = new HashSet<>();
        for (Grant grant : grants) {
            if (!ids.add(grant.id())) {
                throw new IllegalArgumentException(
                        "every grant must have an id of its own, but two have " + Checks.quoted(grant.id()));
            }
        }
    }

    /** The override that applies to a quota at an instant; null if none does. */
    public @Nullable QuotaOverride overrideOf(String quota, Instant at) {
        QuotaOverride override = overrides.get(quota);
        return override != null && override.appliesAt(at) ? override : null;
    }

    /** When any of it ends. */
    Stream<Instant> ends() {
        return Stream.concat(
                overrides.values().stream().map(QuotaOverride::until).flatMap(Stream::ofNullable),
                grants.stream().map(Grant::expiresAt).flatMap(Stream::ofNullable));
    }
}
