package io.valve4j.internal.quota;

import io.valve4j.internal.check.Checks;
import io.valve4j.quota.Quota;
import io.valve4j.quota.Usage;
import io.valve4j.quota.Window;
import io.valve4j.store.ChargeLine;
import io.valve4j.store.CounterKey;
import io.valve4j.store.CounterState;
import io.valve4j.subscription.Subscription;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
    private final List<Item> items;
    private final List<ChargeLine> oneCall;

    private QuotaPlan(String userId, long revision, Window.Span validity, List<Item> items) {
        this.userId = userId;
        this.revision = revision;
        this.validity = validity;
        this.items = items;
        oneCall = linesFor(1, Map.of());
    }

    static QuotaPlan resolve(String userId, List<Quota> quotas, @Nullable Subscription subscription, Instant at) {
        Window.Span validity =
                subscription == null ? new Window.Span(Instant.MIN, null) : subscription.statusSpanAt(at);
        List<Item> items = new ArrayList<>(quotas.size());
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
            items.add(Item.of(quota, window, subscription));
        }
        return new QuotaPlan(userId, subscription == null ? 0 : subscription.revision(), validity, List.copyOf(items));
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

    /** Whether there is nothing to count. */
    public boolean isEmpty() {
        return items.isEmpty();
    }

    /** What to take for so many calls and further costs by meter; meters that no quota counts are passed over. */
    List<ChargeLine> lines(long calls, Map<String, Long> costs) {
        return calls == 1 && costs.isEmpty() ? oneCall : linesFor(calls, costs);
    }

    List<CounterKey> keys() {
        return items.stream().map(Item::key).toList();
    }

    /** Every quota, with the counters in the order of {@link #keys()}. */
    List<Usage> usage(List<CounterState> counters) {
        List<Usage> usage = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            usage.add(items.get(i).usage(counters.get(i).used()));
        }
        return List.copyOf(usage);
    }

    /** How the quota of a counter stands. */
    Usage usage(CounterState counter) {
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i).key().equals(counter.key())) {
                return items.get(i).usage(counter.used());
            }
        }
        throw new IllegalStateException("the store answered with a counter that it was not asked for: " + counter);
    }

    private List<ChargeLine> linesFor(long calls, Map<String, Long> costs) {
        List<ChargeLine> lines = new ArrayList<>(items.size());
        for (Item item : items) {
            String meter = item.quota().meter();
            long amount = meter.equals(Quota.CALLS) ? calls : costs.getOrDefault(meter, 0L);
            if (amount > 0) {
                lines.add(new ChargeLine(item.key(), amount, item.limit(), item.windowEnd()));
            }
        }
        return List.copyOf(lines);
    }

    private static Window.Span windowOf(String userId, Quota quota, @Nullable Subscription subscription, Instant at) {
        if (subscription != null) {
            return quota.window().spanAt(at, subscription.startsAt());
        }
        if (quota.window().needsSubscription()) {
            throw new IllegalArgumentException("quota " + Checks.quoted(quota.name())
                    + " is measured from a subscription's start, but user " + Checks.quoted(userId)
                    + " has no subscription: create one, or use a daily or monthly quota");
        }
        return quota.window().spanAt(at, null);
    }

    private record Item(
            Quota quota,
            long limit,
            CounterKey key,
            @Nullable Instant windowEnd) {

        static Item of(Quota quota, Window.Span window, @Nullable Subscription subscription) {
            long generation = subscription == null ? 0 : subscription.usageGeneration();
            Long override =
                    subscription == null ? null : subscription.overrides().get(quota.name());
            return new Item(
                    quota,
                    override == null ? quota.limit() : override,
                    new CounterKey(quota.name(), window.from().toEpochMilli(), generation),
                    window.until());
        }

        Usage usage(long used) {
            return new Usage(quota.name(), quota.meter(), limit, used, 0, Optional.ofNullable(windowEnd));
        }
    }
}
