/**
 * What a caller says about a task, and what is left of one that failed.
 *
 * <p>{@link io.valve4j.task.TaskOptions} and the values in it say how a task waits, what it costs and how it is tried again;
 * {@link io.valve4j.task.TaskDecorator} goes round it. {@link io.valve4j.task.DeadLetter} is a task that failed for good,
 * {@link io.valve4j.task.DeadLetterQueue} the interface that a database implements to keep it, and
 * {@link io.valve4j.task.DeadLetters} what an application does with it. Values, interfaces, and the queue in memory; nothing
 * here runs or waits.
 */
@NullMarked
package io.valve4j.task;

import org.jspecify.annotations.NullMarked;
