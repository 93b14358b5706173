package io.valve4j.internal.quota;

import io.valve4j.quota.Grant;
import io.valve4j.quota.Quota;
import io.valve4j.quota.Usage;
import io.valve4j.subscription.QuotaOverride;
import io.valve4j.subscription.SubscriptionStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The obviously right reference: keeps every charge ever made, and every date ever set, and adds them up anew for each
 * question. Knows no revisions, no generations, no validity.
 */
final class NaiveAccounts {

    static final ZoneId ZONE = ZoneId.of("America/New_York");

    final Map<String, List<Quota>> profiles;
    final List<Taken> taken = new ArrayList<>();
    final Map<String, Taken> keys = new HashMap<>();
    final Map<String, QuotaOverride> overrides = new HashMap<>();
    final List<Grant> grants = new ArrayList<>();
    final List<Instant> profileResets = new ArrayList<>();
    final Map<String, Long> peaks = new HashMap<>();
    String profile;
    Planned planned;
    Instant startsAt;
    Instant anchor;
    Instant endsAt;
    Duration grace;
    Instant pausedSince;
    Instant canceledAt;
    int resets;

    NaiveAccounts(Map<String, List<Quota>> profiles) {
        this.profiles = profiles;
    }

    /** A change of profile that is to come. */
    record Planned(String profile, Instant at, boolean reset) {}

    /** One charge or hold: what it asked for, and what it took from which source. */
    static final class Taken {
        final String demand;
        final Instant at;
        final Instant lapsesAt;
        final Map<String, Map<String, Long>> bySource = new HashMap<>();
        String key;
        boolean open;

        Taken(String demand, Instant at, Instant lapsesAt) {
            this.demand = demand;
            this.at = at;
            this.lapsesAt = lapsesAt;
            this.open = lapsesAt != null;
        }

        boolean holdsAt(Instant now) {
            return open && now.isBefore(lapsesAt);
        }
    }

    /** Something that units can be drawn from. */
    record Source(String id, long limit, Instant end, boolean plan) {}

    void pass(Instant now) {
        if (planned != null && !now.isBefore(planned.at)) {
            profile = planned.profile;
            if (planned.reset) {
                profileResets.add(planned.at);
            }
            planned = null;
        }
    }

    SubscriptionStatus status(Instant now) {
        if (canceledAt != null && !now.isBefore(canceledAt)) {
            return SubscriptionStatus.CANCELED;
        }
        if (!now.isBefore(endsAt.plus(grace))) {
            return SubscriptionStatus.EXPIRED;
        }
        if (pausedSince != null) {
            return SubscriptionStatus.PAUSED;
        }
        return now.isBefore(endsAt) ? SubscriptionStatus.ACTIVE : SubscriptionStatus.GRACE;
    }

    List<Quota> quotas() {
        return profiles.get(profile);
    }

    static String demand(boolean hold, long calls, long tokens) {
        return hold + " " + calls + " " + tokens;
    }

    static long amount(Quota quota, long calls, long tokens) {
        return quota.meter().equals("tokens") ? tokens : calls;
    }

    long limit(Quota quota, Instant now) {
        QuotaOverride override = overrides.get(quota.name());
        boolean applies = override != null && (override.until() == null || now.isBefore(override.until()));
        return applies ? override.limit() : quota.limit();
    }

    private boolean overridden(Quota quota, Instant now) {
        QuotaOverride override = overrides.get(quota.name());
        return override != null && (override.until() == null || now.isBefore(override.until()));
    }

    /** In the order in which they are drained. */
    List<Source> sources(Quota quota, Instant now) {
        long limit = limit(quota, now);
        boolean blocked = overridden(quota, now) && limit == 0;
        long planLimit = quota.soft() && !blocked ? Quota.UNLIMITED : limit;
        Source plan = new Source(planId(quota, now), planLimit, windowEnd(quota, now), true);
        List<Source> sources = new ArrayList<>();
        if (!blocked && limit != Quota.UNLIMITED) {
            for (Grant grant : grants) {
                boolean live = grant.expiresAt() == null || now.isBefore(grant.expiresAt());
                if (grant.quota().equals(quota.name()) && live) {
                    sources.add(new Source(grant.id(), grant.amount(), grant.expiresAt(), false));
                }
            }
        }
        sources.sort(Comparator.comparing(source -> source.end == null ? Instant.MAX : source.end));
        int place = 0;
        while (place < sources.size() && (quota.soft() || endsBefore(sources.get(place), plan))) {
            place++;
        }
        sources.add(place, plan);
        return sources;
    }

    private static boolean endsBefore(Source grant, Source plan) {
        return grant.end != null && (plan.end == null || grant.end.isBefore(plan.end));
    }

    /** Which count of the plan's window: another window, a reset by hand, or the window's first change with RESET. */
    private String planId(Quota quota, Instant now) {
        boolean reset = profileResets.stream()
                .anyMatch(each -> !each.isAfter(now)
                        && windowStart(quota, each).equals(windowStart(quota, now))
                        && !each.isBefore(windowStart(quota, now)));
        return quota.name() + windowStart(quota, now) + "/" + resets + (reset ? "/reset" : "");
    }

    Instant windowStart(Quota quota, Instant at) {
        return boundary(quota, at, 0);
    }

    Instant windowEnd(Quota quota, Instant at) {
        return quota.name().endsWith("lifetime") ? null : boundary(quota, at, 1);
    }

    private Instant boundary(Quota quota, Instant at, int next) {
        LocalDate date = LocalDate.ofInstant(at, ZONE);
        if (quota.name().endsWith("lifetime")) {
            return startsAt;
        }
        if (quota.name().endsWith("per-day")) {
            return date.plusDays(next).atStartOfDay(ZONE).toInstant();
        }
        if (quota.name().endsWith("per-month")) {
            return YearMonth.from(date)
                    .plusMonths(next)
                    .atDay(1)
                    .atStartOfDay(ZONE)
                    .toInstant();
        }
        int n = 0;
        while (anchored(n).isAfter(at)) {
            n--;
        }
        while (!anchored(n + 1).isAfter(at)) {
            n++;
        }
        return anchored(n + next);
    }

    /** A week's boundary, in UTC. */
    private Instant anchored(int n) {
        return LocalDateTime.ofInstant(anchor, ZoneOffset.UTC).plusWeeks(n).toInstant(ZoneOffset.UTC);
    }

    long used(String source) {
        return taken.stream()
                .filter(each -> !each.open)
                .mapToLong(each -> units(each, source))
                .sum();
    }

    long held(String source, Instant now) {
        return taken.stream()
                .filter(each -> each.holdsAt(now))
                .mapToLong(each -> units(each, source))
                .sum();
    }

    private static long units(Taken each, String source) {
        return each.bySource.values().stream()
                .mapToLong(parts -> parts.getOrDefault(source, 0L))
                .sum();
    }

    long room(Source source, Instant now) {
        return source.limit == Quota.UNLIMITED
                ? Quota.UNLIMITED
                : Math.max(0, source.limit - used(source.id) - held(source.id, now));
    }

    boolean fits(Quota quota, Instant now, long calls, long tokens) {
        long rest = amount(quota, calls, tokens);
        for (Source source : sources(quota, now)) {
            rest -= Math.min(rest, room(source, now));
        }
        return rest == 0;
    }

    /** Takes what fits, or sets it aside. */
    Taken take(Instant now, long calls, long tokens, Instant lapsesAt, String key) {
        Taken made = new Taken(demand(lapsesAt != null, calls, tokens), now, lapsesAt);
        for (Quota quota : quotas()) {
            long rest = amount(quota, calls, tokens);
            Map<String, Long> parts = new HashMap<>();
            for (Source source : sources(quota, now)) {
                long part = Math.min(rest, room(source, now));
                rest -= part;
                if (part > 0) {
                    parts.put(source.id, part);
                }
            }
            made.bySource.put(quota.name(), parts);
        }
        taken.add(made);
        if (key != null) {
            made.key = key;
            keys.put(key, made);
        }
        return made;
    }

    /** The charge that a key stands for; null if it is free. */
    Taken keyed(String key, Instant now) {
        Taken made = key == null ? null : keys.get(key);
        return made != null && now.isBefore(made.at.plus(Duration.ofHours(24))) ? made : null;
    }

    /** Takes a charge back, or ends a hold. */
    void undo(Taken made) {
        taken.remove(made);
        keys.remove(made.key, made);
    }

    /** The thresholds that have not been passed in these windows before. */
    List<String> newlyPassed(Instant now) {
        List<String> passed = new ArrayList<>();
        for (Quota quota : quotas()) {
            String id = planId(quota, now);
            long peak = peaks.getOrDefault(id, 0L);
            long used = used(id);
            long limit = limit(quota, now);
            for (int percent : limit == 0 || limit == Quota.UNLIMITED ? List.<Integer>of() : quota.thresholds()) {
                boolean before = peak * 100 >= limit * percent;
                if (!before && used * 100 >= limit * percent) {
                    passed.add(quota.name() + " " + percent);
                }
            }
        }
        rememberPeaks(now);
        return passed;
    }

    void rememberPeaks(Instant now) {
        for (List<Quota> each : profiles.values()) {
            for (Quota quota : each) {
                peaks.merge(planId(quota, now), used(planId(quota, now)), Math::max);
            }
        }
    }

    /** What is used and held of the plan itself, without grants. */
    long planUnits(Quota quota, Instant now) {
        String plan = planId(quota, now);
        return used(plan) + held(plan, now);
    }

    Usage usage(Quota quota, Instant now) {
        long limit = 0;
        long used = 0;
        long held = 0;
        long remaining = 0;
        for (Source source : sources(quota, now)) {
            long own = source.plan ? limit(quota, now) : source.limit;
            boolean unlimited = own == Quota.UNLIMITED;
            limit = unlimited ? own : limit + own;
            used += used(source.id);
            held += held(source.id, now);
            remaining = unlimited ? own : remaining + Math.max(0, own - used(source.id) - held(source.id, now));
        }
        return new Usage(
                quota.name(), quota.meter(), limit, used, held, remaining, Optional.ofNullable(windowEnd(quota, now)));
    }
}
