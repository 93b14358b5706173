/**
 * The {@code valve} command: reads arguments and files, drives the library through its public API, prints. No rule of the
 * library lives here, and nobody depends on it.
 */
@NullMarked
package io.valve4j.cli;

import org.jspecify.annotations.NullMarked;
