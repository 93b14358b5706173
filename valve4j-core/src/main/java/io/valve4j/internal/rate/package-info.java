/**
 * The exact token bucket behind every {@link io.valve4j.Rate}: integer arithmetic on one {@code long}, lock-free, with
 * time as an argument. {@link io.valve4j.internal.rate.RateCell} is the door; nothing here knows users, resources,
 * queues, clocks or threads.
 */
@NullMarked
package io.valve4j.internal.rate;

import org.jspecify.annotations.NullMarked;
