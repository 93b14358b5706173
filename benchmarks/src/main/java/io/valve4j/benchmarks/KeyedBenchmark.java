package io.valve4j.benchmarks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.valve4j.Limiter;
import io.valve4j.Profile;
import io.valve4j.Rate;
import io.valve4j.Resource;
import io.valve4j.ValveManager;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * One permit for one of 2^20 users, each with a bucket of their own, in random order: the limiter looked up for each take, and
 * held on to. The floor is a map, the clock and a compare-and-set; the peer is Bucket4j in the same map, and in Caffeine.
 *
 * <p>The rate is such that no bucket is full again, or empty, before the end.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "-Xmx2g")
@State(Scope.Thread)
public class KeyedBenchmark {

    private static final int USERS = 1 << 20;
    private static final long PERMITS = 100_000;
    private static final Duration PERIOD = Duration.ofDays(365);

    private String[] users;
    private int at;

    /** Every user's turn comes, in an order that no prefetcher foresees. */
    private String nextUser() {
        at = (at * 1_664_525 + 1_013_904_223) & (USERS - 1);
        return users[at];
    }

    private static String[] users() {
        String[] users = new String[USERS];
        for (int i = 0; i < USERS; i++) {
            users[i] = "user-" + (1_000_000_000L + i);
        }
        return users;
    }

    private static Bucket newBucket() {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(PERMITS).refillGreedy(PERMITS, PERIOD))
                .build();
    }

    @Setup
    public void open() {
        users = users();
    }

    /** The floor. */
    @State(Scope.Benchmark)
    public static class Floor {

        final ConcurrentHashMap<String, AtomicLong> states = new ConcurrentHashMap<>();

        @Setup
        public void fill(KeyedBenchmark benchmark) {
            for (String user : benchmark.users) {
                states.put(user, new AtomicLong());
            }
        }
    }

    /** Us. */
    @State(Scope.Benchmark)
    public static class Valve {

        ValveManager valve;

        @Setup
        public void fill(KeyedBenchmark benchmark) {
            valve = ValveManager.create();
            valve.register(Profile.named("pro").dedicated(Resource.each().rate(Rate.of(PERMITS, PERIOD))));
            for (String user : benchmark.users) {
                valve.limiter("pro", user).tryTake();
            }
        }

        @TearDown
        public void close() {
            valve.close();
        }
    }

    /** Us, with every limiter held. */
    @State(Scope.Benchmark)
    public static class Held {

        final ConcurrentHashMap<String, Limiter> limiters = new ConcurrentHashMap<>();

        @Setup
        public void fill(KeyedBenchmark benchmark, Valve open) {
            for (String user : benchmark.users) {
                Limiter limiter = open.valve.limiter("pro", user);
                limiter.tryTake();
                limiters.put(user, limiter);
            }
        }
    }

    /** Bucket4j in the map that the JDK has. */
    @State(Scope.Benchmark)
    public static class Bucket4jInMap {

        final ConcurrentHashMap<String, Bucket> buckets = new ConcurrentHashMap<>();

        @Setup
        public void fill(KeyedBenchmark benchmark) {
            for (String user : benchmark.users) {
                buckets.put(user, newBucket());
            }
        }
    }

    /** Bucket4j in a cache that forgets who is idle. */
    @State(Scope.Benchmark)
    public static class Bucket4jInCaffeine {

        final Cache<String, Bucket> buckets =
                Caffeine.newBuilder().expireAfterAccess(Duration.ofHours(1)).build();

        @Setup
        public void fill(KeyedBenchmark benchmark) {
            for (String user : benchmark.users) {
                buckets.put(user, newBucket());
            }
        }
    }

    @Benchmark
    public boolean floor(Floor floor) {
        AtomicLong state = floor.states.get(nextUser());
        long now = System.nanoTime();
        return state.compareAndSet(state.get(), now);
    }

    @Benchmark
    public boolean valve(Valve open) {
        return open.valve.limiter("pro", nextUser()).tryTake();
    }

    @Benchmark
    public boolean valveHeld(Held held) {
        return held.limiters.get(nextUser()).tryTake();
    }

    @Benchmark
    public boolean bucket4jInMap(Bucket4jInMap peer) {
        return peer.buckets.computeIfAbsent(nextUser(), user -> newBucket()).tryConsume(1);
    }

    @Benchmark
    public boolean bucket4jInCaffeine(Bucket4jInCaffeine peer) {
        return peer.buckets.get(nextUser(), user -> newBucket()).tryConsume(1);
    }
}
