package io.valve4j.benchmarks;

import io.valve4j.Limiter;
import io.valve4j.Profile;
import io.valve4j.ValveManager;
import io.valve4j.quota.Quota;
import io.valve4j.quota.QuotaMode;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A take that charges a monthly quota on the in-memory store, exactly and on a lease. {@link FloorBenchmark} and
 * {@link TryTakeBenchmark}, in the same run, say what the clock and the rate alone cost. With {@code -prof gc} for the bytes.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
@State(Scope.Benchmark)
public class LeaseBenchmark {

    private static final Quota PLENTY = Quota.perMonth(Quota.UNLIMITED - 1);

    private ValveManager valve;
    private Limiter exact;
    private Limiter leased;

    @Setup
    public void open() {
        valve = ValveManager.create();
        valve.register(
                Profile.named("exact").quota(PLENTY),
                Profile.named("leased").quota(PLENTY).mode(QuotaMode.leased(1_000, Duration.ofSeconds(5))));
        exact = valve.limiter("exact", "ada");
        leased = valve.limiter("leased", "ada");
    }

    @TearDown
    public void close() {
        valve.close();
    }

    @Benchmark
    public boolean exact() {
        return exact.tryTake();
    }

    @Benchmark
    public boolean leased() {
        return leased.tryTake();
    }

    @Benchmark
    @Threads(2)
    public boolean exactByTwoThreads() {
        return exact.tryTake();
    }

    @Benchmark
    @Threads(2)
    public boolean leasedByTwoThreads() {
        return leased.tryTake();
    }
}
