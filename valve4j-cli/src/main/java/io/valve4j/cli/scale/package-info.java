/**
 * {@code valve scale}: how much a crowd costs. Each experiment fills a valve of its own with one kind of crowd, measures heap,
 * threads and alarms, and lets the crowd go again.
 */
@NullMarked
package io.valve4j.cli.scale;

import org.jspecify.annotations.NullMarked;
