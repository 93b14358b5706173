package io.valve4j.internal.rate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.valve4j.Rate;
import io.valve4j.Rates;
import io.valve4j.testkit.Seeds;
import java.math.BigInteger;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BucketSpecTest {

    @ParameterizedTest
    @CsvSource({
        "1/366day, 1, 31622400000000000",
        "1/s, 1, 1000000000",
        "7/s, 1, 142857143",
        "1000/s, 1, 1000000",
        "1001/s, 50, 49950050",
        "50000/s, 50, 1000000",
        "300000000/s, 50, 167",
        "1000000000/s, 50, 50"
    })
    void roundsTheIncrementUpInUnitsFineEnoughForTheRate(String rate, long scale, long increment) {
        BucketSpec spec = BucketSpec.of(Rate.parse(rate));

        assertThat(spec.scale()).isEqualTo(scale);
        assertThat(spec.increment()).isEqualTo(increment);
        assertThat(spec.capacity()).isEqualTo(spec.burst() * increment);
    }

    @Test
    void neverOutrunsItsRateAndLagsByAMillionthAtMostUpTo50000PerSecond() {
        Seeds.check("permits * increment >= period * scale, and hardly more", 5_000, random -> {
            Rate rate = Rates.any(random);
            BucketSpec spec = BucketSpec.of(rate);
            BigInteger exact = BigInteger.valueOf(rate.period().toNanos()).multiply(BigInteger.valueOf(spec.scale()));
            BigInteger ours = BigInteger.valueOf(rate.permits()).multiply(BigInteger.valueOf(spec.increment()));

            assertThat(ours).isGreaterThanOrEqualTo(exact);
            if (rate.period().toNanos() / rate.permits() >= 20_000) {
                BigInteger million = BigInteger.valueOf(1_000_000);
                assertThat(ours.multiply(million)).isLessThanOrEqualTo(exact.multiply(million.add(BigInteger.ONE)));
            }
        });
    }

    @Test
    void holdsTheLargestBurstThatAnyRateAllows() {
        Seeds.check("every burst that a rate accepts fits the bucket", 5_000, random -> {
            Rate rate = Rates.any(random);
            Rate largest = rate.burst(largestBurst(rate));

            assertThat(BucketSpec.of(largest).capacity()).isBetween(1L, BucketSpec.LARGEST_CAPACITY);
        });
    }

    @Test
    void refusesACapacityThatTheArithmeticCannotHold() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BucketSpec(Rate.perSecond(1), 1, 1, 1, (1L << 59) + 1))
                .withMessageContaining("1/s with a burst of 1")
                .withMessageContaining("576460752303423489");
    }

    private static long largestBurst(Rate rate) {
        boolean coarse = rate.period().toNanos() / rate.permits() >= 1_000_000;
        return BigInteger.valueOf(Duration.ofDays(coarse ? 16 * 365 : 128).toNanos())
                .multiply(BigInteger.valueOf(rate.permits()))
                .divide(BigInteger.valueOf(rate.period().toNanos()))
                .longValueExact();
    }
}
