package io.valve4j.internal.rate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.valve4j.Rate;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What went wrong in other limiters, and must not here. */
class RateBugsTest {

    private static final long SECOND = 1_000_000_000;

    /** Bucket4j at 7/s: the caller who waits as told fails. */
    @ParameterizedTest
    @ValueSource(strings = {"7/s", "3/s", "11/min", "333/h", "49999/s", "7/366day", "999999937/s"})
    void waitsAreRoundedUp(String text) {
        RateCell cell = cell(Rate.parse(text).burst(1), 0);
        long now = 0;
        for (int i = 0; i < 50; i++) {
            assertThat(cell.tryTake(1, now)).isZero();
            long wait = cell.tryTake(1, now);
            assertThat(wait).isPositive();
            if (wait > 1) {
                assertThat(cell.tryTake(1, now + wait - 1)).isEqualTo(1);
            }
            now += wait;
        }
    }

    /** golang/go #71360: a clock that goes back and comes again earns the same time twice. */
    @Test
    void anOlderClockReadingMintsNothing() {
        RateCell cell = cell(Rate.perSecond(10), 0);
        assertThat(cell.tryTake(10, 5 * SECOND)).isZero();

        for (int i = 0; i < 1_000; i++) {
            assertThat(cell.tryTake(1, 5 * SECOND - 1_000_000L * (i % 10))).isPositive();
            assertThat(cell.available(5 * SECOND - 1_000_000)).isZero();
        }
        assertThat(cell.tryTake(1, 5 * SECOND + SECOND / 10)).isZero();
        assertThat(cell.tryTake(1, 5 * SECOND + SECOND / 10)).isEqualTo(SECOND / 10);
    }

    /** Bucket4j: after a backward step of the clock nothing is refilled for as long as the step was. */
    @Test
    void anOlderClockReadingFreezesNothing() {
        RateCell cell = cell(Rate.perSecond(10), 0);
        assertThat(cell.tryTake(1, 5 * SECOND)).isZero();

        assertThat(cell.tryTake(1, 5 * SECOND - 1_000)).isZero();
        assertThat(cell.tryTake(8, 5 * SECOND)).isZero();
        assertThat(cell.tryTake(1, 5 * SECOND)).isEqualTo(SECOND / 10);
    }

    /** Bucket4j #417: a negative cost mints tokens. */
    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void aCostBelowOneIsRefusedAndChangesNothing(long cost) {
        for (Rate rate : new Rate[] {Rate.perSecond(10), Rate.UNLIMITED}) {
            RateCell cell = cell(rate, 0);
            long before = cell.available(0);

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> cell.tryTake(cost, 0))
                    .withMessage("the cost must be at least 1, but was " + cost);
            assertThatIllegalArgumentException().isThrownBy(() -> cell.waitNanos(cost, 0));
            assertThatIllegalArgumentException().isThrownBy(() -> cell.earliest(cost, 0));
            assertThatIllegalArgumentException().isThrownBy(() -> cell.refund(cost, 0, 0));
            assertThat(cell.available(0)).isEqualTo(before);
        }
    }

    /** Bucket4j #51, redis-cell #50: overflow makes a large limit negative, or unlimited. */
    @Test
    void largeLimitsAreRefusedAndLargeCostsNeverSucceed() {
        assertThatIllegalArgumentException().isThrownBy(() -> Rate.perSecond(Long.MAX_VALUE));
        assertThatIllegalArgumentException().isThrownBy(() -> Rate.of(Long.MAX_VALUE, Duration.ofDays(36_525)));
        assertThatIllegalArgumentException().isThrownBy(() -> Rate.perSecond(1).burst(Long.MAX_VALUE));

        Rate largest = Rate.perSecond(1_000_000_000).burst(11_059_200_000_000_000L);
        RateCell cell = cell(largest, 0);
        assertThat(cell.tryTake(Long.MAX_VALUE, 0)).isEqualTo(RateCell.NEVER);
        assertThat(cell.tryTake(largest.burst() + 1, 0)).isEqualTo(RateCell.NEVER);
        assertThat(cell.tryTake(largest.burst(), 0)).isZero();
        assertThat(cell.available(0)).isZero();
        assertThat(cell.tryTake(largest.burst(), 0)).isEqualTo(largest.burst());
        assertThat(cell.earliest(Long.MAX_VALUE, 0)).isEqualTo(RateCell.NEVER);
    }

    /** govalve G3: below one per second the burst is 0 and the task never runs. */
    @Test
    void g3HalfAPermitPerSecondIsOneEveryTwoSecondsAndNeverABurstOfZero() {
        Rate rate = Rate.parse("0.5/s");
        RateCell cell = cell(rate, 0);

        assertThat(rate.burst()).isEqualTo(1);
        for (long i = 0; i < 100; i++) {
            assertThat(cell.tryTake(1, 2 * i * SECOND)).isZero();
            assertThat(cell.tryTake(1, 2 * i * SECOND)).isEqualTo(2 * SECOND);
        }
    }

    /** govalve G3: {@code 100 per minute} becomes 1 per second. */
    @Test
    void g3HundredPerMinuteIsExactlyHundredSixtiethsPerSecond() {
        RateCell cell = cell(Rate.parse("100/min").burst(1), 0);

        for (int i = 0; i < 1_000; i++) {
            assertThat(cell.tryTake(1, i * 600_000_000L)).isZero();
            assertThat(cell.tryTake(1, i * 600_000_000L)).isEqualTo(600_000_000);
        }
    }

    /** Limiters that keep a key until its bucket is full, or a counter until it comes round. */
    @ParameterizedTest
    @ValueSource(strings = {"1/s", "10/day", "50000/s", "1000000000/s", "1001/s"})
    void aBucketLeftAloneForAnyTimeUpToTenYearsIsFull(String text) {
        Rate rate = Rate.parse(text);
        long capacityNanos = BucketSpec.of(rate).nanos(BucketSpec.of(rate).capacity());
        for (long start : new long[] {0, Long.MAX_VALUE - 7, Long.MIN_VALUE + 2, -1}) {
            for (int month = 1; month <= 120; month++) {
                RateCell cell = cell(rate, start);
                assertThat(cell.tryTake(rate.burst(), start)).isZero();
                long later = start
                        + capacityNanos
                        + Duration.ofDays(30L * month + month / 2).toNanos();

                assertThat(cell.available(later)).as("after %s months", month).isEqualTo(rate.burst());
                assertThat(cell.tryTake(rate.burst(), later)).isZero();
                assertThat(cell.tryTake(rate.burst(), later)).isEqualTo(capacityNanos);
            }
        }
    }

    /** Permits that were refilled meanwhile come back once more. */
    @Test
    void aRefundMintsNothingOnceTheBucketHasRefilled() {
        RateCell cell = cell(Rate.perSecond(10), 0);
        assertThat(cell.tryTake(10, 0)).isZero();
        assertThat(cell.tryTake(10, SECOND)).isZero();

        cell.refund(10, 0, SECOND);

        assertThat(cell.available(SECOND)).isZero();
        assertThat(cell.tryTake(1, SECOND)).isEqualTo(SECOND / 10);
    }

    @Test
    void aRefundGivesBackWhatIsNotYetRefilled() {
        RateCell cell = cell(Rate.perSecond(10), 0);
        assertThat(cell.tryTake(8, 0)).isZero();
        assertThat(cell.tryTake(2, 0)).isZero();

        cell.refund(8, 0, 3 * SECOND / 10);

        assertThat(cell.available(3 * SECOND / 10)).isEqualTo(8);
    }

    @Test
    void aRefundAtOnceLeavesTheBucketAsItWas() {
        RateCell cell = cell(Rate.perSecond(7), 0);
        assertThat(cell.tryTake(3, 0)).isZero();
        long wait = cell.waitNanos(7, SECOND / 10);
        assertThat(cell.tryTake(2, SECOND / 10)).isZero();

        cell.refund(2, SECOND / 10, SECOND / 10);

        assertThat(cell.waitNanos(7, SECOND / 10)).isEqualTo(wait);
    }

    @Test
    void aRefundWithAReadingOlderThanItsTakeGivesBackTheTakeAndNoMore() {
        RateCell cell = cell(Rate.perSecond(10), 0);
        assertThat(cell.tryTake(5, SECOND)).isZero();
        assertThat(cell.tryTake(5, SECOND)).isZero();

        cell.refund(5, SECOND, SECOND / 2);

        assertThat(cell.available(SECOND)).isEqualTo(5);
    }

    private static RateCell cell(Rate rate, long now) {
        return new RateCell(BucketSpec.of(rate), now);
    }
}
