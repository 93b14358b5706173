/**
 * Time as the library sees it: {@link io.valve4j.time.TimeSource} tells it and wakes whoever asked to be woken.
 *
 * <p>No other package reads a clock or owns a timer; so whoever owns the time source owns all time, in tests and in
 * simulations alike. Nothing about limits belongs here.
 */
@NullMarked
package io.valve4j.time;

import org.jspecify.annotations.NullMarked;
