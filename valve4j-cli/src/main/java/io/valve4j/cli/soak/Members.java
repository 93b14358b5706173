package io.valve4j.cli.soak;

import io.valve4j.subscription.Subscription;
import io.valve4j.subscription.SubscriptionException;
import io.valve4j.subscription.SubscriptionOptions;
import io.valve4j.subscription.Subscriptions;
import io.valve4j.subscription.Tier.UsageOnChange;
import java.time.Duration;
import java.time.Instant;
import org.apache.commons.rng.UniformRandomProvider;
import org.jspecify.annotations.Nullable;

/** Users whose subscriptions come, change and go. Not thread-safe: one thread changes them. */
final class Members {

    private static final Duration TERM = Duration.ofDays(365);
    private static final Duration SHORT_TERM = Duration.ofSeconds(2);
    private static final Duration SOON = Duration.ofMillis(300);
    private static final int CHANGES = 8;

    private final Place place;
    private final Tally tally;
    private final UniformRandomProvider random;

    Members(Place place, Tally tally, UniformRandomProvider random) {
        this.place = place;
        this.tally = tally;
        this.random = random;
    }

    /** One change of one user's subscription; none if it has ended just now. */
    void change(String user) {
        Subscription before = place.subscriptions().find(user).orElse(null);
        Subscription after;
        try {
            after = changed(user, before, place.time().instant());
        } catch (SubscriptionException ended) {
            // It was live when it was looked at, and is not any more: the next change starts it anew.
            return;
        }
        if (before == null || after.revision() != before.revision()) {
            tally.add(Count.CHANGED);
        }
    }

    private Subscription changed(String user, @Nullable Subscription before, Instant now) {
        Subscriptions subscriptions = place.subscriptions();
        if (before == null) {
            return subscriptions.create(user, Place.EXACT, TERM);
        }
        String other = before.profileAt(now).equals(Place.EXACT) ? Place.LEASED : Place.EXACT;
        return switch (before.statusAt(now)) {
            case CANCELED, EXPIRED -> subscriptions.create(user, other, random.nextBoolean() ? TERM : SHORT_TERM);
            case PAUSED -> subscriptions.resume(user);
            case ACTIVE, GRACE, SCHEDULED ->
                switch (random.nextInt(CHANGES)) {
                    case 0 -> subscriptions.extend(user, SHORT_TERM);
                    case 1 -> subscriptions.changeProfile(user, other);
                    case 2 -> subscriptions.changeProfileAt(user, other, now.plus(SOON), UsageOnChange.KEEP);
                    case 3 -> subscriptions.pause(user);
                    case 4 -> subscriptions.cancel(user);
                    case 5 -> subscriptions.cancelAtTermEnd(user);
                    case 6 -> subscriptions.replace(user, other, SubscriptionOptions.lasting(TERM));
                    default -> subscriptions.extend(user, SOON);
                };
        };
    }
}
