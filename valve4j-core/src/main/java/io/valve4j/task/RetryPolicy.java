package io.valve4j.task;

import io.valve4j.internal.check.Checks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * When what failed is tried again: how often, after which delays, and after which failures.
 *
 * <pre>{@code
 * limiter.run(() -> mail.send(), DEFAULT.retry(RetryPolicy.attempts(4).baseDelay(Duration.ofMillis(200))));
 * }</pre>
 *
 * <p>Between attempt n and the next lies {@code baseDelay × multiplier^(n-1)}, at most {@code maxDelay}: exponential backoff.
 * With jitter, which is the default, the delay is drawn evenly from zero to that: full jitter, which keeps those who failed
 * together from coming back together (Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog 2015).
 *
 * <p>An immutable value, thread-safe if its predicate is; every call returns a new one and checks its argument on the spot.
 *
 * @param attempts how often it is tried in all, the first time included
 * @param baseDelay the longest delay after the first failure
 * @param multiplier how much longer each delay may be than the one before
 * @param maxDelay what no delay exceeds
 * @param jitter whether delays are drawn at random
 * @param retries after which failures it is tried again; called in the thread of the attempt; one that throws counts as no
 */
public record RetryPolicy(
        int attempts,
        Duration baseDelay,
        double multiplier,
        Duration maxDelay,
        boolean jitter,
        Predicate<? super Throwable> retries) {

    /** The most attempts. */
    public static final int MAX_ATTEMPTS = 1_000;

    /** The largest multiplier. */
    public static final double MAX_MULTIPLIER = 1_000;

    /** One attempt and no more. */
    public static final RetryPolicy NONE = attempts(1);

    /** Checks every part. */
    public RetryPolicy {
        Checks.between("the attempts", attempts, 1, MAX_ATTEMPTS);
        Checks.positive("the base delay", baseDelay);
        if (!(multiplier >= 1 && multiplier <= MAX_MULTIPLIER)) {
            throw new IllegalArgumentException(
                    "the multiplier must be between 1 and " + MAX_MULTIPLIER + ", but was " + multiplier);
        }
        Checks.positive("the longest delay", maxDelay);
        if (baseDelay.compareTo(maxDelay) > 0) {
            throw new IllegalArgumentException("the base delay must be at most the longest delay, " + maxDelay
                    + ", but was " + baseDelay + ": raise the longest delay with it");
        }
        Checks.notNull("the choice of failures", retries);
    }

    /**
     * So many attempts in all, 100 ms after the first failure and twice as long after each further one, at most 30 s, with
     * full jitter; after every {@link Exception} but an {@link InterruptedException}, and after no {@link Error}.
     */
    public static RetryPolicy attempts(int attempts) {
        return new RetryPolicy(
                attempts, Duration.ofMillis(100), 2, Duration.ofSeconds(30), true, RetryPolicy::isOrdinary);
    }

    private static boolean isOrdinary(Throwable failure) {
        return failure instanceof Exception && !(failure instanceof InterruptedException);
    }

    /** The same with another longest delay after the first failure; raises the bound on every delay to it if need be. */
    public RetryPolicy baseDelay(Duration next) {
        Checks.positive("the base delay", next);
        Duration longest = next.compareTo(maxDelay) > 0 ? next : maxDelay;
        return new RetryPolicy(attempts, next, multiplier, longest, jitter, retries);
    }

    /** The same with delays that grow by another factor; 1 leaves them alike. */
    public RetryPolicy multiplier(double next) {
        return new RetryPolicy(attempts, baseDelay, next, maxDelay, jitter, retries);
    }

    /** The same with another bound on every delay, the first one's included. */
    public RetryPolicy maxDelay(Duration next) {
        Checks.positive("the longest delay", next);
        Duration base = baseDelay.compareTo(next) > 0 ? next : baseDelay;
        return new RetryPolicy(attempts, base, multiplier, next, jitter, retries);
    }

    /** The same with delays that are as long as they may be. */
    public RetryPolicy withoutJitter() {
        return new RetryPolicy(attempts, baseDelay, multiplier, maxDelay, false, retries);
    }

    /** The same after these failures, and their subclasses, and no others. */
    @SafeVarargs
    public final RetryPolicy on(Class<? extends Throwable>... failures) {
        List<Class<? extends Throwable>> kinds = new ArrayList<>();
        for (Class<? extends Throwable> failure : Checks.notNull("the failures", failures)) {
            kinds.add(Checks.notNull("the failure", failure));
        }
        return onlyIf(failure -> kinds.stream().anyMatch(kind -> kind.isInstance(failure)));
    }

    /** The same after these failures only. */
    public RetryPolicy onlyIf(Predicate<? super Throwable> choice) {
        return new RetryPolicy(attempts, baseDelay, multiplier, maxDelay, jitter, choice);
    }

    /** Whether there is an attempt after this one, the first being 1, once it has failed so. */
    public boolean another(int attempt, Throwable failure) {
        return attempt < attempts && retries.test(failure);
    }

    /**
     * The delay between this attempt, the first being 1, and the next. Pure.
     *
     * @param draw where in its range the delay lies, from 0 to below 1; of no matter without jitter
     */
    public Duration delayAfter(int attempt, double draw) {
        Checks.between("the attempt", attempt, 1, MAX_ATTEMPTS);
        double grown = (double) baseDelay.toNanos() * Math.pow(multiplier, attempt - 1);
        double longest = Math.min((double) maxDelay.toNanos(), grown);
        return Duration.ofNanos((long) (jitter ? longest * draw : longest));
    }
}
