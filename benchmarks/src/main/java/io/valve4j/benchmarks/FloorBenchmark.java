package io.valve4j.benchmarks;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The floor under any exact limiter that keeps its state in one word: read the clock, then compare-and-set, again if
 * another thread came first.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FloorBenchmark {

    private final AtomicLong state = new AtomicLong();

    @Benchmark
    @Threads(1)
    public long oneThread() {
        return clockAndCompareAndSet();
    }

    @Benchmark
    @Threads(2)
    public long twoThreads() {
        return clockAndCompareAndSet();
    }

    private long clockAndCompareAndSet() {
        long now = System.nanoTime();
        long seen;
        do {
            seen = state.get();
        } while (!state.compareAndSet(seen, now));
        return seen;
    }
}
