package io.valve4j.internal.quota;

import io.valve4j.internal.check.Checks;
import io.valve4j.quota.Quota;
import io.valve4j.quota.QuotaMode;
import io.valve4j.quota.Usage;
import io.valve4j.quota.Window;
import io.valve4j.store.ChargeLine;
import io.valve4j.store.CounterKey;
import io.valve4j.store.CounterState;
import io.valve4j.store.Pool;
import io.valve4j.subscription.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A profile's quotas as they are for one user, in one span of time, under one revision of the subscription: which counters,
 * which limits. Immutable, so it can be kept and used until the span is over or the revision has changed; the store verifies
 * both with each charge.
 */
public final class QuotaPlan {

    private final String userId;
    private final long revision;
    private final Window.Span validity;
    private final List<QuotaInForce> quotas;
    private final Bill oneCall;
    private final @Nullable Leasing leasing;

    /** Where units are leased, and on which terms. */
    record Leasing(Purse purse, QuotaMode.Leased mode) {}

    private QuotaPlan(
            String userId, long revision, Window.Span validity, List<QuotaInForce> quotas, @Nullable Leasing leasing) {
        this.userId = userId;
        this.revision = revision;
        this.validity = validity;
        this.quotas = quotas;
        this.leasing = leasing;
        oneCall = billFor(1, Map.of());
    }

    /** The same, charged by way of leases. */
    QuotaPlan leased(Leasing terms) {
        return new QuotaPlan(userId, revision, validity, quotas, terms);
    }

    /** Null if it is charged exactly. */
    @Nullable
    Leasing leasing() {
        return leasing;
    }

    /** Whether a charge under one is a charge under the other. */
    boolean sameAs(QuotaPlan other) {
        return revision == other.revision
                && userId.equals(other.userId)
                && validity.equals(other.validity)
                && quotas.equals(other.quotas)
                && Objects.equals(leasing, other.leasing);
    }

    /**
     * Spends so many calls of what is leased: lock-free, asks no store, allocates nothing in the common case.
     *
     * @param now in monotonic nanoseconds
     * @return from where, for {@link Ledger#giveBack}; null if that cannot be done, which says nothing of what the ledger can
     */
    public @Nullable Lease spend(long calls, long now) {
        return leasing == null ? null : leasing.purse().spend(this, Quota.CALLS, calls, now);
    }

    static QuotaPlan resolve(String userId, List<Quota> quotas, @Nullable Subscription subscription, Instant at) {
        Window.Span validity = subscription == null ? Window.Span.ALWAYS : subscription.validityAt(at);
        List<QuotaInForce> inForce = new ArrayList<>(quotas.size());
        Set<String> names = new HashSet<>();
        for (Quota quota : quotas) {
            if (!names.add(quota.name())) {
                throw new IllegalArgumentException("two quotas of user " + Checks.quoted(userId) + " are named "
                        + Checks.quoted(quota.name()) + ": give one of them another name with named(…)");
            }
            Window.Span window = windowOf(userId, quota, subscription, at);
            if (window.contains(at)) {
                validity = validity.intersect(window);
            }
            inForce.add(QuotaInForce.of(quota, window, subscription, at));
        }
        long revision = subscription == null ? 0 : subscription.revision();
        return new QuotaPlan(userId, revision, validity, List.copyOf(inForce), null);
    }

    /** Whose it is. */
    public String userId() {
        return userId;
    }

    /** The subscription's revision; 0 if there is no subscription. */
    public long revision() {
        return revision;
    }

    /** The span in which keys, limits and the subscription's status stay as they are, unless somebody changes them. */
    public Window.Span validity() {
        return validity;
    }

    /** How long the window of a quota is; empty if it has no end, or there is no such quota. */
    public Optional<Duration> window(String quota) {
        for (QuotaInForce each : quotas) {
            if (each.name().equals(quota)) {
                Instant until = each.window().until();
                return until == null
                        ? Optional.empty()
                        : Optional.of(Duration.between(each.window().from(), until));
            }
        }
        return Optional.empty();
    }

    /** Whether there is nothing to count. */
    public boolean isEmpty() {
        return quotas.isEmpty();
    }

    Bill bill(Demand demand) {
        return demand.calls() == 1 && demand.costs().isEmpty() ? oneCall : billFor(demand.calls(), demand.costs());
    }

    List<CounterKey> keys() {
        return quotas.stream()
                .flatMap(quota -> quota.pools().stream())
                .map(Pool::key)
                .toList();
    }

    /** Every quota, with the counters in the order of {@link #keys()}. */
    List<Usage> usage(List<CounterState> counters) {
        List<Usage> usage = new ArrayList<>(quotas.size());
        int from = 0;
        for (QuotaInForce quota : quotas) {
            usage.add(quota.usage(counters, from));
            from += quota.pools().size();
        }
        return List.copyOf(usage);
    }

    private Bill billFor(long calls, Map<String, Long> costs) {
        List<QuotaInForce> counting = new ArrayList<>(quotas.size());
        List<ChargeLine> lines = new ArrayList<>(quotas.size());
        for (QuotaInForce each : quotas) {
            String meter = each.quota().meter();
            long amount = meter.equals(Quota.CALLS) ? calls : costs.getOrDefault(meter, 0L);
            if (amount > 0) {
                counting.add(each);
                lines.add(new ChargeLine(amount, each.pools()));
            }
        }
        return new Bill(List.copyOf(counting), List.copyOf(lines));
    }

    private static Window.Span windowOf(String userId, Quota quota, @Nullable Subscription subscription, Instant at) {
        if (subscription == null && quota.window().needsSubscription()) {
            throw new IllegalArgumentException("quota " + Checks.quoted(quota.name())
                    + " is measured from a subscription, but user " + Checks.quoted(userId)
                    + " has no subscription: create one, or use a daily or monthly quota");
        }
        return quota.window()
                .spanAt(at, subscription == null ? null : subscription.term().origin());
    }
}
