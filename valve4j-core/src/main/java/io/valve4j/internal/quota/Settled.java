package io.valve4j.internal.quota;

import io.valve4j.store.SettleResult.Outcome;
import java.util.List;

/**
 * How the settlement of a hold ended.
 *
 * @param outcome what was done
 * @param beyondLimit names of the quotas that stand above their limit, since more was used than was held
 * @param passed thresholds that were passed by it
 */
public record Settled(Outcome outcome, List<String> beyondLimit, List<ThresholdPassed> passed) {

    /** Keeps copies. */
    public Settled {
        beyondLimit = List.copyOf(beyondLimit);
        passed = List.copyOf(passed);
    }
}
