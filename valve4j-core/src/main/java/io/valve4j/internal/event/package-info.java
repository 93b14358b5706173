/**
 * How events reach listeners: {@link io.valve4j.internal.event.Events} tells all of them, each through a mailbox of its own,
 * so that none can hold up whoever caused an event, nor another listener.
 *
 * <p>Knows nothing of what the events say.
 */
@NullMarked
package io.valve4j.internal.event;

import org.jspecify.annotations.NullMarked;
