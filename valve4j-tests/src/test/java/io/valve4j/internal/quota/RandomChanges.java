package io.valve4j.internal.quota;

import io.valve4j.internal.quota.NaiveAccounts.Planned;
import io.valve4j.quota.Quota;
import io.valve4j.subscription.QuotaOverride;
import io.valve4j.subscription.Subscription;
import io.valve4j.subscription.SubscriptionOptions;
import io.valve4j.subscription.Subscriptions;
import io.valve4j.subscription.Tier.UsageOnChange;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Random changes of one user's subscription, made through {@link Subscriptions} and in the model alike. */
final class RandomChanges {

    private final SplittableRandom random;
    private final String user;
    private final Supplier<Subscriptions> by;
    private final Supplier<Instant> clock;
    private final NaiveAccounts model;

    /** As it is after the last change. */
    Subscription subscription;

    /**
     * Of one user.
     *
     * @param by through whom the next change is made
     * @param clock the store's
     */
    RandomChanges(
            SplittableRandom random,
            String user,
            Supplier<Subscriptions> by,
            Supplier<Instant> clock,
            NaiveAccounts model) {
        this.random = random;
        this.user = user;
        this.by = by;
        this.clock = clock;
        this.model = model;
    }

    /** One of twelve. */
    void change(int choice) {
        Instant now = clock.get();
        switch (choice) {
            case 0 -> {
                subscription = by.get().resetUsage(user);
                model.resets++;
            }
            case 1, 2 -> override();
            case 3, 4 -> grant();
            case 5 -> {
                subscription = by.get().extend(user, Duration.ofHours(random.nextLong(1, 48)));
                model.endsAt = subscription.endsAt();
                model.canceledAt = model.canceledAt == null ? null : model.endsAt;
            }
            case 6 -> {
                subscription = by.get().pause(user);
                model.pausedSince = now;
            }
            case 7 -> {
                subscription = by.get().resume(user);
                model.pausedSince = null;
            }
            case 8 -> changeProfile(now);
            case 9 -> planChange(now);
            case 10 -> {
                if (random.nextInt(4) == 0) {
                    subscription = by.get().cancel(user);
                    model.canceledAt = now;
                }
            }
            default -> {
                boolean undo = model.canceledAt != null;
                subscription = undo ? by.get().undoCancel(user) : by.get().cancelAtTermEnd(user);
                model.canceledAt = undo ? null : now.isBefore(model.endsAt) ? model.endsAt : now;
            }
        }
    }

    private void changeProfile(Instant now) {
        String to = random.nextBoolean() ? "pro" : "free";
        boolean reset = random.nextBoolean();
        subscription = by.get().changeProfile(user, to, reset ? UsageOnChange.RESET : UsageOnChange.KEEP);
        boolean changes = !to.equals(model.profile) || model.planned != null;
        model.planned = changes ? new Planned(to, now, reset) : null;
        model.pass(now);
    }

    private void planChange(Instant now) {
        if (model.planned != null && random.nextBoolean()) {
            subscription = by.get().undoProfileChange(user);
            model.planned = null;
            return;
        }
        String to = random.nextBoolean() ? "pro" : "free";
        boolean reset = random.nextBoolean();
        Instant at = now.plusSeconds(random.nextLong(1, 200_000));
        subscription = by.get().changeProfileAt(user, to, at, reset ? UsageOnChange.RESET : UsageOnChange.KEEP);
        model.planned = new Planned(to, at, reset);
    }

    void subscribe() {
        String profile = random.nextInt(4) == 0 ? "free" : "pro";
        Duration term = Duration.ofHours(random.nextLong(1, 24 * 20));
        Duration grace = Duration.ofHours(random.nextLong(0, 24));
        Instant anchor = clock.get().minusSeconds(random.nextLong(-2_000_000, 2_000_000));
        subscription = by.get()
                .create(
                        user,
                        profile,
                        SubscriptionOptions.lasting(term).grace(grace).anchoredAt(anchor));
        model.profile = profile;
        model.planned = null;
        model.startsAt = clock.get();
        model.endsAt = clock.get().plus(term);
        model.anchor = anchor;
        model.grace = grace;
        model.pausedSince = null;
        model.canceledAt = null;
        model.overrides.clear();
    }

    private Instant later() {
        return clock.get().plusSeconds(random.nextLong(1, 400_000));
    }

    private void override() {
        String quota = any();
        if (random.nextInt(3) == 0) {
            subscription = by.get().clearOverride(user, quota);
            model.overrides.remove(quota);
            return;
        }
        int choice = random.nextInt(6);
        long limit = choice < 1 ? Quota.UNLIMITED : choice < 2 ? 0 : random.nextLong(100);
        Instant until = random.nextBoolean() ? null : later();
        subscription = by.get().overrideQuota(user, quota, limit, until);
        model.overrides.put(quota, new QuotaOverride(limit, until));
    }

    private void grant() {
        if (subscription.grants().size() < 10) {
            Instant until = random.nextInt(3) == 0 ? null : later();
            subscription = by.get().grant(user, any(), random.nextLong(1, 30), until);
            model.grants.add(subscription.grants().get(subscription.grants().size() - 1));
        }
    }

    private String any() {
        return model.quotas().get(random.nextInt(model.quotas().size())).name();
    }
}
