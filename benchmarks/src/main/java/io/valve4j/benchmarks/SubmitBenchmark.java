package io.valve4j.benchmarks;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * From submit to the end of an empty task: two threads submit to two workers. Each thread submits a batch, then waits for an
 * earlier one, so that the workers always have something to do and nobody waits for single tasks: what is measured is work,
 * and not how fast the machine wakes threads. As many batches are under way as are needed for every user to have a task.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
@State(Scope.Benchmark)
@Threads(SubmitBenchmark.SUBMITTERS)
public class SubmitBenchmark {

    static final int SUBMITTERS = 2;
    private static final int BATCH = 1_000;

    @Param
    public Pool pool = Pool.THREAD_POOL_EXECUTOR;

    /** How many users have tasks at any time. */
    @Param({"1", "1000", "100000"})
    public int users = 1;

    private OpenPool open;

    @Setup
    public void open() {
        open = pool.open(Users.named(users));
    }

    @TearDown
    public void close() {
        open.close();
    }

    /** What one submitter has under way. */
    @State(Scope.Thread)
    public static class Submitter {

        private CompletableFuture<?>[][] batches;
        private int firstUser;
        private int userCount;
        private int nextUser;
        private int turn;

        @Setup
        public void divide(SubmitBenchmark all, ThreadParams thread) {
            userCount = Math.max(1, all.users / SUBMITTERS);
            firstUser = Math.min(all.users - userCount, thread.getThreadIndex() * userCount);
            batches = new CompletableFuture<?>[1 + Math.max(1, userCount / BATCH)][0];
        }

        @TearDown
        public void finish() {
            for (CompletableFuture<?>[] batch : batches) {
                await(batch);
            }
        }

        private int user() {
            nextUser = nextUser + 1 < userCount ? nextUser + 1 : 0;
            return firstUser + nextUser;
        }

        private void start(CompletableFuture<?>[] batch) {
            batches[turn] = batch;
            turn = turn + 1 < batches.length ? turn + 1 : 0;
        }

        private CompletableFuture<?>[] oldest() {
            return batches[turn];
        }

        /** The last first: when that has ended, so have nearly all. */
        private static void await(CompletableFuture<?>[] batch) {
            for (int i = batch.length - 1; i >= 0; i--) {
                batch[i].join();
            }
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void submit(Submitter submitter) {
        CompletableFuture<?>[] batch = new CompletableFuture<?>[BATCH];
        for (int i = 0; i < BATCH; i++) {
            batch[i] = open.submit(submitter.user());
        }
        submitter.start(batch);
        Submitter.await(submitter.oldest());
    }
}
