/**
 * {@code valve soak}: a mixed load for minutes, sent at times that were set beforehand, whatever the valve takes to answer; and what
 * must be true of heap, latency and the books in the end.
 */
@NullMarked
package io.valve4j.cli.soak;

import org.jspecify.annotations.NullMarked;
