package io.valve4j.internal.subscription;

import io.valve4j.quota.Grant;
import io.valve4j.subscription.Allowances;
import io.valve4j.subscription.QuotaOverride;
import io.valve4j.subscription.Stops;
import io.valve4j.subscription.Subscription;
import io.valve4j.subscription.Term;
import io.valve4j.subscription.Tier;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The next revision of a subscription, in the making: what is not said stays. What has come to pass by now is entered: a
 * change of profile that was due is made, overrides and grants that are over are gone. Not thread-safe.
 */
final class Draft {

    private final Subscription present;
    private Tier tier;
    private Term term;
    private Stops stops;
    private Allowances allowances;
    private long usageGeneration;

    Draft(Subscription present, Instant now) {
        this.present = present;
        tier = present.tier().at(now);
        term = present.term();
        stops = present.stops();
        usageGeneration = present.usageGeneration();
        Map<String, QuotaOverride> overrides = new HashMap<>(present.overrides());
        overrides.values().removeIf(override -> !override.appliesAt(now));
        List<Grant> grants =
                present.grants().stream().filter(grant -> grant.liveAt(now)).toList();
        allowances = new Allowances(overrides, grants);
    }

    /** An instant that a draft may hold: after now, and to the millisecond, as it is kept. */
    static Instant future(String what, Instant at, Instant now) {
        Instant kept = at.truncatedTo(ChronoUnit.MILLIS);
        if (!kept.isAfter(now) || kept.isAfter(Term.LATEST)) {
            throw new IllegalArgumentException(
                    what + " must lie after now, which is " + now + ", and before the year 10000, but was " + at);
        }
        return kept;
    }

    Tier tier() {
        return tier;
    }

    Draft tier(Tier next) {
        tier = next;
        return this;
    }

    Draft term(Term next) {
        term = next;
        return this;
    }

    Draft stops(@Nullable Instant pausedSince, @Nullable Instant canceledAt) {
        stops = new Stops(pausedSince, canceledAt);
        return this;
    }

    Draft override(String quota, @Nullable QuotaOverride override) {
        Map<String, QuotaOverride> next = new HashMap<>(allowances.overrides());
        if (override == null) {
            next.remove(quota);
        } else {
            next.put(quota, override);
        }
        allowances = new Allowances(next, allowances.grants());
        return this;
    }

    Draft withoutOverrides() {
        allowances = new Allowances(Map.of(), allowances.grants());
        return this;
    }

    int grants() {
        return allowances.grants().size();
    }

    Draft grant(Grant grant) {
        List<Grant> next = new ArrayList<>(allowances.grants());
        next.add(grant);
        allowances = new Allowances(allowances.overrides(), next);
        return this;
    }

    Draft usageReset() {
        usageGeneration++;
        return this;
    }

    Subscription done() {
        return new Subscription(
                present.userId(), tier, term, stops, allowances, usageGeneration, present.revision() + 1);
    }
}
