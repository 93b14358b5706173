package io.valve4j.benchmarks;

import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
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
 * One permit for a user among a million, who come in random order. All of them were there before, and none has a full bucket:
 * what is kept for each is really there. At that size the time goes to memory that is in no cache.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "-Xmx3g")
@State(Scope.Benchmark)
public class KeyedBenchmark {

    private static final int USERS = 1_000_000;
    private static final int REQUESTS = 1 << 21;

    @Param
    public Keeper keeper = Keeper.FLOOR;

    private String[] requests;
    private Predicate<String> limiters;
    private int turn;

    @Setup
    public void comeOnce() {
        limiters = keeper.open(Limit.SLOWLY_REFILLED);
        for (String user : Users.named(USERS)) {
            if (!limiters.test(user)) {
                throw new IllegalStateException(keeper + " refused the first permit of " + user);
            }
        }
        requests = Users.ofRequests(USERS, REQUESTS);
    }

    @Benchmark
    public boolean take() {
        turn = (turn + 1) & (REQUESTS - 1);
        return limiters.test(requests[turn]);
    }
}
