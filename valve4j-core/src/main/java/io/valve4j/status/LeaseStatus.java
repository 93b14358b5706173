package io.valve4j.status;

import io.valve4j.internal.check.Checks;
import java.util.Map;

/**
 * Units of quotas that were charged in advance, and wait here to be spent.
 *
 * @param owners for how many users something is leased, or was until a moment ago
 * @param units what is left of it, by meter; sums stop at {@link Long#MAX_VALUE}
 */
public record LeaseStatus(long owners, Map<String, Long> units) {

    /** Keeps a copy. */
    public LeaseStatus {
        Checks.between("the number of owners", owners, 0, Long.MAX_VALUE);
        units = Map.copyOf(Checks.notNull("the units", units));
    }
}
