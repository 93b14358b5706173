package io.valve4j.task;

import io.valve4j.internal.check.Checks;
import io.valve4j.quota.Quota;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a caller says about one task, permit or take, beside what to do.
 *
 * <pre>{@code
 * limiter.run(() -> mail.send(), waitUpTo(Duration.ofSeconds(5)).deadline(Duration.ofMinutes(1)).cost("tokens", 512));
 * }</pre>
 *
 * <p>An immutable value; every call returns a new one and checks its argument on the spot. Start from {@link #DEFAULT} or
 * {@link #waitUpTo}.
 *
 * @param name what the task is called in messages and reports
 * @param maxWait how long the caller is ready to wait: for room in the queue when submitting, for the permit when
 *     acquiring; zero means not at all
 * @param latestStart how long after the call the task may start at the latest; never after that, if present
 * @param calls permits of the rate that it needs, and units of the meter {@code calls} that it is charged; 1 unless set
 * @param units units of other meters that it is charged
 * @param failurePlan what becomes of a task that fails; of no matter for permits and takes
 * @param idempotencyKey by which a repeat is known for {@link io.valve4j.store.ValveStore#KEY_MEMORY}; empty if there will be
 *     none
 */
public record TaskOptions(
        String name,
        Duration maxWait,
        Optional<Duration> latestStart,
        long calls,
        Map<String, Long> units,
        FailurePlan failurePlan,
        Optional<String> idempotencyKey) {

    /** Does not wait, has no deadline, costs one call, is tried once. */
    public static final TaskOptions DEFAULT = new TaskOptions(
            "task", Duration.ZERO, Optional.empty(), 1, Map.of(), FailurePlan.DEFAULT, Optional.empty());

    /** As long as it takes, for {@link #waitUpTo}. */
    public static final Duration FOREVER = Checks.MAX_DURATION;

    /** The most permits that one task may need. */
    public static final long MAX_COST = 1_000_000_000L;

    /** Checks every part. */
    public TaskOptions {
        Checks.name("the task's name", name);
        maxWait = Checks.wait("the wait", maxWait);
        Checks.notNull("the deadline", latestStart).ifPresent(d -> Checks.positive("the deadline", d));
        Checks.between("the cost", calls, 1, MAX_COST);
        units = Map.copyOf(Checks.notNull("the costs by meter", units));
        units.forEach((meter, amount) -> {
            Checks.name("the meter", meter);
            if (meter.equals(Quota.CALLS)) {
                throw new IllegalArgumentException("the costs by meter must not name " + Checks.quoted(meter)
                        + ", which is the cost itself, but did with " + amount + ": use cost(" + amount + ")");
            }
            Checks.between("the cost in " + Checks.quoted(meter), amount, 1, Long.MAX_VALUE);
        });
        Checks.notNull("the failure plan", failurePlan);
        Checks.notNull("the idempotency key", idempotencyKey).ifPresent(key -> Checks.name("the idempotency key", key));
    }

    /** Ready to wait that long; {@link #FOREVER} means as long as it takes, which is backpressure. */
    public static TaskOptions waitUpTo(Duration wait) {
        return DEFAULT.waiting(wait);
    }

    /** The same under a name. */
    public TaskOptions named(String next) {
        return new TaskOptions(next, maxWait, latestStart, calls, units, failurePlan, idempotencyKey);
    }

    /** The same, ready to wait that long. */
    public TaskOptions waiting(Duration next) {
        return new TaskOptions(name, next, latestStart, calls, units, failurePlan, idempotencyKey);
    }

    /**
     * The same with a deadline: the task starts before so much time has passed, or never. If it is still queued then, its
     * future completes with a {@link java.util.concurrent.TimeoutException} and its charge is given back. A further attempt
     * must start before the deadline too; one that cannot is not waited for, and the task fails as it failed last.
     */
    public TaskOptions deadline(Duration next) {
        return new TaskOptions(
                name,
                maxWait,
                Optional.of(Checks.notNull("the deadline", next)),
                calls,
                units,
                failurePlan,
                idempotencyKey);
    }

    /** The same at a cost of so many calls: permits of the rate, and units of quotas that count {@code calls}. */
    public TaskOptions cost(long next) {
        return new TaskOptions(name, maxWait, latestStart, next, units, failurePlan, idempotencyKey);
    }

    /** The same with a cost in another meter, which leaves the rate alone. */
    public TaskOptions cost(String meter, long amount) {
        Checks.name("the meter", meter);
        if (meter.equals(Quota.CALLS)) {
            return cost(amount);
        }
        Map<String, Long> next = new HashMap<>(units);
        next.put(meter, amount);
        return new TaskOptions(name, maxWait, latestStart, calls, next, failurePlan, idempotencyKey);
    }

    /**
     * The same, tried again when it fails. In between it holds no worker; it waits its fair turn and needs a permit like any
     * other, but no room in the queue, and is charged no second time.
     */
    public TaskOptions retry(RetryPolicy policy) {
        return withPlan(new FailurePlan(policy, failurePlan.refund(), failurePlan.payload()));
    }

    /** The same, its charge given back once it has failed for good. Else what has started keeps its charge, however it ends. */
    public TaskOptions refundOnFailure() {
        return withPlan(new FailurePlan(failurePlan.retry(), true, failurePlan.payload()));
    }

    /**
     * The same with a payload for its dead letter: text from which a handler can do the task again, after a restart too.
     *
     * @throws IllegalArgumentException if it is longer than {@value FailurePlan#MAX_PAYLOAD} characters
     */
    public TaskOptions payload(String text) {
        Checks.notNull("the payload", text);
        return withPlan(new FailurePlan(failurePlan.retry(), failurePlan.refund(), Optional.of(text)));
    }

    /**
     * The same with a key for its charge: a call that repeats it with the same costs, because the first one's answer was lost,
     * is admitted and not charged again. Remembered only for what was charged: one that was refused, or gave its charge back,
     * is charged afresh. The key belongs to the user; where no quota counts anything, it is of no matter.
     *
     * <p>The same key with other costs is a {@link io.valve4j.quota.KeyReusedException}.
     */
    public TaskOptions idempotencyKey(String key) {
        Checks.notNull("the idempotency key", key);
        return new TaskOptions(name, maxWait, latestStart, calls, units, failurePlan, Optional.of(key));
    }

    private TaskOptions withPlan(FailurePlan next) {
        return new TaskOptions(name, maxWait, latestStart, calls, units, next, idempotencyKey);
    }
}
