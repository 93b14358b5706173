package io.valve4j.guard;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.circuitbreaker.event.CircuitBreakerOnStateTransitionEvent;
import io.valve4j.internal.check.Checks;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaves a store alone that fails: once half of its last ten calls, five at least, have failed, further ones fail at once.
 * After a while one call tries it, and its end decides for all.
 *
 * <p>That a store says no ({@link IllegalArgumentException}, {@link IllegalStateException}) shows that it works, unless it was
 * interrupted, which is to say that an {@link InterruptedException} is the cause: that shows nothing. Thread-safe.
 */
final class Breaker {

    private static final Logger LOG = LoggerFactory.getLogger(GuardedStore.class);

    private static final int LAST_CALLS = 10;
    private static final int LEAST_CALLS = 5;
    private static final int FAILED_PERCENT = 50;

    private final CircuitBreaker circuit;
    private final InstantSource clock;
    private final Duration suspension;
    private volatile @Nullable Throwable lastFailure;
    private volatile @Nullable Suspension suspended;

    /**
     * A breaker that lets calls pass.
     *
     * @param suspension how long the store is left alone
     */
    Breaker(Duration suspension, InstantSource clock) {
        this.suspension = suspension.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : suspension;
        this.clock = clock;
        this.circuit = CircuitBreaker.of(
                "store",
                CircuitBreakerConfig.custom()
                        .slidingWindow(LAST_CALLS, LEAST_CALLS, SlidingWindowType.COUNT_BASED)
                        .failureRateThreshold(FAILED_PERCENT)
                        .waitDurationInOpenState(this.suspension)
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .clock(clock.withZone(ZoneOffset.UTC))
                        .build());
        circuit.getEventPublisher().onStateTransition(this::turned);
    }

    /** Since when the store is left alone, and until when. */
    private record Suspension(Instant since, Instant until) {}

    /**
     * Makes a call, or fails at once.
     *
     * @param call told whether it alone tries the store
     */
    <T> T call(Request<T> request, Function<Boolean, T> call) {
        if (!circuit.tryAcquirePermission()) {
            throw suspended(request);
        }
        boolean tries = circuit.getState() == State.HALF_OPEN;
        long start = System.nanoTime();
        try {
            T result = call.apply(tries);
            circuit.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
            return result;
        } catch (StoreInterruptedException interrupted) {
            circuit.releasePermission();
            throw interrupted;
        } catch (IllegalArgumentException | IllegalStateException no) {
            if (no.getCause() instanceof InterruptedException) {
                circuit.releasePermission();
            } else {
                circuit.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
            }
            throw no;
        } catch (Throwable failure) {
            lastFailure = failure;
            circuit.onError(System.nanoTime() - start, TimeUnit.NANOSECONDS, failure);
            throw failure;
        }
    }

    private void turned(CircuitBreakerOnStateTransitionEvent event) {
        State to = event.getStateTransition().getToState();
        Instant now = clock.instant();
        if (to == State.OPEN) {
            Suspension before = suspended;
            suspended = new Suspension(before == null ? now : before.since, now.plus(suspension));
            if (before == null) {
                LOG.warn(
                        "the store fails, and is left alone; it is tried every {}",
                        Checks.shown(suspension),
                        lastFailure);
            }
        } else if (to == State.CLOSED) {
            suspended = null;
            LOG.info("the store is asked again");
        }
    }

    private StoreSuspendedException suspended(Request<?> request) {
        Suspension present = suspended;
        Throwable failure = lastFailure;
        Duration left = present == null ? Duration.ZERO : Duration.between(clock.instant(), present.until);
        Duration retryAfter = left.isNegative() ? Duration.ZERO : left;
        String next =
                retryAfter.isZero() ? "it is being tried now" : "it is tried again in " + Checks.shown(retryAfter);
        return new StoreSuspendedException(
                "the store was not asked to " + request.words() + ": it is left alone"
                        + (present == null ? "" : " since " + present.since) + ", since it failed, last with "
                        + Checks.escaped(String.valueOf(failure)) + "; " + next,
                failure,
                retryAfter);
    }
}
