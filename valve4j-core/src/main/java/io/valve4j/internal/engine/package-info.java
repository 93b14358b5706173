/**
 * What the manager is made of: the configuration in force, who a user is and may, and the handles that bring rates, turns
 * and quotas together in one decision.
 *
 * <p>The only room that knows the other internal rooms; none of them knows this one.
 */
@NullMarked
package io.valve4j.internal.engine;

import org.jspecify.annotations.NullMarked;
