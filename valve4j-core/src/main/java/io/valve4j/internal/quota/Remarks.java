package io.valve4j.internal.quota;

import io.valve4j.store.Draw;
import java.util.ArrayList;
import java.util.List;

/**
 * What is worth knowing about a charge that was admitted.
 *
 * @param replayed whether it is the repeat of an earlier one, so that nothing was taken
 * @param uncharged whether it was admitted without the store, so that nothing was taken
 * @param beyondSoft names of the soft quotas whose limit is passed
 * @param passed thresholds that were passed by it
 */
public record Remarks(boolean replayed, boolean uncharged, List<String> beyondSoft, List<ThresholdPassed> passed) {

    /** Nothing. */
    public static final Remarks NONE = new Remarks(false, false, List.of(), List.of());

    /** That the store does not answer, and nothing was taken. */
    public static final Remarks UNCHARGED = new Remarks(false, true, List.of(), List.of());

    static final Remarks REPLAYED = new Remarks(true, false, List.of(), List.of());

    /** With these soft limits and thresholds passed, and nothing else to say. */
    Remarks(List<String> beyondSoft, List<ThresholdPassed> passed) {
        this(false, false, beyondSoft, passed);
    }

    /** Keeps copies. */
    public Remarks {
        beyondSoft = List.copyOf(beyondSoft);
        passed = List.copyOf(passed);
    }

    /** These, and what is worth knowing about what was done to a quota's own counter. */
    Remarks and(QuotaInForce quota, Draw draw) {
        boolean beyond = quota.softLimitPassed(draw.after());
        if (!beyond && !quota.passesAny(draw)) {
            return this;
        }
        List<String> allBeyond = new ArrayList<>(beyondSoft);
        List<ThresholdPassed> allPassed = new ArrayList<>(passed);
        quota.passed(draw, allPassed);
        if (beyond) {
            allBeyond.add(quota.name());
        }
        return new Remarks(replayed, uncharged, allBeyond, allPassed);
    }
}
