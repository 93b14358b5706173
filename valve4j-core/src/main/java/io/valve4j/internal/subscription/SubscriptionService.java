package io.valve4j.internal.subscription;

import io.valve4j.internal.check.Checks;
import io.valve4j.quota.Quota;
import io.valve4j.store.ValveStore;
import io.valve4j.subscription.AuditEvent;
import io.valve4j.subscription.AuditEvent.Action;
import io.valve4j.subscription.Subscription;
import io.valve4j.subscription.SubscriptionException;
import io.valve4j.subscription.SubscriptionException.Problem;
import io.valve4j.subscription.SubscriptionStatus;
import io.valve4j.subscription.Subscriptions;
import io.valve4j.subscription.Term;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@link Subscriptions} on a store. */
public final class SubscriptionService implements Subscriptions {

    private final ValveStore store;
    private final ProfileLookup profiles;
    private final BiConsumer<Subscription, AuditEvent> changed;
    private final String actor;
    private final String reason;

    /**
     * A service whose changes are noted as the application's.
     *
     * @param changed told of each change after it is saved, in the thread that made it
     */
    public SubscriptionService(ValveStore store, ProfileLookup profiles, BiConsumer<Subscription, AuditEvent> changed) {
        this(store, profiles, changed, "application", "");
    }

    private SubscriptionService(
            ValveStore store,
            ProfileLookup profiles,
            BiConsumer<Subscription, AuditEvent> changed,
            String actor,
            String reason) {
        this.store = Checks.notNull("the store", store);
        this.profiles = Checks.notNull("the profiles", profiles);
        this.changed = Checks.notNull("the listener", changed);
        this.actor = Checks.name("the actor", actor);
        this.reason = Checks.notNull("the reason", reason).isEmpty() ? reason : Checks.name("the reason", reason);
    }

    @Override
    public Subscriptions by(String actor, String reason) {
        return new SubscriptionService(store, profiles, changed, actor, reason);
    }

    @Override
    public Subscription create(String userId, String profile, Duration term) {
        return create(userId, profile, now -> Term.of(now, term));
    }

    @Override
    public Subscription create(String userId, String profile, Instant startsAt, Instant endsAt) {
        Term term = new Term(startsAt, endsAt);
        return create(userId, profile, now -> term);
    }

    @Override
    public Optional<Subscription> find(String userId) {
        return store.find(Checks.name("the user's id", userId));
    }

    @Override
    public Subscription extend(String userId, Duration extension) {
        return change(userId, present -> {
            Term term = present.term().extendedBy(extension);
            return new Change(
                    next(present, term, null, present.overrides(), present.usageGeneration()),
                    Action.EXTENDED,
                    "the end was " + present.endsAt() + ", is " + term.endsAt());
        });
    }

    @Override
    public Subscription cancel(String userId) {
        Checks.name("the user's id", userId);
        return apply(userId, (present, now) -> {
            Subscription subscription = existing(userId, present);
            return subscription.canceledAt() != null
                    ? null
                    : new Change(
                            next(
                                    subscription,
                                    subscription.term(),
                                    now,
                                    subscription.overrides(),
                                    subscription.usageGeneration()),
                            Action.CANCELED,
                            "the status was " + subscription.statusAt(now) + ", is " + SubscriptionStatus.CANCELED);
        });
    }

    @Override
    public Subscription overrideQuota(String userId, String quota, long limit) {
        Checks.name("the quota's name", quota);
        if (limit < 0) {
            throw new IllegalArgumentException("the user's own limit for quota " + Checks.quoted(quota)
                    + " must be 0, which blocks, or more, up to Quota.UNLIMITED, but was " + limit
                    + ": to return to the profile's limit, call clearOverride");
        }
        return change(userId, present -> {
            checkQuota(present.profile(), quota);
            return overridden(present, quota, limit);
        });
    }

    @Override
    public Subscription clearOverride(String userId, String quota) {
        Checks.name("the quota's name", quota);
        return change(userId, present -> {
            if (present.overrides().containsKey(quota)) {
                return overridden(present, quota, null);
            }
            checkQuota(present.profile(), quota);
            return null;
        });
    }

    @Override
    public Subscription resetUsage(String userId) {
        return change(userId, present -> {
            long generation = present.usageGeneration() + 1;
            return new Change(
                    next(present, present.term(), null, present.overrides(), generation),
                    Action.USAGE_RESET,
                    "the usage generation was " + present.usageGeneration() + ", is " + generation);
        });
    }

    @Override
    public List<AuditEvent> audit(String userId) {
        return store.audit(Checks.name("the user's id", userId));
    }

    private Subscription create(String userId, String profile, Function<Instant, Term> termAt) {
        Checks.name("the user's id", userId);
        Checks.name("the profile's name", profile);
        quotasOf(profile);
        return apply(userId, (present, now) -> {
            checkNotLive(present, now);
            Term term = termAt.apply(now);
            // The generation goes on with the revision: leaving and coming back is no reset.
            Subscription created = present == null
                    ? new Subscription(userId, profile, term, null, Map.of(), 0, 1)
                    : new Subscription(
                            userId, profile, term, null, Map.of(), present.usageGeneration(), present.revision() + 1);
            String before = present == null ? "there was none" : "one was " + present.statusAt(now);
            return new Change(
                    created,
                    Action.CREATED,
                    before + ", is on profile " + Checks.quoted(profile) + " from " + term.startsAt() + " until "
                            + term.endsAt());
        });
    }

    /** Changes a subscription that exists and is not cancelled. */
    private Subscription change(String userId, Function<Subscription, @Nullable Change> change) {
        Checks.name("the user's id", userId);
        return apply(userId, (present, now) -> {
            Subscription subscription = existing(userId, present);
            if (subscription.canceledAt() != null) {
                throw new SubscriptionException(
                        Problem.CANCELED,
                        "the subscription of user " + Checks.quoted(userId) + " was cancelled at "
                                + subscription.canceledAt() + " and changes no more: create a new one");
            }
            return change.apply(subscription);
        });
    }

    /** Tries until nobody comes between: whoever does has made a change, so somebody always gets on. */
    private Subscription apply(String userId, Step step) {
        while (true) {
            Instant now = store.now().truncatedTo(ChronoUnit.MILLIS);
            Subscription present = store.find(userId).orElse(null);
            Change change = step.from(present, now);
            if (change == null) {
                return existing(userId, present);
            }
            Subscription next = change.next();
            AuditEvent event =
                    new AuditEvent(userId, now, change.action(), next.revision(), change.detail(), actor, reason);
            if (store.save(next, next.revision() - 1, event)) {
                changed.accept(next, event);
                return next;
            }
        }
    }

    private static Change overridden(Subscription present, String quota, @Nullable Long limit) {
        Map<String, Long> overrides = new HashMap<>(present.overrides());
        Long before = limit == null ? overrides.remove(quota) : overrides.put(quota, limit);
        return new Change(
                next(present, present.term(), null, overrides, present.usageGeneration()),
                Action.QUOTA_OVERRIDDEN,
                "the limit of quota " + Checks.quoted(quota) + " was " + shown(before) + ", is " + shown(limit));
    }

    private static String shown(@Nullable Long override) {
        if (override == null) {
            return "the profile's";
        }
        return override == Quota.UNLIMITED ? "unlimited" : override.toString();
    }

    private static Subscription next(
            Subscription present,
            Term term,
            @Nullable Instant canceledAt,
            Map<String, Long> overrides,
            long usageGeneration) {
        return new Subscription(
                present.userId(),
                present.profile(),
                term,
                canceledAt,
                overrides,
                usageGeneration,
                present.revision() + 1);
    }

    private static void checkNotLive(@Nullable Subscription present, Instant now) {
        if (present != null && present.statusAt(now).live()) {
            throw new SubscriptionException(
                    Problem.ALREADY_SUBSCRIBED,
                    "user " + Checks.quoted(present.userId()) + " has a subscription already: "
                            + present.statusAt(now) + " on profile " + Checks.quoted(present.profile()) + " from "
                            + present.startsAt() + " until " + present.endsAt() + "; extend it, or cancel it first");
        }
    }

    private static Subscription existing(String userId, @Nullable Subscription present) {
        if (present == null) {
            throw new SubscriptionException(
                    Problem.NOT_SUBSCRIBED, "user " + Checks.quoted(userId) + " has no subscription: create one first");
        }
        return present;
    }

    private void checkQuota(String profile, String quota) {
        List<String> names = quotasOf(profile).stream().map(Quota::name).toList();
        if (!names.contains(quota)) {
            throw new SubscriptionException(
                    Problem.UNKNOWN_QUOTA,
                    "profile " + Checks.quoted(profile) + " has no quota " + Checks.quoted(quota)
                            + (names.isEmpty()
                                    ? ", nor any other"
                                    : "; it has "
                                            + names.stream().map(Checks::quoted).collect(Collectors.joining(", "))));
        }
    }

    private List<Quota> quotasOf(String profile) {
        List<Quota> quotas = profiles.quotasOf(profile);
        if (quotas == null) {
            throw new SubscriptionException(
                    Problem.UNKNOWN_PROFILE, "there is no profile " + Checks.quoted(profile) + ": register it first");
        }
        return quotas;
    }

    /** What is to become of a subscription, given how it stands; null to leave it. */
    @FunctionalInterface
    private interface Step {
        @Nullable
        Change from(@Nullable Subscription present, Instant now);
    }

    private record Change(Subscription next, Action action, String detail) {}
}
