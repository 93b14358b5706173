package io.valve4j.config;

import io.valve4j.OutagePolicy;
import io.valve4j.Profile;
import io.valve4j.Resource;
import io.valve4j.Terms;
import io.valve4j.internal.check.Checks;
import io.valve4j.quota.Quota;
import java.time.DateTimeException;
import java.time.Period;
import java.time.ZoneId;
import java.util.Set;

/** Reads profiles. The resource that comes first in the text is the one that a limiter uses until told another. */
final class ProfileReader {

    private final Set<String> resources;
    private final Mistakes mistakes;

    ProfileReader(Set<String> resources, Mistakes mistakes) {
        this.resources = resources;
        this.mistakes = mistakes;
    }

    Profile read(Entry here, Profile named) {
        Profile profile = named;
        Section section = Section.of(here, mistakes, "shared", "dedicated", "quotas", "on-outage");
        if (section.find("shared").isEmpty() && section.find("dedicated").isEmpty()) {
            mistakes.at(here.keyPlace(), here.path(), "reaches no resource: it needs shared or dedicated");
        }
        for (Entry entry : section.all()) {
            profile = switch (entry.key()) {
                case "shared" -> shared(entry, profile);
                case "dedicated" -> {
                    Resource each = ResourceReader.read(entry, Resource.each(), mistakes);
                    yield mistakes.tried(entry, profile, before -> before.dedicated(each));
                }
                case "on-outage" -> mistakes.tried(entry, profile, before -> before.onOutage(policy(entry)));
                default -> quotas(entry, profile);
            };
        }
        return profile;
    }

    private static OutagePolicy policy(Entry entry) {
        if (!entry.says("open") && !entry.says("closed")) {
            throw new IllegalArgumentException("must be open or closed, but is " + entry.kind());
        }
        return entry.says("open") ? OutagePolicy.OPEN : OutagePolicy.CLOSED;
    }

    private Profile shared(Entry entry, Profile before) {
        Profile profile = before;
        if (entry.isMapping()) {
            for (Entry each : Section.of(entry, mistakes).all()) {
                Terms terms = each.isEmpty() ? Terms.EQUAL : terms(each);
                profile = share(each, each.keyPlace(), each.key(), terms, profile);
            }
        } else if (entry.isList()) {
            for (Entry each : entry.items()) {
                profile = shareByName(each, profile);
            }
        } else {
            profile = shareByName(entry, profile);
        }
        return profile;
    }

    private Profile shareByName(Entry entry, Profile before) {
        return mistakes.tried(
                entry, before, profile -> share(entry, entry.value().place(), entry.text(), Terms.EQUAL, profile));
    }

    private Profile share(Entry entry, Place place, String resource, Terms terms, Profile before) {
        if (!resources.contains(resource)) {
            mistakes.at(
                    place,
                    entry.path(),
                    "no resource has the name " + Checks.quoted(resource) + "; there are " + Section.names(resources));
            return before;
        }
        return mistakes.tried(entry, before, profile -> profile.shared(resource, terms));
    }

    private Terms terms(Entry here) {
        Section section = Section.of(here, mistakes, "weight", "workers", "queue", "rate", "burst");
        Terms terms = section.find("weight")
                .map(entry -> mistakes.tried(entry, Terms.EQUAL, equal -> Terms.weight(entry.wholeInt())))
                .orElse(Terms.EQUAL)
                .rate(ResourceReader.rate(section, mistakes));
        for (Entry entry : section.all()) {
            terms = mistakes.tried(entry, terms, before -> switch (entry.key()) {
                case "workers" -> before.workers(entry.wholeInt());
                case "queue" -> before.queue(entry.wholeInt());
                default -> before;
            });
        }
        return terms;
    }

    private Profile quotas(Entry entry, Profile before) {
        if (!entry.isList() && !entry.isEmpty()) {
            mistakes.at(entry.value().place(), entry.path(), "must be a list of quotas, but is " + entry.kind());
            return before;
        }
        Profile profile = before;
        for (Entry item : entry.items()) {
            Quota quota = quota(item);
            profile = mistakes.tried(item, profile, present -> with(quota, present));
        }
        return profile;
    }

    private static Profile with(Quota quota, Profile profile) {
        if (profile.quotas().stream().anyMatch(other -> other.name().equals(quota.name()))) {
            throw new IllegalArgumentException("another quota of this profile is called " + quota.name()
                    + " already: give one of them another name");
        }
        return profile.quota(quota);
    }

    private Quota quota(Entry here) {
        Section section = Section.of(here, mistakes, "limit", "per", "of", "zone", "name", "soft", "thresholds");
        Quota quota = Quota.perDay(Quota.UNLIMITED);
        for (String needed : new String[] {"limit", "per"}) {
            if (section.find(needed).isEmpty() && here.isMapping()) {
                mistakes.at(here.value().place(), here.path(), "needs " + needed);
            }
        }
        // In the order in which one depends on another, not in that of the text.
        for (String key : new String[] {"limit", "per", "of", "zone", "name", "soft", "thresholds"}) {
            Quota before = quota;
            quota = section.find(key)
                    .map(entry -> mistakes.tried(entry, before, present -> with(entry, present)))
                    .orElse(before);
        }
        return quota;
    }

    private static Quota with(Entry entry, Quota quota) {
        return switch (entry.key()) {
            case "limit" -> Quota.perDay(limit(entry));
            case "per" -> per(entry, quota.limit());
            case "soft" -> yes(entry) ? quota.asSoft() : quota;
            case "thresholds" -> quota.notifyAt(entry.wholeInts());
            case "of" -> quota.of(entry.text());
            case "zone" -> quota.in(zone(entry.text()));
            default -> quota.named(entry.text());
        };
    }

    private static Quota per(Entry entry, long limit) {
        return switch (entry.text()) {
            case "day" -> Quota.perDay(limit);
            case "week" -> Quota.perWeek(limit);
            case "month" -> Quota.perMonth(limit);
            case "year" -> Quota.perYear(limit);
            case "lifetime" -> Quota.lifetime(limit);
            default -> Quota.every(period(entry), limit);
        };
    }

    private static Period period(Entry entry) {
        try {
            return Period.parse(entry.text());
        } catch (DateTimeException unknown) {
            throw new IllegalArgumentException(
                    "must be day, week, month, year, lifetime, or a period such as P1M from the subscription's anchor,"
                            + " but is " + entry.kind(),
                    unknown);
        }
    }

    private static boolean yes(Entry entry) {
        if (!entry.says("true") && !entry.says("false")) {
            throw new IllegalArgumentException("must be true or false, but is " + entry.kind());
        }
        return entry.says("true");
    }

    private static long limit(Entry entry) {
        return entry.says("unlimited") ? Quota.UNLIMITED : entry.whole();
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException unknown) {
            throw new IllegalArgumentException(
                    "must be a time zone such as UTC or Europe/Berlin, but is " + Checks.quoted(text), unknown);
        }
    }
}
