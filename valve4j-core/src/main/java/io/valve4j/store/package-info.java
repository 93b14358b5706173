/**
 * Where subscriptions, usage and audit live: the interface that a database implements, what is passed through it, and the
 * store in memory. Start with {@link io.valve4j.store.ValveStore}.
 *
 * <p>A store is dumb. It knows no profile, no window and no zone; it gets absolute numbers, and promises atomic steps.
 * Whatever has to be decided before or after the step belongs to the ledger.
 */
@NullMarked
package io.valve4j.store;

import org.jspecify.annotations.NullMarked;
