package io.valve4j.benchmarks;

import io.valve4j.Limiter;
import io.valve4j.Profile;
import io.valve4j.Rate;
import io.valve4j.Resource;
import io.valve4j.ValveManager;
import io.valve4j.quota.Quota;
import io.valve4j.quota.QuotaMode;
import java.time.Duration;

/** The ways to one permit of valve4j that cost differently, each behind a manager of its own. */
final class OneValve {

    private static final String USER = "ada";
    private static final Quota PLENTY = Quota.perMonth(1_000_000_000_000_000L);

    private OneValve() {}

    static Rate rate(Limit limit) {
        return Rate.of(limit.permits(), limit.period());
    }

    private static Profile plan(Limit limit) {
        return Profile.named("plan").dedicated(Resource.each().rate(rate(limit)));
    }

    static Limiter dedicated(Limit limit) {
        ValveManager valve = ValveManager.create();
        valve.register(plan(limit));
        return valve.limiter("plan", USER);
    }

    static Limiter subscribed(Limit limit) {
        ValveManager valve = ValveManager.create();
        valve.register(plan(limit));
        valve.subscriptions().create(USER, "plan", Duration.ofDays(30));
        return valve.limiter(USER);
    }

    static Limiter shared(Limit limit) {
        ValveManager valve = ValveManager.create();
        valve.register(
                Resource.named("api").rate(rate(limit)), Profile.named("plan").shared("api"));
        return valve.limiter("plan", USER);
    }

    static Limiter chargedExactly(Limit limit) {
        return charged(limit, QuotaMode.EXACT);
    }

    static Limiter chargedOnLease(Limit limit) {
        return charged(limit, QuotaMode.leased(1_000, Duration.ofMinutes(1)));
    }

    private static Limiter charged(Limit limit, QuotaMode mode) {
        ValveManager valve = ValveManager.create();
        valve.register(plan(limit).quota(PLENTY).mode(mode));
        return valve.limiter("plan", USER);
    }
}
