package io.valve4j.spring.boot;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.valve4j.Limiter;
import io.valve4j.ValveManager;
import io.valve4j.config.Plans;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * The limiter of a user, by what {@code valve4j.users} says: who is listed is on that profile; who has a subscription, or ever
 * had one, is on what it says; everybody else is on the default profile, if there is one.
 *
 * <p>Thread-safe. Blocks for a look into the store, at most once per second and user, where there is a default profile.
 */
public final class UserLimiters {

    private static final int MOST_REMEMBERED = 100_000;

    private final ValveManager valve;
    private final LivePlans plans;
    private final Cache<String, CompletableFuture<Boolean>> subscribers = Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .expireAfterWrite(Duration.ofSeconds(1))
            .build();

    UserLimiters(ValveManager valve, LivePlans plans) {
        this.valve = valve;
        this.plans = plans;
    }

    /** The limiter of that user. Cheap to ask for, and right for now: whoever keeps it misses what changes. */
    public Limiter of(String user) {
        Plans current = plans.current();
        String listed = current.users().get(user);
        if (listed != null) {
            return valve.limiter(listed, user);
        }
        return current.defaultProfile()
                .filter(profile -> !isSubscriber(user))
                .map(profile -> valve.limiter(profile, user))
                .orElseGet(() -> valve.limiter(user));
    }

    /** One of those who ask looks; the store is not asked inside of the cache, which would keep others' users waiting too. */
    private boolean isSubscriber(String user) {
        CompletableFuture<Boolean> known = subscribers.getIfPresent(user);
        if (known == null) {
            CompletableFuture<Boolean> mine = new CompletableFuture<>();
            known = subscribers.asMap().putIfAbsent(user, mine);
            if (known == null) {
                mine.completeAsync(() -> lookUp(user), Runnable::run);
                known = mine;
            }
        }
        return known.join();
    }

    /** While the store is down nobody can tell; then the valve decides, by what it knows and the profile's outage policy. */
    private boolean lookUp(String user) {
        try {
            return valve.subscriptions().find(user).isPresent();
        } catch (RuntimeException down) {
            return true;
        }
    }
}
