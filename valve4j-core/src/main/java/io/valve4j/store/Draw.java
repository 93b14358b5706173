package io.valve4j.store;

import io.valve4j.internal.check.Checks;

/**
 * What one step did to one counter.
 *
 * @param amount units drawn from it, held in it, posted or given back to it; 0 if it was left alone
 * @param peakBefore its {@linkplain CounterState#peak() peak} before the step: whatever lies between it and the peak after
 *     was passed in this very step, and in no other
 * @param after how it stands after the step
 */
public record Draw(long amount, long peakBefore, CounterState after) {

    /** Checks every part. */
    public Draw {
        Checks.between("the drawn amount", amount, 0, Long.MAX_VALUE);
        Checks.notNull("the counter's state", after);
        Checks.between("the peak before", peakBefore, 0, after.peak());
    }
}
