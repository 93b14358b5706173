package io.valve4j.subscription;

import io.valve4j.internal.check.Checks;
import io.valve4j.quota.Grant;
import io.valve4j.quota.Window;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A user's term on a profile: dates and flags, from which its status is derived for any instant.
 *
 * <p>An immutable value. Changes go through {@link Subscriptions}, which raises the revision with each.
 *
 * @param userId whose it is
 * @param tier the profile, and the one that is to follow
 * @param term from when to when it runs
 * @param stops pause and cancellation
 * @param allowances limits and units of the user's own
 * @param usageGeneration how often usage was reset by hand; part of every counter's identity
 * @param revision counts the changes of the user's subscription from 1, and goes on when a new one follows an old one
 */
public record Subscription(
        String userId, Tier tier, Term term, Stops stops, Allowances allowances, long usageGeneration, long revision) {

    private static final long MOST_GENERATIONS = 1L << 60;

    /** Checks every part. */
    public Subscription {
        Checks.name("the user's id", userId);
        Checks.notNull("the tier", tier);
        Checks.notNull("the term", term);
        Checks.notNull("the stops", stops);
        Checks.notNull("the allowances", allowances);
        Checks.between("the usage generation", usageGeneration, 0, MOST_GENERATIONS);
        Checks.between("the revision", revision, 1, Long.MAX_VALUE);
    }

    /** The first of a user: nothing stops it, nothing is special about it. */
    public static Subscription first(String userId, String profile, Term term) {
        return new Subscription(userId, Tier.on(profile), term, Stops.NONE, Allowances.NONE, 0, 1);
    }

    /** The first instant of the term. */
    public Instant startsAt() {
        return term.startsAt();
    }

    /** The first instant after the term. */
    public Instant endsAt() {
        return term.endsAt();
    }

    /** From when on it is cancelled; null if it is not. */
    public @Nullable Instant canceledAt() {
        return stops.canceledAt();
    }

    /** From when on it is paused; null if it is not. */
    public @Nullable Instant pausedSince() {
        return stops.pausedSince();
    }

    /** Limits of the user's own by quota name. */
    public Map<String, QuotaOverride> overrides() {
        return allowances.overrides();
    }

    /** Extra units, in the order in which they were given. */
    public List<Grant> grants() {
        return allowances.grants();
    }

    /** The name of the profile that it is on at the instant, as far as is known now. */
    public String profileAt(Instant at) {
        return tier.at(at).profile();
    }

    /**
     * Which count of a window is the one in force at an instant of it; a higher number is a later count. Resets by hand count
     * two, so that in each window there is one more for a change of profile that starts afresh, and never more than one.
     */
    public long generationAt(Instant at, Window.Span window) {
        Instant resetAt = tier.at(at).resetAt();
        boolean reset = resetAt != null && !resetAt.isAfter(at) && window.contains(resetAt);
        return 2 * usageGeneration + (reset ? 1 : 0);
    }

    /** What it is at the instant. */
    public SubscriptionStatus statusAt(Instant at) {
        if (hasCome(stops.canceledAt(), at)) {
            return SubscriptionStatus.CANCELED;
        }
        if (at.isBefore(term.startsAt())) {
            return SubscriptionStatus.SCHEDULED;
        }
        if (!at.isBefore(term.graceEndsAt())) {
            return SubscriptionStatus.EXPIRED;
        }
        if (hasCome(stops.pausedSince(), at)) {
            return SubscriptionStatus.PAUSED;
        }
        return at.isBefore(term.endsAt()) ? SubscriptionStatus.ACTIVE : SubscriptionStatus.GRACE;
    }

    /** When its status will next change without anybody changing it; empty if never. */
    public Optional<Instant> nextChangeAfter(Instant at) {
        return Optional.ofNullable(statusSpanAt(at).until());
    }

    /** The span round the instant in which its status is the same, unless somebody changes it. */
    public Window.Span statusSpanAt(Instant at) {
        Window.Span span = Window.Span.ALWAYS;
        for (Instant boundary : boundaries()) {
            // A boundary may change nothing: once it is cancelled, neither start nor end matters.
            if (statusAt(boundary) != statusAt(boundary.minusNanos(1))) {
                span = span.cutAt(boundary, at);
            }
        }
        return span;
    }

    /**
     * The span round the instant in which all that a decision needs of it is the same, unless somebody changes it: status,
     * profile, overrides and grants.
     */
    public Window.Span validityAt(Instant at) {
        Window.Span span = statusSpanAt(at);
        if (tier.next() != null) {
            span = span.cutAt(tier.next().at(), at);
        }
        for (Instant end : allowances.ends().toList()) {
            span = span.cutAt(end, at);
        }
        return span;
    }

    private static boolean hasCome(@Nullable Instant since, Instant at) {
        return since != null && !at.isBefore(since);
    }

    private List<Instant> boundaries() {
        return Stream.of(
                        Stream.of(term.startsAt(), term.endsAt(), term.graceEndsAt()),
                        Stream.ofNullable(stops.pausedSince()),
                        Stream.ofNullable(stops.canceledAt()))
                .flatMap(each -> each)
                .toList();
    }
}
