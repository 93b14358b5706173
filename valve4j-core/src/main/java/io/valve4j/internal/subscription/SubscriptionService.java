package io.valve4j.internal.subscription;

import io.valve4j.internal.check.Checks;
import io.valve4j.quota.Grant;
import io.valve4j.quota.Quota;
import io.valve4j.quota.Usage;
import io.valve4j.store.ValveStore;
import io.valve4j.subscription.Allowances;
import io.valve4j.subscription.AuditEvent;
import io.valve4j.subscription.AuditEvent.Action;
import io.valve4j.subscription.QuotaOverride;
import io.valve4j.subscription.QuotaPreview;
import io.valve4j.subscription.Subscription;
import io.valve4j.subscription.SubscriptionOptions;
import io.valve4j.subscription.SubscriptionStatus;
import io.valve4j.subscription.Subscriptions;
import io.valve4j.subscription.Term;
import io.valve4j.subscription.Tier;
import io.valve4j.subscription.Tier.ProfileChange;
import io.valve4j.subscription.Tier.UsageOnChange;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@link Subscriptions} on a store. */
public final class SubscriptionService implements Subscriptions {

    private static final int LONGEST_PAGE = 1_000;

    private final ValveStore store;
    private final ProfileLookup profiles;
    private final UsageLookup usages;
    private final BiConsumer<Subscription, AuditEvent> changed;
    private final Author author;

    /**
     * A service whose changes are noted as the application's.
     *
     * @param changed told of each change after it is saved, in the thread that made it
     */
    public SubscriptionService(
            ValveStore store,
            ProfileLookup profiles,
            UsageLookup usages,
            BiConsumer<Subscription, AuditEvent> changed) {
        this(store, profiles, usages, changed, new Author("application", ""));
    }

    private SubscriptionService(
            ValveStore store,
            ProfileLookup profiles,
            UsageLookup usages,
            BiConsumer<Subscription, AuditEvent> changed,
            Author author) {
        this.store = Checks.notNull("the store", store);
        this.profiles = Checks.notNull("the profiles", profiles);
        this.usages = Checks.notNull("the usages", usages);
        this.changed = Checks.notNull("the listener", changed);
        this.author = author;
    }

    @Override
    public Subscriptions by(String actor, String reason) {
        return new SubscriptionService(store, profiles, usages, changed, new Author(actor, reason));
    }

    @Override
    public Subscription create(String userId, String profile, SubscriptionOptions options) {
        return start(userId, profile, options, Action.CREATED);
    }

    @Override
    public Subscription replace(String userId, String profile, SubscriptionOptions options) {
        return start(userId, profile, options, Action.REPLACED);
    }

    private Subscription start(String userId, String profile, SubscriptionOptions options, Action action) {
        Checks.name("the user's id", userId);
        Checks.name("the profile's name", profile);
        Checks.notNull("the options", options);
        quotasOf(profile);
        return apply(userId, (present, now) -> {
            boolean creating = action == Action.CREATED;
            if (creating && present != null && present.statusAt(now).live()) {
                throw Messages.alreadySubscribed(present, now);
            }
            Subscription before = creating ? present : existing(userId, present);
            Term term = options.termAt(now);
            String is = ", is on profile " + Checks.quoted(profile) + " from " + term.startsAt() + " until "
                    + term.endsAt();
            if (before == null) {
                return new Change(Subscription.first(userId, profile, term), action, "there was none" + is);
            }
            // Generation, resets and grants go on with the revision: leaving and coming back mints nothing.
            Draft draft = new Draft(before, now);
            Tier tier = new Tier(profile, draft.tier().resetAt(), null);
            Subscription next = draft.tier(tier)
                    .term(term)
                    .stops(null, null)
                    .withoutOverrides()
                    .done();
            return new Change(next, action, "one was " + before.statusAt(now) + is);
        });
    }

    @Override
    public Optional<Subscription> find(String userId) {
        return store.find(Checks.name("the user's id", userId));
    }

    @Override
    public List<Subscription> list(@Nullable String afterUserId, int most) {
        Checks.between("the length of a page", most, 1, LONGEST_PAGE);
        return store.list(afterUserId == null ? null : Checks.name("the user's id", afterUserId), most);
    }

    @Override
    public Subscription extend(String userId, Duration extension) {
        return change(userId, (present, now) -> {
            Term term = present.term().extendedBy(extension);
            Draft draft = new Draft(present, now).term(term);
            if (present.canceledAt() != null) {
                draft.stops(present.pausedSince(), term.endsAt());
            }
            return new Change(
                    draft.done(), Action.EXTENDED, "the end was " + present.endsAt() + ", is " + term.endsAt());
        });
    }

    @Override
    public Subscription cancel(String userId) {
        Checks.name("the user's id", userId);
        return apply(userId, (found, now) -> {
            Subscription present = existing(userId, found);
            return present.statusAt(now) == SubscriptionStatus.CANCELED ? null : canceled(present, now);
        });
    }

    private static Change canceled(Subscription present, Instant now) {
        return new Change(
                new Draft(present, now).stops(present.pausedSince(), now).done(),
                Action.CANCELED,
                "the status was " + present.statusAt(now) + ", is " + SubscriptionStatus.CANCELED);
    }

    @Override
    public Subscription cancelAtTermEnd(String userId) {
        Checks.name("the user's id", userId);
        return apply(userId, (found, now) -> {
            Subscription present = existing(userId, found);
            if (present.canceledAt() != null) {
                return null;
            }
            Instant end = present.endsAt();
            return !now.isBefore(end)
                    ? canceled(present, now)
                    : new Change(
                            new Draft(present, now)
                                    .stops(present.pausedSince(), end)
                                    .done(),
                            Action.CANCELLATION_SCHEDULED,
                            "the cancellation was none, is at " + end);
        });
    }

    @Override
    public Subscription undoCancel(String userId) {
        return change(userId, (present, now) -> {
            if (present.canceledAt() == null) {
                throw Messages.nothingToUndo(userId, "cancellation");
            }
            return new Change(
                    new Draft(present, now).stops(present.pausedSince(), null).done(),
                    Action.CANCELLATION_UNDONE,
                    "the cancellation was at " + present.canceledAt() + ", is none");
        });
    }

    @Override
    public Subscription pause(String userId) {
        return change(
                userId,
                (present, now) -> present.pausedSince() != null
                        ? null
                        : new Change(
                                new Draft(present, now)
                                        .stops(now, present.canceledAt())
                                        .done(),
                                Action.PAUSED,
                                "the pause was none, is since " + now));
    }

    @Override
    public Subscription resume(String userId) {
        return change(
                userId,
                (present, now) -> present.pausedSince() == null
                        ? null
                        : new Change(
                                new Draft(present, now)
                                        .stops(null, present.canceledAt())
                                        .done(),
                                Action.RESUMED,
                                "the pause was since " + present.pausedSince() + ", is none"));
    }

    @Override
    public Subscription changeProfile(String userId, String profile, UsageOnChange usage) {
        checkChange(userId, profile, usage);
        return change(userId, (present, now) -> {
            Draft draft = new Draft(present, now);
            String before = draft.tier().profile();
            if (before.equals(profile) && draft.tier().next() == null) {
                return null;
            }
            return new Change(
                    draft.tier(changed(draft.tier(), profile, now, usage)).done(),
                    Action.PROFILE_CHANGED,
                    "the profile was " + Checks.quoted(before) + ", is " + Checks.quoted(profile) + ", usage " + usage);
        });
    }

    private static Tier changed(Tier tier, String profile, Instant now, UsageOnChange usage) {
        return new Tier(tier.profile(), tier.resetAt(), new ProfileChange(profile, now, usage)).at(now);
    }

    @Override
    public Subscription changeProfileAt(String userId, String profile, Instant at, UsageOnChange usage) {
        Checks.notNull("the time of the change", at);
        return changeProfileLater(userId, profile, present -> at, usage);
    }

    @Override
    public Subscription changeProfileAtTermEnd(String userId, String profile, UsageOnChange usage) {
        return changeProfileLater(userId, profile, Subscription::endsAt, usage);
    }

    private Subscription changeProfileLater(
            String userId, String profile, Function<Subscription, Instant> when, UsageOnChange usage) {
        checkChange(userId, profile, usage);
        return change(userId, (present, now) -> {
            Draft draft = new Draft(present, now);
            Tier tier = draft.tier();
            Instant at = future("the time of the change", when.apply(present), now);
            ProfileChange planned = new ProfileChange(profile, at, usage);
            return planned.equals(tier.next())
                    ? null
                    : new Change(
                            draft.tier(new Tier(tier.profile(), tier.resetAt(), planned))
                                    .done(),
                            Action.PROFILE_CHANGE_SCHEDULED,
                            "the planned change of profile was " + Messages.planned(tier.next()) + ", is "
                                    + Messages.planned(planned));
        });
    }

    @Override
    public Subscription undoProfileChange(String userId) {
        return change(userId, (present, now) -> {
            Draft draft = new Draft(present, now);
            Tier tier = draft.tier();
            if (tier.next() == null) {
                throw Messages.nothingToUndo(userId, "change of profile");
            }
            return new Change(
                    draft.tier(new Tier(tier.profile(), tier.resetAt(), null)).done(),
                    Action.PROFILE_CHANGE_UNDONE,
                    "the planned change of profile was " + Messages.planned(tier.next()) + ", is none");
        });
    }

    @Override
    public List<QuotaPreview> preview(String userId, String profile, UsageOnChange usage) {
        checkChange(userId, profile, usage);
        Instant now = now();
        Subscription present = changeable(userId, store.find(userId).orElse(null), now);
        quotasOf(present.profileAt(now));
        Draft draft = new Draft(present, now);
        boolean same = draft.tier().profile().equals(profile);
        Subscription imagined = same
                ? present
                : draft.tier(changed(draft.tier(), profile, now, usage)).done();
        List<Usage> before = usages.usageOf(present, now);
        List<Usage> after = usages.usageOf(imagined, now);
        Set<String> names = new LinkedHashSet<>();
        before.forEach(each -> names.add(each.quota()));
        after.forEach(each -> names.add(each.quota()));
        List<QuotaPreview> previews = new ArrayList<>(names.size());
        names.forEach(name -> previews.add(new QuotaPreview(name, named(before, name), named(after, name))));
        return List.copyOf(previews);
    }

    private static @Nullable Usage named(List<Usage> usage, String quota) {
        return usage.stream()
                .filter(each -> each.quota().equals(quota))
                .findFirst()
                .orElse(null);
    }

    @Override
    public Subscription overrideQuota(String userId, String quota, long limit, @Nullable Instant until) {
        Checks.name("the quota's name", quota);
        if (limit < 0) {
            throw new IllegalArgumentException("the user's own limit for quota " + Checks.quoted(quota)
                    + " must be 0, which blocks, or more, up to Quota.UNLIMITED, but was " + limit
                    + ": to return to the profile's limit, call clearOverride");
        }
        return change(userId, (present, now) -> {
            checkQuota(present, quota, now);
            Instant end = until == null ? null : future("the end of the override", until, now);
            QuotaOverride next = new QuotaOverride(limit, end);
            return overridden(present, quota, next, now);
        });
    }

    @Override
    public Subscription clearOverride(String userId, String quota) {
        Checks.name("the quota's name", quota);
        return change(userId, (present, now) -> {
            if (present.overrides().containsKey(quota)) {
                return overridden(present, quota, null, now);
            }
            checkQuota(present, quota, now);
            return null;
        });
    }

    private static Change overridden(Subscription present, String quota, @Nullable QuotaOverride next, Instant now) {
        QuotaOverride before = present.allowances().overrideOf(quota, now);
        return new Change(
                new Draft(present, now).override(quota, next).done(),
                Action.QUOTA_OVERRIDDEN,
                "the limit of quota " + Checks.quoted(quota) + " was " + Messages.limit(before) + ", is "
                        + Messages.limit(next));
    }

    @Override
    public Subscription grant(String userId, String quota, long amount, @Nullable Instant expiresAt) {
        Checks.name("the quota's name", quota);
        Checks.between("the granted amount", amount, 1, Long.MAX_VALUE);
        return change(userId, (present, now) -> {
            checkQuota(present, quota, now);
            Instant end = expiresAt == null ? null : future("the end of the grant", expiresAt, now);
            Draft draft = new Draft(present, now);
            if (draft.grants() == Allowances.MOST_GRANTS) {
                throw Messages.tooManyGrants(userId, Allowances.MOST_GRANTS);
            }
            // The revision never comes again, so neither does the id, nor the counter that goes by it.
            String id = "grant-" + (present.revision() + 1);
            return new Change(
                    draft.grant(new Grant(id, quota, amount, end)).done(),
                    Action.GRANTED,
                    id + " was none, is " + Messages.units(amount) + " for quota " + Checks.quoted(quota)
                            + (end == null ? "" : " until " + end));
        });
    }

    @Override
    public Subscription resetUsage(String userId) {
        return change(userId, (present, now) -> {
            Subscription next = new Draft(present, now).usageReset().done();
            return new Change(
                    next,
                    Action.USAGE_RESET,
                    "the usage generation was " + present.usageGeneration() + ", is " + next.usageGeneration());
        });
    }

    @Override
    public List<AuditEvent> audit(String userId) {
        return store.audit(Checks.name("the user's id", userId));
    }

    /** Changes a subscription that exists and is not cancelled. */
    private Subscription change(String userId, Edit edit) {
        Checks.name("the user's id", userId);
        return apply(userId, (present, now) -> edit.of(changeable(userId, present, now), now));
    }

    /** Tries until nobody comes between: whoever does has made a change, so somebody always gets on. */
    private Subscription apply(String userId, Step step) {
        while (true) {
            Instant now = now();
            Subscription present = store.find(userId).orElse(null);
            Change change = step.from(present, now);
            if (change == null) {
                return existing(userId, present);
            }
            Subscription next = change.next();
            AuditEvent event = new AuditEvent(
                    userId, now, change.action(), next.revision(), change.detail(), author.actor(), author.reason());
            if (store.save(next, next.revision() - 1, event)) {
                changed.accept(next, event);
                return next;
            }
        }
    }

    private Instant now() {
        return store.now().truncatedTo(ChronoUnit.MILLIS);
    }

    private static Subscription changeable(String userId, @Nullable Subscription present, Instant now) {
        Subscription subscription = existing(userId, present);
        if (subscription.statusAt(now) == SubscriptionStatus.CANCELED) {
            throw Messages.canceled(subscription);
        }
        return subscription;
    }

    private static Subscription existing(String userId, @Nullable Subscription present) {
        if (present == null) {
            throw Messages.notSubscribed(userId);
        }
        return present;
    }

    /** To the millisecond, as it is kept. */
    private static Instant future(String what, Instant at, Instant now) {
        Instant kept = at.truncatedTo(ChronoUnit.MILLIS);
        if (!kept.isAfter(now) || kept.isAfter(Term.LATEST)) {
            throw new IllegalArgumentException(
                    what + " must lie after now, which is " + now + ", and before the year 10000, but was " + at);
        }
        return kept;
    }

    private void checkChange(String userId, String profile, UsageOnChange usage) {
        Checks.name("the user's id", userId);
        Checks.name("the profile's name", profile);
        Checks.notNull("what becomes of usage", usage);
        quotasOf(profile);
    }

    private void checkQuota(Subscription present, String quota, Instant now) {
        Tier tier = present.tier().at(now);
        List<String> names = namesOf(tier.profile());
        ProfileChange next = tier.next();
        if (!names.contains(quota) && (next == null || !namesOf(next.profile()).contains(quota))) {
            throw Messages.unknownQuota(tier.profile(), quota, names);
        }
    }

    private List<String> namesOf(String profile) {
        return quotasOf(profile).stream().map(Quota::name).toList();
    }

    private List<Quota> quotasOf(String profile) {
        List<Quota> quotas = profiles.quotasOf(profile);
        if (quotas == null) {
            throw Messages.unknownProfile(profile);
        }
        return quotas;
    }

    /** What is to become of a subscription, given how it stands; null to leave it. */
    @FunctionalInterface
    private interface Step {
        @Nullable
        Change from(@Nullable Subscription present, Instant now);
    }

    /** What is to become of one that exists; null to leave it. */
    @FunctionalInterface
    private interface Edit {
        @Nullable
        Change of(Subscription present, Instant now);
    }

    private record Change(Subscription next, Action action, String detail) {}

    private record Author(String actor, String reason) {

        Author {
            Checks.name("the actor", actor);
            if (!Checks.notNull("the reason", reason).isEmpty()) {
                Checks.name("the reason", reason);
            }
        }
    }
}
