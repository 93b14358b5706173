/**
 * The ledger: turns a profile's quotas into pools and limits for one user and one span of time, charges them or sets units
 * aside, settles, and explains the answer.
 *
 * <p>Everything that can be decided without the store is decided here; what must be atomic is the store's. Nothing here
 * knows of rates, workers, or who is asking for what.
 */
@NullMarked
package io.valve4j.internal.quota;

import org.jspecify.annotations.NullMarked;
