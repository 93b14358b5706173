/**
 * Demonstrations that run in real time, found by name in {@link io.valve4j.cli.demo.Demos}.
 *
 * <p>Each uses the library as any program would, through its public API. Those made here say at their end whether what they
 * showed adds up; the others are the programs of {@code io.valve4j.examples}.
 */
@NullMarked
package io.valve4j.cli.demo;

import org.jspecify.annotations.NullMarked;
