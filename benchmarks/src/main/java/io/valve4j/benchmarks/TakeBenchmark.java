package io.valve4j.benchmarks;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One permit off one bucket, taken or refused. As many threads as JMH is told ({@code -t 2}) take from the same bucket;
 * {@code -prof gc} says how many bytes that allocates.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
@State(Scope.Benchmark)
public class TakeBenchmark {

    /** Who is asked. */
    public enum Contestant {
        FLOOR,
        VALVE4J,
        VALVE4J_SUBSCRIBED,
        VALVE4J_SHARED,
        VALVE4J_CHARGED_EXACTLY,
        VALVE4J_CHARGED_ON_LEASE,
        BUCKET4J_LOCK_FREE,
        BUCKET4J_SYNCHRONIZED,
        RESILIENCE4J,
        GUAVA,
        FAILSAFE_BURSTY,
        FAILSAFE_SMOOTH,
        SENTINEL;

        Kind<?> kind() {
            return switch (this) {
                case FLOOR -> Kinds.FLOOR;
                case VALVE4J -> Kinds.DEDICATED;
                case VALVE4J_SUBSCRIBED -> Kinds.SUBSCRIBED;
                case VALVE4J_SHARED -> Kinds.SHARED;
                case VALVE4J_CHARGED_EXACTLY -> Kinds.CHARGED_EXACTLY;
                case VALVE4J_CHARGED_ON_LEASE -> Kinds.CHARGED_ON_LEASE;
                case BUCKET4J_LOCK_FREE -> Kinds.BUCKET4J_LOCK_FREE;
                case BUCKET4J_SYNCHRONIZED -> Kinds.BUCKET4J_SYNCHRONIZED;
                case RESILIENCE4J -> Kinds.RESILIENCE4J;
                case GUAVA -> Kinds.GUAVA;
                case FAILSAFE_BURSTY -> Kinds.FAILSAFE_BURSTY;
                case FAILSAFE_SMOOTH -> Kinds.FAILSAFE_SMOOTH;
                case SENTINEL -> Kinds.SENTINEL;
            };
        }
    }

    /** What the answer is. */
    public enum Answer {
        TAKEN,
        REFUSED
    }

    @Param
    public Contestant contestant = Contestant.FLOOR;

    @Param
    public Answer answer = Answer.TAKEN;

    private BooleanSupplier limiter;

    @Setup
    public void open() {
        limiter = opened(contestant.kind());
        boolean first = limiter.getAsBoolean();
        boolean second = limiter.getAsBoolean();
        boolean expected = answer == Answer.TAKEN || contestant == Contestant.FLOOR;
        if (second != expected) {
            throw new IllegalStateException(contestant + " answered " + first + ", then " + second);
        }
    }

    private <T> BooleanSupplier opened(Kind<T> kind) {
        T opened = kind.open().apply(answer == Answer.TAKEN ? Limit.PLENTY : Limit.ONE_A_DAY);
        return () -> kind.take().test(opened);
    }

    @Benchmark
    public boolean take() {
        return limiter.getAsBoolean();
    }
}
