/**
 * Fair scheduling: whose task starts next, and the threads on which it runs.
 *
 * <p>{@link io.valve4j.internal.schedule.FairScheduler} is a pure state machine: no thread, no lock, no clock, no I/O; time
 * is an argument and effects are return values. {@code Shell} drives it: it has the lock, the clock and the alarm, and has
 * effects performed when the lock is released. {@link io.valve4j.internal.schedule.Dispatcher} is the door: what others may
 * ask, each as a step of the shell. Nothing here knows of subscriptions, quotas or stores.
 */
@NullMarked
package io.valve4j.internal.schedule;

import org.jspecify.annotations.NullMarked;
