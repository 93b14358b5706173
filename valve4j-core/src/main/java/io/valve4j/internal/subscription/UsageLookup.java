package io.valve4j.internal.subscription;

import io.valve4j.quota.Usage;
import io.valve4j.subscription.Subscription;
import java.time.Instant;
import java.util.List;

/** Where it is found out how quotas stand. Thread-safe. */
@FunctionalInterface
public interface UsageLookup {

    /** How every quota of a subscription's profile stands at an instant, be the subscription saved or only imagined. */
    List<Usage> usageOf(Subscription subscription, Instant at);
}
