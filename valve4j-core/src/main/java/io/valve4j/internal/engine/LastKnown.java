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
    private final Cache<String, Seen> users = Caffeine.newBuilder()
            .maximumSize(MOST_USERS)
            .executor(Runnable::run)
            .build();

    LastKnown(Supplier<Setup> setup) {
        this.setup = setup;
    }

    /**
     * What was seen of a user.
     *
     * @param revision of their subscription
     * @param open their subscription; null since they have left an open profile
     */
    private record Seen(long revision, @Nullable Subscription open) {}

    /** A subscription was seen in the store, or written there. */
    void seen(Subscription subscription, Instant at) {
        Setup.Plan plan = setup.get().profiles().get(subscription.profileAt(at));
        boolean open = plan != null && plan.profile().onOutage() == OutagePolicy.OPEN;
        Seen now = new Seen(subscription.revision(), open ? subscription : null);
        // What was looked up before a change may be told of after it, so that somebody has left is remembered too.
        if (open || users.getIfPresent(subscription.userId()) != null) {
            users.asMap()
                    .merge(
                            subscription.userId(),
                            now,
                            (known, other) -> other.revision() < known.revision() ? known : other);
        }
    }

    @Nullable
    Subscription of(String user) {
        Seen seen = users.getIfPresent(user);
        return seen == null ? null : seen.open();
    }
}
