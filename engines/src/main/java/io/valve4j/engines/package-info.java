/**
 * Real engines for tests and benchmarks, one class each: started from what Maven brings, or found at an address that the
 * environment names.
 */
@NullMarked
package io.valve4j.engines;

import org.jspecify.annotations.NullMarked;
