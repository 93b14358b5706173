package io.valve4j.internal.rate;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.valve4j.Rate;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.LongGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every operation of a rate cell is linearizable, whatever clock readings the threads bring along: time is an argument
 * like the cost. The same options must catch a limiter that checks first and acts later.
 */
class RateLincheckTest {

    private static final long TENTH = 100_000_000;

    @ParameterizedTest
    @ValueSource(classes = {Changed.class, Retired.class})
    void isLinearizableUnderModelChecking(Class<?> cell) {
        assertThatCode(() -> modelChecking().check(cell)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(classes = {Changed.class, Retired.class})
    void isLinearizableUnderStress(Class<?> cell) {
        assertThatCode(() -> stress().check(cell)).doesNotThrowAnyException();
    }

    @Test
    void modelCheckingCatchesCheckThenAct() {
        assertThatThrownBy(() -> modelChecking().check(CheckThenAct.class)).isInstanceOf(LincheckAssertionError.class);
    }

    @Test
    void stressCatchesCheckThenAct() {
        assertThatThrownBy(() -> stress().check(CheckThenAct.class)).isInstanceOf(LincheckAssertionError.class);
    }

    private static Options<?, ?> modelChecking() {
        return new ModelCheckingOptions()
                .iterations(10)
                .invocationsPerIteration(500)
                .actorsBefore(1)
                .actorsAfter(1)
                .minimizeFailedScenario(false)
                .threads(2)
                .actorsPerThread(3);
    }

    private static Options<?, ?> stress() {
        return new StressOptions()
                .iterations(8)
                .invocationsPerIteration(1_000)
                .actorsBefore(1)
                .actorsAfter(1)
                .minimizeFailedScenario(false)
                .threads(2)
                .actorsPerThread(3);
    }

    @Param(name = "cost", gen = LongGen.class, conf = "1:3")
    @Param(name = "tenths", gen = LongGen.class, conf = "0:4")
    public abstract static class Shared {

        final RateCell cell = new RateCell(BucketSpec.of(Rate.perSecond(10).burst(3)), 0);

        @Operation
        public long tryTake(@Param(name = "cost") long cost, @Param(name = "tenths") long tenths) {
            return cell.tryTake(cost, tenths * TENTH);
        }

        @Operation
        public void refund(@Param(name = "cost") long cost, @Param(name = "tenths") long tenths) {
            cell.refund(cost, tenths * TENTH, tenths * TENTH);
        }

        @Operation
        public long available(@Param(name = "tenths") long tenths) {
            return cell.available(tenths * TENTH);
        }
    }

    public static class Changed extends Shared {

        @Operation
        public boolean change(@Param(name = "cost") long permits, @Param(name = "tenths") long tenths) {
            return cell.change(BucketSpec.of(Rate.perSecond(10 * permits).burst(2 + permits)), tenths * TENTH);
        }
    }

    public static class Retired extends Shared {

        @Operation
        public boolean retireIfFull(@Param(name = "tenths") long tenths) {
            return cell.retireIfFull(tenths * TENTH);
        }
    }

    /** The same with the planted bug. */
    @Param(name = "cost", gen = LongGen.class, conf = "1:3")
    @Param(name = "tenths", gen = LongGen.class, conf = "0:4")
    public static class CheckThenAct {

        private final CheckThenActBucket bucket = new CheckThenActBucket();

        @Operation
        public long tryTake(@Param(name = "cost") long cost, @Param(name = "tenths") long tenths) {
            return bucket.tryTake(cost, tenths);
        }

        @Operation
        public void refund(@Param(name = "cost") long cost, @Param(name = "tenths") long tenths) {
            bucket.refund(cost);
        }

        @Operation
        public long available(@Param(name = "tenths") long tenths) {
            return bucket.available(tenths);
        }
    }

    /** A bucket of 3 that gains one a tenth; what was free when looked at may be taken when written. */
    static final class CheckThenActBucket {

        private volatile long fullAt;

        long tryTake(long cost, long now) {
            long debt = Math.max(0, fullAt - now) + cost;
            if (debt > 3) {
                return debt - 3;
            }
            fullAt = now + debt;
            return 0;
        }

        void refund(long cost) {
            long seen = fullAt;
            fullAt = seen - cost;
        }

        long available(long now) {
            return 3 - Math.max(0, fullAt - now);
        }
    }
}
