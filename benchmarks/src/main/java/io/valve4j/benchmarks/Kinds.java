package io.valve4j.benchmarks;

import com.alibaba.csp.sentinel.Entry;
import com.alibaba.csp.sentinel.SphU;
import com.alibaba.csp.sentinel.slots.block.BlockException;
import com.alibaba.csp.sentinel.slots.block.RuleConstant;
import com.alibaba.csp.sentinel.slots.block.flow.FlowRule;
import com.alibaba.csp.sentinel.slots.block.flow.FlowRuleManager;
import com.google.common.util.concurrent.RateLimiter;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.local.SynchronizationStrategy;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.valve4j.Limiter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** The limiters that are compared. Each is set up as its own manual shows it, with nothing tuned. */
final class Kinds {

    /**
     * The floor under any exact limiter that keeps its state in one word: read the clock, then compare-and-set, again if
     * another thread came first.
     */
    static final Kind<AtomicLong> FLOOR = new Kind<>(limit -> new AtomicLong(), Kinds::clockAndCompareAndSet);

    static final Kind<Limiter> DEDICATED = new Kind<>(OneValve::dedicated, Limiter::tryTake);
    static final Kind<Limiter> SUBSCRIBED = new Kind<>(OneValve::subscribed, Limiter::tryTake);
    static final Kind<Limiter> SHARED = new Kind<>(OneValve::shared, Limiter::tryTake);
    static final Kind<Limiter> CHARGED_EXACTLY = new Kind<>(OneValve::chargedExactly, Limiter::tryTake);
    static final Kind<Limiter> CHARGED_ON_LEASE = new Kind<>(OneValve::chargedOnLease, Limiter::tryTake);

    static final Kind<Bucket> BUCKET4J_LOCK_FREE =
            new Kind<>(limit -> bucket(limit, SynchronizationStrategy.LOCK_FREE), bucket -> bucket.tryConsume(1));
    static final Kind<Bucket> BUCKET4J_SYNCHRONIZED =
            new Kind<>(limit -> bucket(limit, SynchronizationStrategy.SYNCHRONIZED), bucket -> bucket.tryConsume(1));

    static final Kind<io.github.resilience4j.ratelimiter.RateLimiter> RESILIENCE4J = new Kind<>(
            limit -> io.github.resilience4j.ratelimiter.RateLimiter.of("bench", resilience4j(limit)),
            io.github.resilience4j.ratelimiter.RateLimiter::acquirePermission);

    static final Kind<RateLimiter> GUAVA =
            new Kind<>(limit -> RateLimiter.create(limit.permitsPerSecond()), RateLimiter::tryAcquire);

    static final Kind<dev.failsafe.RateLimiter<Object>> FAILSAFE_BURSTY = new Kind<>(
            limit -> dev.failsafe.RateLimiter.burstyBuilder(limit.permits(), limit.period())
                    .build(),
            dev.failsafe.RateLimiter::tryAcquirePermit);
    static final Kind<dev.failsafe.RateLimiter<Object>> FAILSAFE_SMOOTH = new Kind<>(
            limit -> dev.failsafe.RateLimiter.smoothBuilder(limit.permits(), limit.period())
                    .build(),
            dev.failsafe.RateLimiter::tryAcquirePermit);

    /** A resource with one rule on its queries per second. */
    static final Kind<String> SENTINEL = new Kind<>(Kinds::sentinel, Kinds::enterAndExit);

    private Kinds() {}

    private static boolean clockAndCompareAndSet(AtomicLong state) {
        long now = System.nanoTime();
        long seen;
        do {
            seen = state.get();
        } while (!state.compareAndSet(seen, now));
        return seen != now;
    }

    private static Bucket bucket(Limit limit, SynchronizationStrategy strategy) {
        return Bucket.builder()
                .withSynchronizationStrategy(strategy)
                .addLimit(
                        bandwidth -> bandwidth.capacity(limit.permits()).refillGreedy(limit.permits(), limit.period()))
                .build();
    }

    static RateLimiterConfig resilience4j(Limit limit) {
        return RateLimiterConfig.custom()
                .limitForPeriod(Math.toIntExact(limit.permits()))
                .limitRefreshPeriod(limit.period())
                .timeoutDuration(Duration.ZERO)
                .build();
    }

    private static String sentinel(Limit limit) {
        SentinelLogs.toTemporaryFolder();
        FlowRule rule = new FlowRule("bench");
        rule.setGrade(RuleConstant.FLOW_GRADE_QPS);
        rule.setCount(limit.permitsPerSecond());
        FlowRuleManager.loadRules(List.of(rule));
        return rule.getResource();
    }

    private static boolean enterAndExit(String resource) {
        try (Entry entry = SphU.entry(resource)) {
            return entry != null;
        } catch (BlockException refused) {
            return false;
        }
    }
}
