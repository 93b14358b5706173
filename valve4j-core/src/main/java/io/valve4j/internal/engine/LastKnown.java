package io.valve4j.internal.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.valve4j.OutagePolicy;
import io.valve4j.subscription.Subscription;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions by which users are admitted while the store does not answer: as they were last seen, of users whose profile
 * is {@link OutagePolicy#OPEN}, whether anybody holds a limiter of theirs or not. Thread-safe.
 *
 * <p>Bounded; the users seen least recently and least often go first.
 */
final class LastKnown {

    private static final int MOST_USERS = 100_000;

    private final Supplier<Setup> setup;
    private final Cache<String, Subscription> subscriptions = Caffeine.newBuilder()
            .maximumSize(MOST_USERS)
            .executor(Runnable::run)
            .build();

    LastKnown(Supplier<Setup> setup) {
        this.setup = setup;
    }

    /** A subscription was seen in the store, or written there. */
    void seen(Subscription subscription, Instant at) {
        Setup.Plan plan = setup.get().profiles().get(subscription.profileAt(at));
        if (plan != null && plan.profile().onOutage() == OutagePolicy.OPEN) {
            // What was looked up before a change may be told of after it.
            subscriptions
                    .asMap()
                    .merge(
                            subscription.userId(),
                            subscription,
                            (known, other) -> other.revision() < known.revision() ? known : other);
        } else {
            subscriptions.invalidate(subscription.userId());
        }
    }

    @Nullable
    Subscription of(String user) {
        return subscriptions.getIfPresent(user);
    }
}
