/**
 * A user's term on a profile: {@link io.valve4j.subscription.Subscription} is the fact, its
 * {@link io.valve4j.subscription.SubscriptionStatus status} is derived from it for an instant,
 * {@link io.valve4j.subscription.Subscriptions} changes it, and {@link io.valve4j.subscription.AuditEvent} remembers. Its
 * parts are values of their own: term, tier, stops, allowances.
 *
 * <p>Values and one interface. What a profile grants, and how changes reach a store, is not known here.
 */
@NullMarked
package io.valve4j.subscription;

import org.jspecify.annotations.NullMarked;
