/**
 * Demonstrations that run in real time, found by name in {@link io.valve4j.cli.demo.Demos}.
 *
 * <p>Each uses the library as any program would, through its public API, and says at its end whether what it showed adds up.
 */
@NullMarked
package io.valve4j.cli.demo;

import org.jspecify.annotations.NullMarked;
