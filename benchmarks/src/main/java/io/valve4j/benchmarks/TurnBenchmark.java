package io.valve4j.benchmarks;

import com.google.common.util.concurrent.RateLimiter;
import io.valve4j.Profile;
import io.valve4j.Rate;
import io.valve4j.Resource;
import io.valve4j.ValveManager;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
 * A light user's tasks behind a heavy one's 5,000, at 1,000/s on ten workers: how many others start between the submit of a
 * light task and its start. One is submitted at once, and then one after another, each a moment after the last has ended,
 * for as long as there are heavy ones. Counted is the worst of them.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
@Fork(1)
public class TurnBenchmark {

    private static final int HEAVY_TASKS = 5_000;
    private static final int PER_SECOND = 1_000;
    private static final int WORKERS = 10;
    private static final int PAUSE_MILLIS = 20;

    /** Whose turn it is. */
    public enum Order {
        VALVE4J,
        /** One queue for all, as a {@code ThreadPoolExecutor} has; its workers wait for a permit. */
        ONE_QUEUE
    }

    /** What was found. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Found {

        /** Others that started first, for the light task that met most of them. */
        public double others;

        /** The light tasks. */
        public double tasks;
    }

    /** Whom is asked. */
    @State(Scope.Benchmark)
    public static class Question {

        @Param
        public Order order = Order.VALVE4J;
    }

    @Benchmark
    public void takeTurns(Question question, Found found) throws Exception {
        switch (question.order) {
            case VALVE4J -> inFairTurns(found);
            case ONE_QUEUE -> inOneQueue(found);
        }
    }

    private static void inFairTurns(Found found) throws Exception {
        try (ValveManager valve = ValveManager.create()) {
            valve.register(
                    Resource.named("api")
                            .workers(WORKERS)
                            .queue(4 * HEAVY_TASKS)
                            .rate(Rate.perSecond(PER_SECOND).burst(1)),
                    Profile.named("plan").shared("api"));
            Executor heavy = valve.limiter("plan", "heavy").executor();
            Executor light = valve.limiter("plan", "light").executor();
            measure(heavy, light, found);
        }
    }

    private static void inOneQueue(Found found) throws Exception {
        ExecutorService queue = Executors.newFixedThreadPool(WORKERS);
        RateLimiter rate = RateLimiter.create(PER_SECOND);
        try {
            Executor paced = task -> queue.execute(() -> {
                rate.acquire();
                task.run();
            });
            measure(paced, paced, found);
        } finally {
            queue.shutdownNow();
        }
    }

    private static void measure(Executor heavy, Executor light, Found found)
            throws InterruptedException, ExecutionException {
        AtomicInteger heavyStarted = new AtomicInteger();
        for (int i = 0; i < HEAVY_TASKS; i++) {
            heavy.execute(heavyStarted::incrementAndGet);
        }
        List<Integer> others = new ArrayList<>();
        while (heavyStarted.get() < HEAVY_TASKS) {
            int before = heavyStarted.get();
            CompletableFuture<Integer> seen = new CompletableFuture<>();
            light.execute(() -> seen.complete(heavyStarted.get() - before));
            others.add(seen.get());
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        found.others = others.stream().mapToInt(Integer::intValue).max().orElseThrow();
        found.tasks = others.size();
    }
}
