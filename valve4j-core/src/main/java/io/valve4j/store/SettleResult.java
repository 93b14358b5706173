package io.valve4j.store;

import io.valve4j.internal.check.Checks;
import java.util.List;

/**
 * How a settlement ended.
 *
 * @param outcome what was done
 * @param draws what it did to the counters, in the order of its postings; empty if nothing
 */
public record SettleResult(Outcome outcome, List<Draw> draws) {

    /** Nothing was done. */
    public static final SettleResult NO_EFFECT = new SettleResult(Outcome.NO_EFFECT, List.of());

    /** Checks both. */
    public SettleResult {
        Checks.notNull("the outcome", outcome);
        draws = List.copyOf(Checks.notNull("the draws", draws));
    }

    /** What was done. */
    public enum Outcome {
        /** It is settled. */
        DONE,
        /** It is settled, though the hold had lapsed, so that others may have used its room. */
        LATE,
        /** It was settled before, or is not known (any more): nothing was changed. */
        NO_EFFECT
    }
}
