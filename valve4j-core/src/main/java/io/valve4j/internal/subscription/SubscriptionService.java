package io.valve4j.internal.subscription;

import io.valve4j.internal.check.Checks;
import io.valve4j.quota.Usage;
import io.valve4j.store.ValveStore;
import io.valve4j.subscription.AuditEvent;
import io.valve4j.subscription.AuditEvent.Action;
import io.valve4j.subscription.QuotaPreview;
import io.valve4j.subscription.Subscription;
import io.valve4j.subscription.SubscriptionOptions;
import io.valve4j.subscription.Subscriptions;
import io.valve4j.subscription.Term;
import io.valve4j.subscription.Tier.UsageOnChange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@link Subscriptions} on a store: checks what is asked for, and says which change it is. What a change makes of a subscription
 * is the business of {@link TermChanges}, {@link TierChanges} and {@link AllowanceChanges}; that none is lost, that of
 * {@link Revisions}.
 */
public final class SubscriptionService implements Subscriptions {

    private static final int LONGEST_PAGE = 1_000;

    private final ValveStore store;
    private final KnownProfiles profiles;
    private final UsageLookup usages;
    private final Revisions revisions;

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
        this(
                Checks.notNull("the store", store),
                new KnownProfiles(Checks.notNull("the profiles", profiles)),
                Checks.notNull("the usages", usages),
                new Revisions(store, Checks.notNull("the listener", changed)));
    }

    private SubscriptionService(ValveStore store, KnownProfiles profiles, UsageLookup usages, Revisions revisions) {
        this.store = store;
        this.profiles = profiles;
        this.usages = usages;
        this.revisions = revisions;
    }

    @Override
    public Subscriptions by(String actor, String reason) {
        return new SubscriptionService(store, profiles, usages, revisions.by(actor, reason));
    }

    @Override
    public Subscription create(String userId, String profile, SubscriptionOptions options) {
        checkStart(userId, profile, options);
        return revisions.save(userId, (found, now) -> {
            if (found != null && found.statusAt(now).live()) {
                throw Messages.alreadySubscribed(found, now);
            }
            Term term = options.termAt(now);
            return found == null
                    ? TermChanges.first(userId, profile, term, Action.CREATED)
                    : TermChanges.following(found, now, profile, term, Action.CREATED);
        });
    }

    @Override
    public Subscription replace(String userId, String profile, SubscriptionOptions options) {
        checkStart(userId, profile, options);
        return revisions.changeAny(
                userId,
                (present, now) -> TermChanges.following(present, now, profile, options.termAt(now), Action.REPLACED));
    }

    private void checkStart(String userId, String profile, SubscriptionOptions options) {
        Checks.name("the user's id", userId);
        Checks.name("the profile's name", profile);
        Checks.notNull("the options", options);
        profiles.check(profile);
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
        return revisions.change(userId, (present, now) -> TermChanges.extended(present, now, extension));
    }

    @Override
    public Subscription cancel(String userId) {
        return revisions.changeAny(userId, TermChanges::canceled);
    }

    @Override
    public Subscription cancelAtTermEnd(String userId) {
        return revisions.changeAny(userId, TermChanges::canceledAtTermEnd);
    }

    @Override
    public Subscription undoCancel(String userId) {
        return revisions.change(userId, TermChanges::cancellationUndone);
    }

    @Override
    public Subscription pause(String userId) {
        return revisions.change(userId, TermChanges::paused);
    }

    @Override
    public Subscription resume(String userId) {
        return revisions.change(userId, TermChanges::resumed);
    }

    @Override
    public Subscription changeProfile(String userId, String profile, UsageOnChange usage) {
        checkChange(userId, profile, usage);
        return revisions.change(userId, (present, now) -> TierChanges.changed(present, now, profile, usage));
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
        return revisions.change(
                userId, (present, now) -> TierChanges.planned(present, now, profile, when.apply(present), usage));
    }

    @Override
    public Subscription undoProfileChange(String userId) {
        return revisions.change(userId, TierChanges::undone);
    }

    private void checkChange(String userId, String profile, UsageOnChange usage) {
        Checks.name("the user's id", userId);
        Checks.name("the profile's name", profile);
        Checks.notNull("what becomes of usage", usage);
        profiles.check(profile);
    }

    @Override
    public List<QuotaPreview> preview(String userId, String profile, UsageOnChange usage) {
        checkChange(userId, profile, usage);
        Instant now = revisions.now();
        Subscription present = Revisions.changeable(userId, store.find(userId).orElse(null), now);
        profiles.check(present.profileAt(now));
        List<Usage> before = usages.usageOf(present, now);
        List<Usage> after = usages.usageOf(TierChanges.imagined(present, now, profile, usage), now);
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
        return revisions.change(userId, (present, now) -> {
            profiles.checkQuota(present, now, quota);
            return AllowanceChanges.overridden(present, now, quota, limit, until);
        });
    }

    @Override
    public Subscription clearOverride(String userId, String quota) {
        Checks.name("the quota's name", quota);
        return revisions.change(userId, (present, now) -> {
            Change cleared = AllowanceChanges.cleared(present, now, quota);
            if (cleared == null) {
                profiles.checkQuota(present, now, quota);
            }
            return cleared;
        });
    }

    @Override
    public Subscription grant(String userId, String quota, long amount, @Nullable Instant expiresAt) {
        Checks.name("the quota's name", quota);
        Checks.between("the granted amount", amount, 1, Long.MAX_VALUE);
        return revisions.change(userId, (present, now) -> {
            profiles.checkQuota(present, now, quota);
            return AllowanceChanges.granted(present, now, quota, amount, expiresAt);
        });
    }

    @Override
    public Subscription resetUsage(String userId) {
        return revisions.change(userId, AllowanceChanges::usageReset);
    }

    @Override
    public List<AuditEvent> audit(String userId) {
        return store.audit(Checks.name("the user's id", userId));
    }
}
