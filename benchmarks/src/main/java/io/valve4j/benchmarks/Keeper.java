package io.valve4j.benchmarks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.valve4j.Profile;
import io.valve4j.Resource;
import io.valve4j.ValveManager;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;

/**
 * Ways to keep a limiter for each of many users, made when the user first comes. Guava's limiter has no burst beyond one
 * second, and Sentinel's limits by parameter forget users above 200,000, so neither can be put to the same limit.
 */
public enum Keeper {
    FLOOR,
    VALVE4J,
    BUCKET4J_IN_MAP,
    BUCKET4J_IN_CAFFEINE,
    RESILIENCE4J_REGISTRY,
    FAILSAFE_IN_MAP;

    /** What takes a permit for a user, all users having the same limit. */
    Predicate<String> open(Limit limit) {
        return switch (this) {
            case FLOOR -> inMap(Kinds.FLOOR, limit);
            case VALVE4J -> inValve(limit);
            case BUCKET4J_IN_MAP -> inMap(Kinds.BUCKET4J_LOCK_FREE, limit);
            case BUCKET4J_IN_CAFFEINE -> inCaffeine(Kinds.BUCKET4J_LOCK_FREE, limit);
            case RESILIENCE4J_REGISTRY -> inRegistry(limit);
            case FAILSAFE_IN_MAP -> inMap(Kinds.FAILSAFE_BURSTY, limit);
        };
    }

    private static <T> Predicate<String> inMap(Kind<T> kind, Limit limit) {
        ConcurrentMap<String, T> map = new ConcurrentHashMap<>();
        return user -> {
            T found = map.get(user);
            if (found == null) {
                found = map.computeIfAbsent(user, absent -> kind.open().apply(limit));
            }
            return kind.take().test(found);
        };
    }

    /** Entries that nobody uses go, as they do here by themselves: else the map would grow with every id ever seen. */
    private static <T> Predicate<String> inCaffeine(Kind<T> kind, Limit limit) {
        Cache<String, T> cache =
                Caffeine.newBuilder().expireAfterAccess(Duration.ofHours(1)).build();
        return user -> kind.take().test(cache.get(user, absent -> kind.open().apply(limit)));
    }

    private static Predicate<String> inRegistry(Limit limit) {
        RateLimiterRegistry registry = RateLimiterRegistry.of(Kinds.resilience4j(limit));
        return user -> registry.rateLimiter(user).acquirePermission();
    }

    private static Predicate<String> inValve(Limit limit) {
        ValveManager valve = ValveManager.create();
        valve.register(Profile.named("plan").dedicated(Resource.each().rate(OneValve.rate(limit))));
        return user -> valve.limiter("plan", user).tryTake();
    }
}
