/**
 * Changes of subscriptions: read, decide, save under the revision that was read, again if another change came between.
 *
 * <p>Knows profiles only by the names of their quotas, through
 * {@link io.valve4j.internal.subscription.ProfileLookup}. Whether a user may act is decided elsewhere.
 */
@NullMarked
package io.valve4j.internal.subscription;

import org.jspecify.annotations.NullMarked;
