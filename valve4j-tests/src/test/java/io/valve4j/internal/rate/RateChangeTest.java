package io.valve4j.internal.rate;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Rate;
import org.junit.jupiter.api.Test;

/** Live changes of a rate, and the end of a cell. */
class RateChangeTest {

    private static final long SECOND = 1_000_000_000;
    private static final BucketSpec TEN = BucketSpec.of(Rate.perSecond(10));

    private final RateCell cell = new RateCell(TEN, 0);

    @Test
    void aChangeKeepsWhatWasEarnedToTheFractionOfAPermit() {
        assertThat(cell.tryTake(10, 0)).isZero();

        assertThat(cell.change(BucketSpec.of(Rate.perMinute(10)), SECOND / 4)).isTrue();

        assertThat(cell.rate()).isEqualTo(Rate.perMinute(10));
        assertThat(cell.available(SECOND / 4)).isEqualTo(2);
        assertThat(cell.waitNanos(3, SECOND / 4)).isEqualTo(3 * SECOND);
    }

    @Test
    void aSmallerBurstCutsWhatWasEarnedAndALargerOneStartsNoFuller() {
        cell.change(BucketSpec.of(Rate.perSecond(10).burst(4)), 0);
        assertThat(cell.available(0)).isEqualTo(4);

        cell.change(BucketSpec.of(Rate.perSecond(10).burst(100)), 0);
        assertThat(cell.available(0)).isEqualTo(4);
        assertThat(cell.available(SECOND)).isEqualTo(14);
    }

    @Test
    void betweenScalesNothingIsLostOrMinted() {
        RateCell fine = new RateCell(BucketSpec.of(Rate.perSecond(50_000)), 0);
        assertThat(fine.tryTake(49_999, 0)).isZero();

        fine.change(BucketSpec.of(Rate.perDay(2)), 0);
        assertThat(fine.available(0)).isEqualTo(1);
        fine.change(BucketSpec.of(Rate.perSecond(50_000)), 0);

        assertThat(fine.available(0)).isEqualTo(1);
        assertThat(fine.waitNanos(2, 0)).isEqualTo(20_000);
    }

    @Test
    void anEqualRateChangesNothingSoThatARefundStillCounts() {
        assertThat(cell.tryTake(10, 0)).isZero();

        assertThat(cell.change(BucketSpec.of(Rate.perSecond(10)), SECOND / 10)).isTrue();
        cell.refund(10, 0, SECOND / 10);

        assertThat(cell.available(SECOND / 10)).isEqualTo(10);
    }

    @Test
    void aRefundForATakeBeforeTheChangeIsVoid() {
        assertThat(cell.tryTake(5, 0)).isZero();
        cell.change(BucketSpec.of(Rate.perSecond(10).burst(5)), 1);
        assertThat(cell.tryTake(5, 1)).isZero();

        cell.refund(5, 0, 1);

        assertThat(cell.available(1)).isZero();
    }

    @Test
    void aRefundForATakeAfterTheChangeCounts() {
        cell.change(BucketSpec.of(Rate.perSecond(10).burst(5)), 0);
        assertThat(cell.tryTake(5, 1)).isZero();

        cell.refund(5, 1, 2);

        assertThat(cell.waitNanos(5, 2)).isZero();
    }

    @Test
    void atTheInstantOfAChangeThatShrinksTheBurstARefundIsVoidAndStaysSoAfterTheNextOne() {
        assertThat(cell.tryTake(5, 0)).isZero();
        cell.change(BucketSpec.of(Rate.perSecond(10).burst(5)), 0);
        cell.change(BucketSpec.of(Rate.perSecond(10).burst(50)), 0);
        assertThat(cell.tryTake(5, 0)).isZero();

        cell.refund(5, 0, 0);

        assertThat(cell.available(0)).isZero();
    }

    @Test
    void atTheInstantOfAChangeThatKeepsTheBurstARefundIsWorthAsManyPermits() {
        assertThat(cell.tryTake(6, 0)).isZero();
        cell.change(BucketSpec.of(Rate.perSecond(20).burst(10)), 0);

        cell.refund(6, 0, 0);

        assertThat(cell.available(0)).isEqualTo(10);
    }

    @Test
    void unlimitedComesAndGoes() {
        assertThat(cell.tryTake(10, 0)).isZero();
        cell.change(BucketSpec.of(Rate.UNLIMITED), 0);
        assertThat(cell.tryTake(1_000_000, 0)).isZero();
        cell.refund(1_000_000, 0, 0);
        assertThat(cell.available(0)).isEqualTo(Long.MAX_VALUE);

        cell.change(TEN, 5);

        assertThat(cell.available(5)).isEqualTo(10);
    }

    @Test
    void aFullCellCanBeRetiredOnceAndAnswersSoFromThenOn() {
        assertThat(cell.tryTake(1, 0)).isZero();
        assertThat(cell.retireIfFull(SECOND / 10 - 1)).isFalse();
        assertThat(cell.isRetired()).isFalse();
        assertThat(cell.retireIfFull(SECOND / 10)).isTrue();
        assertThat(cell.isRetired()).isTrue();

        assertThat(cell.retireIfFull(SECOND)).isFalse();
        assertThat(cell.tryTake(1, SECOND)).isEqualTo(RateCell.RETIRED);
        assertThat(cell.waitNanos(11, SECOND)).isEqualTo(RateCell.RETIRED);
        assertThat(cell.earliest(1, SECOND)).isEqualTo(RateCell.RETIRED);
        assertThat(cell.available(SECOND)).isEqualTo(RateCell.RETIRED);
        assertThat(cell.change(BucketSpec.of(Rate.perSecond(1)), SECOND)).isFalse();
        cell.refund(1, 0, SECOND);
        assertThat(cell.rate()).isEqualTo(Rate.perSecond(10));
    }

    @Test
    void anUnlimitedCellIsAlwaysFull() {
        RateCell unlimited = new RateCell(BucketSpec.of(Rate.UNLIMITED), 0);
        assertThat(unlimited.tryTake(7, 0)).isZero();

        assertThat(unlimited.retireIfFull(0)).isTrue();
        assertThat(unlimited.tryTake(7, 0)).isEqualTo(RateCell.RETIRED);
    }

    /** Two of the 2^64 states of a bucket say that it is closed; an instant that falls on one is late by a unit or two. */
    @Test
    void theInstantsThatWouldReadAsClosedAreReadUpToTwoNanosecondsLate() {
        for (long offset = -3; offset <= 3; offset++) {
            long start = Long.MIN_VALUE + offset - SECOND;
            RateCell near = new RateCell(BucketSpec.of(Rate.perSecond(1)), start);
            long late = offset == 0 ? 2 : offset == 1 ? 1 : 0;

            assertThat(near.tryTake(1, start)).as("offset %s", offset).isZero();
            assertThat(near.tryTake(1, start)).as("offset %s", offset).isEqualTo(SECOND + late);
            near.refund(1, start, start);
            assertThat(near.tryTake(1, start)).as("offset %s", offset).isEqualTo(late);
        }
    }
}
