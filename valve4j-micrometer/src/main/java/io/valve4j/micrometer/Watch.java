package io.valve4j.micrometer;

import io.valve4j.ValveManager;
import io.valve4j.quota.Usage;
import io.valve4j.subscription.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the quotas of a few users: those who were named, and those with most demand. Done when somebody reads a gauge, in their
 * thread, and not again for a while, since it asks the store. Thread-safe.
 */
final class Watch {

    private static final Logger LOG = LoggerFactory.getLogger(MicrometerListener.class);
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final ValveManager valve;
    private final Meters meters;
    private final MeterOptions options;
    private final Demand demand;
    private final UserMeters users;
    private final Cached<Readings> readings;

    /**
     * What was found.
     *
     * @param byUser each quota of each user who is watched
     * @param tightest of each quota of each profile, that of the user who is nearest to the limit
     * @param watched how many users are watched
     */
    private record Readings(
            Map<QuotaReading.Key, QuotaReading> byUser, Map<PlanQuota, QuotaReading> tightest, int watched) {}

    /** One quota of a profile, whoever's. */
    record PlanQuota(String profile, String quota) {}

    Watch(ValveManager valve, Meters meters, MeterOptions options, Demand demand, UserMeters users) {
        this.valve = valve;
        this.meters = meters;
        this.options = options;
        this.demand = demand;
        this.users = users;
        this.readings = new Cached<>(meters.clock(), PAUSE, new Readings(Map.of(), Map.of(), 0), this::read);
    }

    int watched() {
        return readings.get().watched();
    }

    @Nullable
    QuotaReading of(QuotaReading.Key key) {
        return readings.get().byUser().get(key);
    }

    /** The quota's reading that is nearest to its limit. */
    @Nullable
    QuotaReading of(PlanQuota quota) {
        return readings.get().tightest().get(quota);
    }

    private Readings read() {
        List<Demand.Client> busiest = demand.top(options.busiest());
        Set<String> served = new LinkedHashSet<>(options.users());
        busiest.stream().limit(options.topUsers()).forEach(client -> served.add(client.user()));
        users.serve(served);

        Map<String, String> watched = new LinkedHashMap<>();
        options.users().forEach(user -> watched.put(user, ""));
        busiest.forEach(client -> watched.put(client.user(), client.profile()));
        Map<QuotaReading.Key, QuotaReading> byUser = new HashMap<>();
        watched.forEach((user, profile) -> quotasOf(user, profile).forEach(each -> byUser.put(each.key(), each)));
        Set<QuotaReading.Key> shown = new LinkedHashSet<>(byUser.keySet());
        shown.removeIf(key -> !served.contains(key.user()));
        users.show(shown, this);

        Map<PlanQuota, QuotaReading> tightest = new HashMap<>();
        byUser.values()
                .forEach(each -> tightest.merge(
                        new PlanQuota(each.key().profile(), each.key().quota()),
                        each,
                        (one, other) -> one.utilisation() >= other.utilisation() ? one : other));
        return new Readings(byUser, tightest, watched.size());
    }

    /** How a user's quotas stand; none while the store does not work, since everybody would wait for it. */
    private List<QuotaReading> quotasOf(String user, String lastProfile) {
        if (!valve.status().store().works()) {
            return List.of();
        }
        try {
            Subscription subscription = valve.subscriptions().find(user).orElse(null);
            String profile = subscription == null
                    ? lastProfile
                    : subscription.profileAt(Instant.ofEpochMilli(meters.clock().wallTime()));
            if (!hasQuotas(profile)) {
                return List.of();
            }
            List<Usage> usages = (subscription == null ? valve.limiter(profile, user) : valve.limiter(user)).usage();
            return usages.stream()
                    .map(usage -> new QuotaReading(new QuotaReading.Key(user, profile, usage.quota()), usage))
                    .toList();
        } catch (RuntimeException failure) {
            LOG.debug("the quotas of a user could not be read for their gauges", failure);
            return List.of();
        }
    }

    private boolean hasQuotas(String profile) {
        return valve.status().profiles().stream()
                .anyMatch(each -> each.name().equals(profile) && !each.quotas().isEmpty());
    }
}
