package io.valve4j.benchmarks;

import io.valve4j.Limiter;
import io.valve4j.Profile;
import io.valve4j.Resource;
import io.valve4j.ValveManager;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * From submit to the end of an empty task: two threads submit batches to two workers and wait for the last of each batch,
 * next to a {@link ThreadPoolExecutor} with the same bounds and a {@link CompletableFuture} per task.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
@State(Scope.Benchmark)
@Threads(2)
public class SubmitBenchmark {

    private static final int BATCH = 1_000;
    private static final int QUEUE = 10_000;

    private ValveManager valve;
    private Limiter dedicated;
    private Limiter[] users;
    private ThreadPoolExecutor pool;

    @Setup
    public void open() {
        valve = ValveManager.create();
        valve.register(
                Resource.named("shared").workers(2).queue(QUEUE),
                Profile.named("alone").dedicated(Resource.each().workers(2).queue(QUEUE)),
                Profile.named("many").shared("shared"));
        dedicated = valve.limiter("alone", "ada");
        users = new Limiter[1_000];
        for (int i = 0; i < users.length; i++) {
            users[i] = valve.limiter("many", "user-" + i);
        }
        pool = new ThreadPoolExecutor(2, 2, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(QUEUE));
    }

    @TearDown
    public void close() {
        valve.close();
        pool.shutdown();
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public Integer dedicated() {
        CompletableFuture<?>[] batch = new CompletableFuture<?>[BATCH];
        for (int i = 0; i < BATCH; i++) {
            batch[i] = dedicated.submit(() -> 1);
        }
        CompletableFuture.allOf(batch).join();
        return BATCH;
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public Integer sharedByThousandUsers() {
        CompletableFuture<?>[] batch = new CompletableFuture<?>[BATCH];
        for (int i = 0; i < BATCH; i++) {
            batch[i] = users[i].submit(() -> 1);
        }
        CompletableFuture.allOf(batch).join();
        return BATCH;
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public Integer threadPoolExecutor() {
        CompletableFuture<?>[] batch = new CompletableFuture<?>[BATCH];
        for (int i = 0; i < BATCH; i++) {
            batch[i] = CompletableFuture.supplyAsync(() -> 1, pool);
        }
        CompletableFuture.allOf(batch).join();
        return BATCH;
    }
}
