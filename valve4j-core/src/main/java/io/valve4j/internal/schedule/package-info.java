/**
 * Fair scheduling: whose task starts next, and the threads on which it runs.
 *
 * <p>{@link io.valve4j.internal.schedule.FairScheduler} is a pure state machine: no thread, no lock, no clock, no I/O; time
 * is an argument and effects are return values. {@link io.valve4j.internal.schedule.Dispatcher} is the shell round it that
 * owns the lock, the alarm and the executor. Nothing here knows of subscriptions, quotas or stores.
 */
@NullMarked
package io.valve4j.internal.schedule;

import org.jspecify.annotations.NullMarked;
