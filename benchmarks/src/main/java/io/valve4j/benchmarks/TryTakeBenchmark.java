package io.valve4j.benchmarks;

import io.github.bucket4j.Bucket;
import io.valve4j.Decision;
import io.valve4j.Limiter;
import io.valve4j.Profile;
import io.valve4j.Rate;
import io.valve4j.Resource;
import io.valve4j.ValveManager;
import io.valve4j.quota.Quota;
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
 * One permit off a bucket, taken and refused, with and without a subscription and a quota, next to Bucket4j; the floor under
 * them is {@link FloorBenchmark}. Run with {@code -prof gc} for the bytes.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
@State(Scope.Benchmark)
public class TryTakeBenchmark {

    private ValveManager valve;
    private Limiter plain;
    private Limiter shared;
    private Limiter refused;
    private Limiter subscribed;
    private Limiter counted;
    private Bucket bucket;
    private Bucket emptyBucket;

    @Setup
    public void open() {
        Rate plenty = Rate.perSecond(1_000_000_000);
        valve = ValveManager.create();
        valve.register(
                Resource.named("shared").rate(plenty),
                Profile.named("plain").dedicated(Resource.each().rate(plenty)).shared("shared"),
                Profile.named("refused").dedicated(Resource.each().rate(Rate.perDay(1))),
                Profile.named("counted")
                        .dedicated(Resource.each().rate(plenty))
                        .quota(Quota.perMonth(Quota.UNLIMITED)));
        plain = valve.limiter("plain", "ada");
        shared = plain.on("shared");
        refused = valve.limiter("refused", "ada");
        refused.tryTake();
        valve.subscriptions().create("bob", "plain", Duration.ofDays(30));
        subscribed = valve.limiter("bob");
        counted = valve.limiter("counted", "ada");
        bucket = Bucket.builder()
                .addLimit(limit -> limit.capacity(1_000_000_000).refillGreedy(1_000_000_000, Duration.ofSeconds(1)))
                .build();
        emptyBucket = Bucket.builder()
                .addLimit(limit -> limit.capacity(1).refillGreedy(1, Duration.ofDays(1)))
                .build();
        emptyBucket.tryConsume(1);
    }

    @TearDown
    public void close() {
        valve.close();
    }

    @Benchmark
    public boolean dedicated() {
        return plain.tryTake();
    }

    @Benchmark
    @Threads(2)
    public boolean dedicatedByTwoThreads() {
        return plain.tryTake();
    }

    @Benchmark
    public boolean shared() {
        return shared.tryTake();
    }

    @Benchmark
    public boolean dedicatedRefused() {
        return refused.tryTake();
    }

    @Benchmark
    public boolean dedicatedSubscribed() {
        return subscribed.tryTake();
    }

    @Benchmark
    public boolean dedicatedWithQuotaInMemory() {
        return counted.tryTake();
    }

    @Benchmark
    public Decision takeWithQuotaInMemory() {
        return counted.take();
    }

    @Benchmark
    public boolean bucket4j() {
        return bucket.tryConsume(1);
    }

    @Benchmark
    public boolean bucket4jRefused() {
        return emptyBucket.tryConsume(1);
    }
}
