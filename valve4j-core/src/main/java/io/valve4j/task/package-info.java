/**
 * What a caller says about a task: {@link io.valve4j.task.TaskOptions} and the shape of the task itself.
 *
 * <p>Values only; nothing here runs, waits or counts.
 */
@NullMarked
package io.valve4j.task;

import org.jspecify.annotations.NullMarked;
