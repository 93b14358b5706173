package io.valve4j.internal.rate;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Rate;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongFunction;

/** What was admitted and kept, judged exactly: no window may hold more than the burst and what flowed in meanwhile. */
final class TakeLog {

    record Take(long at, long cost) {}

    private final List<Take> kept = new ArrayList<>();

    void add(long at, long cost) {
        kept.add(new Take(at, cost));
    }

    /** One of the last ten takes, which counts no longer. */
    Take removeRecent(SplittableRandom random) {
        return kept.remove(kept.size() - 1 - random.nextInt(Math.min(10, kept.size())));
    }

    boolean isEmpty() {
        return kept.isEmpty();
    }

    void assertWithin(Rate rate) {
        BigInteger permits = BigInteger.valueOf(rate.permits());
        assertWithin(
                rate.burst(),
                BigInteger.valueOf(rate.period().toNanos()),
                at -> BigInteger.valueOf(at).multiply(permits));
    }

    /**
     * For every pair of takes i, j the permits from i to j are at most {@code burst + inflow(j) - inflow(i)}. With
     * {@code P(n) = permits up to n - inflow(n)} that is: P never rises by more than the burst above its least value so
     * far, which takes one pass.
     *
     * @param unit what one permit is worth in units of the inflow
     * @param inflow what has flowed in by a time
     */
    void assertWithin(long burst, BigInteger unit, LongFunction<BigInteger> inflow) {
        List<Take> inOrder = new ArrayList<>(kept);
        inOrder.sort(Comparator.comparingLong(Take::at));
        BigInteger most = BigInteger.valueOf(burst).multiply(unit);
        BigInteger taken = BigInteger.ZERO;
        BigInteger least = null;
        for (Take take : inOrder) {
            BigInteger flowed = inflow.apply(take.at());
            BigInteger before = taken.subtract(flowed);
            least = least == null ? before : least.min(before);
            taken = taken.add(BigInteger.valueOf(take.cost()).multiply(unit));
            assertThat(taken.subtract(flowed).subtract(least))
                    .as("units taken above what flowed in, of %s per permit, up to %s", unit, take)
                    .isLessThanOrEqualTo(most);
        }
    }
}
