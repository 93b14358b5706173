/**
 * JMH benchmarks: each beside the least that its work could cost on this machine and, where there is one, a peer's way of
 * doing it. Only the public API is measured, but for {@link io.valve4j.benchmarks.ScheduleBenchmark}: the rule by itself.
 */
@NullMarked
package io.valve4j.benchmarks;

import org.jspecify.annotations.NullMarked;
