/**
 * Quotas as values: what is counted ({@link io.valve4j.quota.Quota}), over which time ({@link io.valve4j.quota.Window}),
 * what comes on top ({@link io.valve4j.quota.Grant}), how it is charged ({@link io.valve4j.quota.QuotaMode}), and how it stands
 * ({@link io.valve4j.quota.Usage}).
 *
 * <p>Pure: nothing here reads a clock, counts, or knows of a store or a subscription. Counting belongs to the store, the
 * decision to the ledger.
 */
@NullMarked
package io.valve4j.quota;

import org.jspecify.annotations.NullMarked;
