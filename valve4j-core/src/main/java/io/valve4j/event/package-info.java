/**
 * What happens in a valve, told to whoever wants to know: {@link io.valve4j.event.ValveListener} and the records that it gets.
 *
 * <p>Values and one interface. How events reach a listener is not known here; nor does anything here decide.
 */
@NullMarked
package io.valve4j.event;

import org.jspecify.annotations.NullMarked;
