package io.valve4j.testkit.traffic;

import io.valve4j.Reason;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * How requests fared: those of one user, or of several. An immutable value.
 *
 * @param asked how many there were
 * @param refusals how many of them could not run, by the reason; the reasons in their order
 * @param waits how long those that could run had to wait for it
 */
public record Score(long asked, Map<Reason, Long> refusals, Waits waits) {

    /** Copies the map. */
    public Score {
        Map<Reason, Long> copy = new EnumMap<>(Reason.class);
        copy.putAll(refusals);
        refusals = Collections.unmodifiableMap(copy);
    }

    /** How many could run. */
    public long ran() {
        return waits.count();
    }

    /** How many could not. */
    public long refused() {
        return refusals.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Whether any waited or was refused. */
    public boolean waitedOrWasRefused() {
        return refused() > 0 || !waits.longest().isZero();
    }
}
