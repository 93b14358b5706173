/**
 * What Micrometer sees of a valve: {@link io.valve4j.micrometer.MicrometerListener} turns its events and its status into meters,
 * {@link io.valve4j.micrometer.ContextPropagation} takes a submitter's context into the tasks.
 *
 * <p>Only reads and counts; nothing here decides. Knows core by its API alone.
 */
@NullMarked
package io.valve4j.micrometer;

import org.jspecify.annotations.NullMarked;
