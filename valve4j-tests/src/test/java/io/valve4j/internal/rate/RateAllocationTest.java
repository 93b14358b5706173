package io.valve4j.internal.rate;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.valve4j.Rate;
import java.lang.management.ManagementFactory;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

/** An attacker who is refused must not be able to spend our garbage collector's time (Bucket4j: 64 B per refusal). */
class RateAllocationTest {

    private static final int CALLS = 200_000;

    private final RateCell cell = new RateCell(BucketSpec.of(Rate.perSecond(1_000)), 0);

    @Test
    void aTakeThatSucceedsAllocatesNothing() {
        assertThat(cell.tryTake(1, 0)).isZero();
        assertNothingAllocated(i -> cell.tryTake(1, i * 1_000_000), 0);
    }

    @Test
    void aRefusalAllocatesNothing() {
        assertThat(cell.tryTake(1_000, 0)).isZero();
        assertNothingAllocated(i -> cell.tryTake(1_000, 0), 1_000_000_000);
    }

    @Test
    void aCostThatIsTooHighAllocatesNothing() {
        assertNothingAllocated(i -> cell.tryTake(1_001, 0), RateCell.NEVER);
    }

    @Test
    void questionsAndRefundsAllocateNothing() {
        assertNothingAllocated(i -> cell.waitNanos(1, 0) + cell.earliest(5, 0) + cell.available(0), 1_000);
        assertNothingAllocated(
                i -> {
                    long answer = cell.tryTake(1, 0);
                    cell.refund(1, 0, 0);
                    return answer;
                },
                0);
    }

    @Test
    void anIdleUserCosts48BytesAtMost() {
        BucketSpec spec = BucketSpec.of(Rate.perSecond(1_000));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        RateCell[] cells = new RateCell[100_000];

        long before = threads.getThreadAllocatedBytes(thread);
        for (int i = 0; i < cells.length; i++) {
            cells[i] = new RateCell(spec, i);
        }
        long each = (threads.getThreadAllocatedBytes(thread) - before) / cells.length;

        assertThat(cells[cells.length - 1].available(0)).isPositive();
        assertThat(each).isLessThanOrEqualTo(48);
    }

    private static void assertNothingAllocated(LongUnaryOperator call, long expected) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long least = Long.MAX_VALUE;
        long wrong = 0;
        // the first rounds may still be interpreted, and the compiler may allocate on our behalf while it looks on
        for (int round = 0; round < 5; round++) {
            long from = (long) round * CALLS;
            long before = threads.getThreadAllocatedBytes(thread);
            for (long i = from; i < from + CALLS; i++) {
                wrong += call.applyAsLong(i) == expected ? 0 : 1;
            }
            least = Math.min(least, threads.getThreadAllocatedBytes(thread) - before);
        }
        assertThat(wrong).as("calls that did not answer %s", expected).isZero();
        assertThat(least).as("bytes allocated by %s calls", CALLS).isLessThan(1_000);
    }
}
