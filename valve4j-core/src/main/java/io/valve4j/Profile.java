package io.valve4j;

import io.valve4j.internal.check.Checks;
import io.valve4j.quota.Quota;
import io.valve4j.quota.QuotaMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A tier: which resources its users reach, on which terms, within which quotas.
 *
 * <p>An immutable value; every call returns a new one and checks its argument on the spot. The resource named first is
 * the one that a limiter uses until told {@code on(name)} another.
 *
 * @param name how subscriptions refer to it
 * @param resources what its users reach, by name, in the order in which they were given
 * @param quotas all must have room
 * @param mode how its users are charged
 * @param onOutage what becomes of its users while the store does not answer
 */
public record Profile(
        String name, Map<String, Access> resources, List<Quota> quotas, QuotaMode mode, OutagePolicy onOutage)
        implements Definition {

    /** The most resources, and the most quotas, of one profile. */
    public static final int MAX_PARTS = 100;

    /** Checks every part. */
    public Profile {
        Checks.name("the profile's name", name);
        Checks.notNull("the profile's resources", resources);
        Checks.notNull("the profile's quotas", quotas);
        Checks.notNull("the profile's quota mode", mode);
        Checks.notNull("the profile's outage policy", onOutage);
        resources = Collections.unmodifiableMap(new LinkedHashMap<>(resources));
        quotas = List.copyOf(quotas);
        Checks.between("the number of the profile's resources", resources.size(), 0, MAX_PARTS);
        Checks.between("the number of the profile's quotas", quotas.size(), 0, MAX_PARTS);
        resources.forEach((resource, access) -> checkAccess(name, resource, access));
        for (int i = 0; i < quotas.size(); i++) {
            checkNewName(name, quotas.subList(0, i), quotas.get(i));
        }
    }

    /** One whose users are refused while the store does not answer. */
    public Profile(String name, Map<String, Access> resources, List<Quota> quotas, QuotaMode mode) {
        this(name, resources, quotas, mode, OutagePolicy.CLOSED);
    }

    /** One whose users are charged exactly, and refused while the store does not answer. */
    public Profile(String name, Map<String, Access> resources, List<Quota> quotas) {
        this(name, resources, quotas, QuotaMode.EXACT);
    }

    private static void checkAccess(String profile, String resource, Access access) {
        Checks.name("the name of a resource of profile " + Checks.quoted(profile), resource);
        Checks.notNull("the access to resource " + Checks.quoted(resource), access);
        if (!resource.equals(access.name())) {
            throw new IllegalArgumentException(
                    "profile " + Checks.quoted(profile) + " must list resource " + Checks.quoted(access.name())
                            + " under its own name, but does so under " + Checks.quoted(resource));
        }
    }

    private static void checkNewName(String profile, List<Quota> present, Quota quota) {
        if (present.stream().anyMatch(other -> other.name().equals(quota.name()))) {
            throw new IllegalArgumentException("profile " + Checks.quoted(profile) + " has a quota "
                    + Checks.quoted(quota.name()) + " already: give one of them another name with named(…)");
        }
    }

    /** A profile without resources or quotas yet. */
    public static Profile named(String name) {
        return new Profile(name, Map.of(), List.of());
    }

    /** The same, with a share of a shared resource on equal terms. */
    public Profile shared(String resource) {
        return shared(resource, Terms.EQUAL);
    }

    /** The same, with a share of a shared resource on the given terms. */
    public Profile shared(String resource, Terms terms) {
        return with(resource, new Access.Shared(resource, terms));
    }

    /** The same, with a resource of their own for each of its users, made by {@link Resource#each()}. */
    public Profile dedicated(Resource pattern) {
        Checks.notNull("the dedicated resource", pattern);
        return with(pattern.name(), new Access.Dedicated(pattern));
    }

    /** The same, with one more quota. */
    public Profile quota(Quota quota) {
        Checks.notNull("the quota", quota);
        List<Quota> next = new ArrayList<>(quotas);
        next.add(quota);
        return new Profile(name, resources, next, mode, onOutage);
    }

    /** The same, with its users charged in that way; {@link QuotaMode#EXACT} unless set. */
    public Profile mode(QuotaMode next) {
        return new Profile(name, resources, quotas, next, onOutage);
    }

    /** The same, with its users treated in that way while the store does not answer; {@link OutagePolicy#CLOSED} unless set. */
    public Profile onOutage(OutagePolicy next) {
        return new Profile(name, resources, quotas, mode, next);
    }

    private Profile with(String resource, Access access) {
        if (resources.containsKey(resource)) {
            throw new IllegalArgumentException("profile " + Checks.quoted(name) + " has a resource "
                    + Checks.quoted(resource) + " already: one profile reaches a resource once");
        }
        Map<String, Access> next = new LinkedHashMap<>(resources);
        next.put(resource, access);
        return new Profile(name, next, quotas, mode, onOutage);
    }

    /** How the users of a profile reach one resource. */
    public sealed interface Access {

        /** Under which name its users reach it. */
        String name();

        /**
         * A share of a resource that many use.
         *
         * @param resource the shared resource's name
         * @param terms the share
         */
        record Shared(String resource, Terms terms) implements Access {

            /** Checks both. */
            public Shared {
                Checks.name("the shared resource's name", resource);
                Checks.notNull("the terms", terms);
            }

            @Override
            public String name() {
                return resource;
            }
        }

        /**
         * A resource of the user's own.
         *
         * @param pattern what each user gets one of
         */
        record Dedicated(Resource pattern) implements Access {

            /** Checks that it is made by {@link Resource#each()}. */
            public Dedicated {
                Checks.notNull("the dedicated resource", pattern);
                if (!pattern.dedicated()) {
                    throw new IllegalArgumentException("a dedicated resource must be made by Resource.each(), but "
                            + Checks.quoted(pattern.name())
                            + " is a shared one: give it as shared(\"name\"), and register it");
                }
            }

            @Override
            public String name() {
                return pattern.name();
            }
        }
    }
}
