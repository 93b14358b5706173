/**
 * The library's front: {@link io.valve4j.ValveManager}, the values that configure it, and the handles that it gives out.
 *
 * <p>Values, interfaces and the manager only. How things are done lives in {@code io.valve4j.internal}, which only the
 * manager calls.
 */
@NullMarked
package io.valve4j;

import org.jspecify.annotations.NullMarked;
