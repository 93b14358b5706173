package io.valve4j.internal.engine;

import io.valve4j.Reason;
import io.valve4j.internal.quota.Leases;
import io.valve4j.internal.quota.Ledger;
import io.valve4j.internal.quota.QuotaPlan;
import io.valve4j.internal.store.Outages;
import io.valve4j.store.ValveStore;
import io.valve4j.subscription.Subscription;
import io.valve4j.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a manager remembers of a user between decisions: their standing, looked up again at the latest when the staleness
 * that is allowed has passed, and at once when they were changed through this manager.
 *
 * <p>Thread-safe; looking up blocks as long as the store does, with no lock held.
 */
final class Account {

    static final long FOREVER_NANOS = Long.MAX_VALUE / 2;

    /** How long what is known without the store is good for, so that an outage is not asked about for each decision. */
    private static final long DEGRADED_NANOS = 100_000_000L;

    private final String user;
    private final @Nullable String fixedProfile;
    private final Surroundings surroundings;

    private volatile @Nullable Standing standing;
    private int changes;

    /**
     * Where an account finds things out.
     *
     * @param time all time
     * @param store subscriptions
     * @param ledger quotas
     * @param leases quotas of which units are taken in advance
     * @param clock the store's
     * @param guests how users stand where nothing is asked of a store
     * @param lastKnown what is known where the store does not answer
     * @param log of the store's failures
     * @param setup the configuration in force
     * @param staleness how long a subscription may be remembered
     */
    record Surroundings(
            TimeSource time,
            ValveStore store,
            Ledger ledger,
            Leases leases,
            StoreClock clock,
            Guests guests,
            LastKnown lastKnown,
            StoreLog log,
            Supplier<Setup> setup,
            Duration staleness) {}

    /**
     * An account about which nothing is known yet.
     *
     * @param fixedProfile the profile of a user who needs no subscription; null if they need one
     */
    Account(String user, @Nullable String fixedProfile, Surroundings surroundings) {
        this.user = user;
        this.fixedProfile = fixedProfile;
        this.surroundings = surroundings;
    }

    String user() {
        return user;
    }

    /** Whether this is still how they stand. One volatile read. */
    @SuppressWarnings("ReferenceEquality") // whether it is the very same, not whether it is like it
    boolean holds(Standing remembered) {
        return standing == remembered || remembered.isEverybodys();
    }

    /** Forgets what is remembered, since it has changed. */
    synchronized void forget() {
        changes++;
        standing = null;
    }

    private synchronized int changes() {
        return changes;
    }

    private synchronized void remember(Standing found, int changesBefore) {
        if (changes == changesBefore) {
            standing = found;
        }
    }

    Standing standing(long now) {
        Standing remembered = standing;
        if (remembered != null && remembered.fresh(surroundings.setup().get(), now)) {
            return remembered;
        }
        if (fixedProfile != null) {
            Standing everybodys = surroundings
                    .guests()
                    .standing(fixedProfile, surroundings.setup().get(), now);
            if (everybodys != null) {
                return everybodys;
            }
        }
        int changesBefore = changes();
        Standing found = lookUp(surroundings.setup().get());
        remember(found, changesBefore);
        return found;
    }

    private Standing lookUp(Setup setup) {
        long now = surroundings.time().nanos();
        Setup.Plan fixed = fixedProfile == null ? null : setup.profiles().get(fixedProfile);
        if (fixedProfile != null && fixed == null) {
            return new Standing(setup, fixedProfile, null, null, Reason.UNKNOWN_PROFILE, null, now + FOREVER_NANOS);
        }
        Subscription subscription = null;
        Instant at;
        try {
            subscription =
                    fixedProfile == null ? surroundings.store().find(user).orElse(null) : null;
            at = surroundings.clock().ask();
        } catch (RuntimeException failure) {
            return withoutStore(setup, fixed, subscription, failure);
        }
        if (fixedProfile != null) {
            return admitted(setup, fixedProfile, null, at, now + FOREVER_NANOS, false);
        }
        long freshUntil = now + surroundings.staleness().toNanos();
        if (subscription == null) {
            return new Standing(setup, "", null, null, Reason.NOT_SUBSCRIBED, null, freshUntil);
        }
        surroundings.lastKnown().seen(subscription, at);
        return admitted(setup, subscription.profileAt(at), subscription, at, freshUntil, false);
    }

    /** By what was found before the failure, or last known, if that is enough and its profile is open; else there is no answer. */
    private Standing withoutStore(
            Setup setup, Setup.@Nullable Plan fixed, @Nullable Subscription found, RuntimeException failure) {
        surroundings.log().failed("the store failed to tell how a user stands", failure);
        Instant at = surroundings.clock().estimate();
        Subscription known =
                found == null && fixedProfile == null ? surroundings.lastKnown().of(user) : found;
        String profile = known == null ? fixedProfile : known.profileAt(at);
        long now = surroundings.time().nanos();
        if (profile != null && Outages.is(failure)) {
            long freshUntil =
                    now + Math.min(DEGRADED_NANOS, surroundings.staleness().toNanos());
            Standing degraded = admitted(setup, profile, known, at, freshUntil, true);
            if (degraded.open()) {
                return degraded;
            }
        }
        String named = fixedProfile == null ? "" : fixedProfile;
        return new Standing(setup, named, fixed, null, Reason.STORE_UNAVAILABLE, null, now);
    }

    private Standing admitted(
            Setup setup,
            String profile,
            @Nullable Subscription subscription,
            Instant at,
            long freshUntil,
            boolean degraded) {
        Setup.Plan plan = setup.profiles().get(profile);
        Reason refusal =
                plan == null ? Reason.UNKNOWN_PROFILE : subscription == null ? null : refusal(subscription, at);
        if (plan == null || refusal != null) {
            long until = subscription == null
                    ? freshUntil
                    : sooner(freshUntil, subscription.validityAt(at).until(), at);
            return new Standing(setup, profile, plan, subscription, refusal, null, until, degraded);
        }
        QuotaPlan quotas = surroundings.ledger().resolve(user, plan.profile().quotas(), subscription, at);
        long until = sooner(freshUntil, quotas.validity().until(), at);
        quotas = surroundings.leases().plan(quotas, plan.profile().mode(), fixedProfile);
        return new Standing(setup, profile, plan, subscription, null, quotas, until, degraded);
    }

    private static @Nullable Reason refusal(Subscription subscription, Instant at) {
        return switch (subscription.statusAt(at)) {
            case CANCELED -> Reason.CANCELED;
            case SCHEDULED -> Reason.NOT_STARTED;
            case EXPIRED -> Reason.EXPIRED;
            case PAUSED -> Reason.PAUSED;
            case GRACE, ACTIVE -> null;
        };
    }

    private long sooner(long freshUntil, @Nullable Instant boundary, Instant at) {
        if (boundary == null) {
            return freshUntil;
        }
        long now = surroundings.time().nanos();
        Duration left = Duration.between(at, boundary);
        return left.compareTo(Duration.ofNanos(freshUntil - now)) < 0 ? now + left.toNanos() : freshUntil;
    }
}
