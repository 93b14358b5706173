package io.valve4j.subscription;

import io.valve4j.internal.check.Checks;
import io.valve4j.quota.Usage;
import org.jspecify.annotations.Nullable;

/**
 * How one quota stands, and how it would stand on another profile: for the page on which a customer chooses.
 *
 * @param quota the quota's name
 * @param before how it stands now; null if the present profile has no such quota
 * @param after how it would stand right after the change; null if the other profile has no such quota
 */
public record QuotaPreview(
        String quota, @Nullable Usage before, @Nullable Usage after) {

    /** Checks the name. */
    public QuotaPreview {
        Checks.name("the quota's name", quota);
    }
}
