package io.valve4j.cli.demo;

import io.valve4j.ValveManager;
import io.valve4j.quota.Usage;
import io.valve4j.subscription.Subscription;
import io.valve4j.subscription.SubscriptionOptions;
import io.valve4j.subscription.SubscriptionStatus;
import java.time.Duration;
import java.time.Instant;

/**
 * Customers who may be known from the last demo.
 *
 * @param valve whose customers
 * @param term how long who is new subscribes for
 */
record Regulars(ValveManager valve, Duration term) {

    private static final int MOST_COUNTED = 1_000;

    /** Puts a user on a plan: with their old subscription, if it has not ended. */
    void subscribe(String user, String plan) {
        if (valve.subscriptions().find(user).filter(Regulars::live).isPresent()) {
            valve.subscriptions().by("demo", "as it begins").changeProfile(user, plan);
        } else {
            valve.subscriptions().create(user, plan, term);
        }
    }

    private static boolean live(Subscription subscription) {
        SubscriptionStatus status = subscription.statusAt(Instant.now());
        return status != SubscriptionStatus.CANCELED && status != SubscriptionStatus.EXPIRED;
    }

    /**
     * Tells what is known from the last demo, and renews a user's subscription if its quota is used up.
     *
     * @return what they have used by then
     */
    long welcome(String user, Stage stage) {
        int known = valve.subscriptions().list(null, MOST_COUNTED).size();
        Usage usage = usage(user);
        if (usage.used() == 0) {
            return 0;
        }
        String found = "found from the last demo: " + known + " subscriptions; " + user + " has used " + usage.used()
                + " of " + usage.limit();
        if (usage.remaining() > 0) {
            stage.say(found);
            return usage.used();
        }
        stage.say(found + ", and renews");
        Subscription present = valve.subscriptions().find(user).orElseThrow();
        valve.subscriptions()
                .by(user, "renewed")
                .replace(user, present.tier().profile(), SubscriptionOptions.lasting(term));
        return usage(user).used();
    }

    private Usage usage(String user) {
        return valve.limiter(user).usage().get(0);
    }
}
