package io.valve4j.benchmarks;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What is kept of a million users, each with a limiter of their own, who each took one permit and left: at once, while their
 * buckets refill; and some time after these are full again. Counted is the heap after garbage collection, without the user
 * ids, and the threads with our name. Everything happens once in a JVM of its own.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
@Fork(value = 1, jvmArgsAppend = "-Xmx3g")
public class MemoryBenchmark {

    private static final int USERS = 1_000_000;
    private static final int REFILL_SECONDS = 10;
    private static final int PATIENCE_SECONDS = 60;
    private static final Limit LIMIT = new Limit(1, Duration.ofSeconds(REFILL_SECONDS));

    /** Nothing of a user is left if there is less than this: what the JVM itself has come to need in the meantime. */
    private static final double NOTHING = 1;

    /** When we look. */
    public enum Look {
        /** While the buckets refill, and no longer. */
        ONCE,
        /** Then, and when all are full again. */
        TWICE
    }

    /** What was found. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Found {

        /** Of heap, for each user, while the buckets refill. */
        public double bytesWhileRefilling;

        /** Of heap, for each user, when all are full again. */
        public double bytesAfterwards;

        /** Ours. */
        public double threads;
    }

    /** Whom is asked, and when. */
    @State(Scope.Benchmark)
    public static class Question {

        @Param
        public Keeper keeper = Keeper.VALVE4J;

        @Param
        public Look look = Look.ONCE;
    }

    @Benchmark
    public Object keep(Question question, Found found) throws InterruptedException {
        String[] users = Users.named(USERS);
        Predicate<String> limiters = question.keeper.open(LIMIT);
        long before = heap();
        long start = System.nanoTime();
        for (String user : users) {
            if (!limiters.test(user)) {
                throw new IllegalStateException(question.keeper + " refused the first permit of " + user);
            }
        }
        found.bytesWhileRefilling = (double) (heap() - before) / USERS;
        // Of all keepers ours alone lets go of a bucket that is full.
        if (question.keeper == Keeper.VALVE4J && secondsSince(start) >= REFILL_SECONDS) {
            throw new IllegalStateException("the first users' buckets were full again before the last users came:"
                    + " this machine is too slow, or does other things");
        }
        if (question.look == Look.TWICE) {
            found.bytesAfterwards = (double) afterwards(start, before) / USERS;
        }
        found.threads = ourThreads();
        return new Object[] {users, limiters};
    }

    /** Looks until nothing is left, or nobody would wait any longer. */
    private static long afterwards(long start, long before) throws InterruptedException {
        TimeUnit.SECONDS.sleep(REFILL_SECONDS - secondsSince(start) + 2);
        long kept = heap() - before;
        while ((kept > NOTHING * USERS || ourThreads() > 0) && secondsSince(start) < PATIENCE_SECONDS) {
            TimeUnit.SECONDS.sleep(1);
            kept = heap() - before;
        }
        return Math.max(0, kept);
    }

    private static long secondsSince(long start) {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
    }

    private static long heap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static long ourThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("valve4j-"))
                .count();
    }
}
