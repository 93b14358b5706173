package io.valve4j.store;

import io.valve4j.quota.Grant;
import io.valve4j.subscription.Allowances;
import io.valve4j.subscription.AuditEvent;
import io.valve4j.subscription.QuotaOverride;
import io.valve4j.subscription.Stops;
import io.valve4j.subscription.Subscription;
import io.valve4j.subscription.Term;
import io.valve4j.subscription.Tier;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;

/** Subscriptions and their audit as bytes. Constants go by name, so that they may be put in another order. */
final class SubscriptionFormat {

    private SubscriptionFormat() {}

    static void write(ValueWriter out, Subscription subscription) throws IOException {
        out.text(subscription.userId());
        writeTier(out, subscription.tier());
        writeTerm(out, subscription.term());
        out.optional(subscription.stops().pausedSince(), ValueWriter::instant);
        out.optional(subscription.stops().canceledAt(), ValueWriter::instant);
        out.list(subscription.overrides().entrySet(), (to, entry) -> {
            to.text(entry.getKey());
            to.number(entry.getValue().limit());
            to.optional(entry.getValue().until(), ValueWriter::instant);
        });
        out.list(subscription.grants(), SubscriptionFormat::writeGrant);
        out.number(subscription.usageGeneration());
        out.number(subscription.revision());
    }

    static Subscription read(ValueReader in) throws IOException {
        String userId = in.text();
        Tier tier = readTier(in);
        Term term = readTerm(in);
        Stops stops = new Stops(in.optional(ValueReader::instant), in.optional(ValueReader::instant));
        Map<String, QuotaOverride> overrides = new LinkedHashMap<>();
        in.list(from ->
                overrides.put(from.text(), new QuotaOverride(from.number(), from.optional(ValueReader::instant))));
        Allowances allowances = new Allowances(overrides, in.list(SubscriptionFormat::readGrant));
        return new Subscription(userId, tier, term, stops, allowances, in.number(), in.number());
    }

    private static void writeTier(ValueWriter out, Tier tier) throws IOException {
        out.text(tier.profile());
        out.optional(tier.resetAt(), ValueWriter::instant);
        out.optional(tier.next(), (to, change) -> {
            to.text(change.profile());
            to.instant(change.at());
            to.text(change.usage().name());
        });
    }

    private static Tier readTier(ValueReader in) throws IOException {
        String profile = in.text();
        Instant resetAt = in.optional(ValueReader::instant);
        return new Tier(
                profile,
                resetAt,
                in.optional(from ->
                        new Tier.ProfileChange(from.text(), from.instant(), Tier.UsageOnChange.valueOf(from.text()))));
    }

    private static void writeTerm(ValueWriter out, Term term) throws IOException {
        out.instant(term.startsAt());
        out.instant(term.endsAt());
        out.duration(term.grace());
        out.instant(term.anchor());
        out.text(term.zone().getId());
    }

    private static Term readTerm(ValueReader in) throws IOException {
        return new Term(in.instant(), in.instant(), in.duration(), in.instant(), ZoneId.of(in.text()));
    }

    private static void writeGrant(ValueWriter out, Grant grant) throws IOException {
        out.text(grant.id());
        out.text(grant.quota());
        out.number(grant.amount());
        out.optional(grant.expiresAt(), ValueWriter::instant);
    }

    private static Grant readGrant(ValueReader in) throws IOException {
        return new Grant(in.text(), in.text(), in.number(), in.optional(ValueReader::instant));
    }

    static void writeEvent(ValueWriter out, AuditEvent event) throws IOException {
        out.text(event.userId());
        out.instant(event.at());
        out.text(event.action().name());
        out.number(event.revision());
        out.text(event.detail());
        out.text(event.actor());
        out.text(event.reason());
    }

    static AuditEvent readEvent(ValueReader in) throws IOException {
        return new AuditEvent(
                in.text(),
                in.instant(),
                AuditEvent.Action.valueOf(in.text()),
                in.number(),
                in.text(),
                in.text(),
                in.text());
    }
}
