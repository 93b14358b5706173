package io.valve4j.internal.engine;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How users stand who need neither a subscription nor a store, since their profile has no quotas: all of a profile alike. So
 * it is found out once, and a limiter that is made for one take costs little more than the look for the user's bucket.
 *
 * <p>Thread-safe, lock-free once a profile was met.
 */
final class Guests {

    /** By profile: only such as are registered, so that it grows with the configuration alone. */
    private final Map<String, Standing> standings = new ConcurrentHashMap<>();

    /** Null if there is no such profile, or it has quotas. */
    @Nullable
    Standing standing(String profile, Setup setup, long now) {
        Standing known = standings.get(profile);
        return known != null && known.fresh(setup, now) ? known : found(profile, setup, now);
    }

    private @Nullable Standing found(String profile, Setup setup, long now) {
        Setup.Plan plan = setup.profiles().get(profile);
        if (plan == null || !plan.profile().quotas().isEmpty()) {
            return null;
        }
        Standing found = new Standing(setup, profile, plan, null, null, null, now + Account.FOREVER_NANOS);
        standings.put(profile, found);
        return found;
    }
}
