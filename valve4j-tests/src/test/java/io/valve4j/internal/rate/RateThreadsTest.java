package io.valve4j.internal.rate;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Rate;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Real threads on one cell: what they got adds up. */
class RateThreadsTest {

    private static final int THREADS = 4;

    @Test
    void atOneInstantExactlyTheBurstIsAdmitted() throws Exception {
        for (int round = 0; round < 50; round++) {
            RateCell cell = new RateCell(BucketSpec.of(Rate.perSecond(10_007)), 0);

            assertThat(sum(together(thread -> taken(cell, 5_000, 0)))).isEqualTo(10_007);
            assertThat(cell.available(0)).isZero();
        }
    }

    @Test
    void takesAndRefundsAtOneInstantAddUp() throws Exception {
        RateCell cell = new RateCell(BucketSpec.of(Rate.perSecond(1_000)), 0);

        long kept = sum(together(thread -> {
            SplittableRandom random = new SplittableRandom(thread);
            long held = 0;
            for (int i = 0; i < 100_000; i++) {
                long cost = random.nextLong(1, 100);
                if (held >= cost && random.nextBoolean()) {
                    cell.refund(cost, 0, 0);
                    held -= cost;
                } else if (cell.tryTake(cost, 0) == 0) {
                    held += cost;
                }
            }
            return held;
        }));

        assertThat(kept + cell.available(0)).isEqualTo(1_000);
    }

    @Test
    void takesDuringLiveChangesAddUp() throws Exception {
        List<BucketSpec> specs = List.of(
                BucketSpec.of(Rate.perSecond(7).burst(1_000_000)),
                BucketSpec.of(Rate.perSecond(50_000).burst(1_000_000)),
                BucketSpec.of(Rate.perDay(3).burst(6_000)));
        for (int round = 0; round < 20; round++) {
            RateCell cell = new RateCell(specs.get(2), 0);

            long taken = sum(together(thread -> {
                if (thread > 0) {
                    return taken(cell, 3_000, 0);
                }
                for (int i = 0; i < 3_000; i++) {
                    cell.change(specs.get(i % 3), 0);
                }
                return 0L;
            }));

            assertThat(taken + cell.available(0)).isEqualTo(6_000);
        }
    }

    @Test
    void oneOfManyRetiresACellAndNobodyTakesFromItAfterwards() throws Exception {
        for (int round = 0; round < 500; round++) {
            RateCell cell = new RateCell(BucketSpec.of(Rate.perSecond(1).burst(1)), 0);

            List<Long> answers =
                    together(thread -> thread % 2 == 0 ? cell.tryTake(1, 0) : cell.retireIfFull(0) ? 7L : 8L);

            boolean retired = answers.contains(7L);
            assertThat(answers.contains(0L)).isEqualTo(!retired);
            assertThat(cell.tryTake(1, 0)).isEqualTo(retired ? RateCell.RETIRED : 1_000_000_000);
        }
    }

    private static long taken(RateCell cell, int tries, long now) {
        long taken = 0;
        for (int i = 0; i < tries; i++) {
            taken += cell.tryTake(1, now) == 0 ? 1 : 0;
        }
        return taken;
    }

    private static long sum(List<Long> numbers) {
        return numbers.stream().mapToLong(Long::longValue).sum();
    }

    private interface Work {
        long run(int thread);
    }

    private static List<Long> together(Work work) throws Exception {
        CyclicBarrier start = new CyclicBarrier(THREADS);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<Long>> calls = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int thread = i;
                calls.add(() -> {
                    start.await(10, TimeUnit.SECONDS);
                    return work.run(thread);
                });
            }
            List<Long> results = new ArrayList<>();
            for (Future<Long> result : threads.invokeAll(calls)) {
                results.add(result.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
