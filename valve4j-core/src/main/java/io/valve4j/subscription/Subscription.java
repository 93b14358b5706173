package io.valve4j.subscription;

import io.valve4j.internal.check.Checks;
import io.valve4j.quota.Window;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
 * @param profile the profile's name
 * @param term from when to when it runs
 * @param canceledAt from when on it is cancelled, to the millisecond; null if it is not
 * @param overrides limits of the user's own by quota name: 0 blocks, {@link io.valve4j.quota.Quota#UNLIMITED} lifts, absent
 *     means as the profile has it
 * @param usageGeneration how often usage was reset; part of every counter's identity
 * @param revision counts the changes of the user's subscription from 1, and goes on when a new one follows an old one
 */
public record Subscription(
        String userId,
        String profile,
        Term term,
        @Nullable Instant canceledAt,
        Map<String, Long> overrides,
        long usageGeneration,
        long revision) {

    /** Checks every part. */
    public Subscription {
        Checks.name("the user's id", userId);
        Checks.name("the profile's name", profile);
        Checks.notNull("the term", term);
        canceledAt = canceledAt == null ? null : canceledAt.truncatedTo(ChronoUnit.MILLIS);
        overrides = Map.copyOf(Checks.notNull("the overrides", overrides));
        overrides.forEach((quota, limit) -> {
            Checks.name("the name of the overridden quota", quota);
            Checks.between("the limit that overrides quota " + Checks.quoted(quota), limit, 0, Long.MAX_VALUE);
        });
        Checks.between("the usage generation", usageGeneration, 0, Long.MAX_VALUE);
        Checks.between("the revision", revision, 1, Long.MAX_VALUE);
    }

    /** The first instant of the term. */
    public Instant startsAt() {
        return term.startsAt();
    }

    /** The first instant after the term. */
    public Instant endsAt() {
        return term.endsAt();
    }

    /** What it is at the instant. */
    public SubscriptionStatus statusAt(Instant at) {
        if (canceledAt != null && !at.isBefore(canceledAt)) {
            return SubscriptionStatus.CANCELED;
        }
        if (at.isBefore(term.startsAt())) {
            return SubscriptionStatus.SCHEDULED;
        }
        return at.isBefore(term.endsAt()) ? SubscriptionStatus.ACTIVE : SubscriptionStatus.EXPIRED;
    }

    /** When its status will next change without anybody changing it; empty if never. */
    public Optional<Instant> nextChangeAfter(Instant at) {
        return Optional.ofNullable(statusSpanAt(at).until());
    }

    /** The span round the instant in which its status is the same, unless somebody changes it. */
    public Window.Span statusSpanAt(Instant at) {
        SubscriptionStatus status = statusAt(at);
        Instant from = Instant.MIN;
        for (Instant boundary : boundaries()) {
            // A boundary may change nothing: once it is cancelled, neither start nor end matters.
            boolean same = statusAt(boundary) == status;
            if (boundary.isAfter(at) && !same) {
                return new Window.Span(from, boundary);
            }
            if (!boundary.isAfter(at) && same && from.equals(Instant.MIN)) {
                from = boundary;
            }
        }
        return new Window.Span(from, null);
    }

    private List<Instant> boundaries() {
        return Stream.of(term.startsAt(), term.endsAt(), canceledAt == null ? Instant.MAX : canceledAt)
                .sorted()
                .toList();
    }
}
