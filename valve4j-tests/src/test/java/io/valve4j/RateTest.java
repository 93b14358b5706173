package io.valve4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.valve4j.testkit.Seeds;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateTest {

    @Test
    void hasOnePeriodsPermitsAsItsBurstUnlessToldOtherwise() {
        assertThat(Rate.perMinute(100).burst()).isEqualTo(100);
        assertThat(Rate.of(1, Duration.ofDays(365)).burst()).isEqualTo(1);
        assertThat(Rate.perMinute(100).burst(20).burst()).isEqualTo(20);
    }

    @Test
    void aFluentCallLeavesTheOriginalAsItWas() {
        Rate rate = Rate.perSecond(10);

        assertThat(rate.burst(3)).isNotEqualTo(rate);
        assertThat(rate.burst()).isEqualTo(10);
    }

    @Test
    void ratesAreEqualWhenPermitsPeriodAndBurstAre() {
        assertThat(Rate.perMinute(60))
                .isEqualTo(Rate.of(60, Duration.ofSeconds(60)))
                .hasSameHashCodeAs(Rate.parse("60/min"))
                .isNotEqualTo(Rate.perMinute(60).burst(1))
                .isNotEqualTo(Rate.perSecond(1))
                .isNotEqualTo(null);
    }

    @ParameterizedTest
    @CsvSource({
        "100/min, 100, PT1M, 100",
        "0.5/s, 1, PT2S, 1",
        "2.5/s, 5, PT2S, 2",
        "0.25/min, 1, PT4M, 1",
        "12.50/s, 25, PT2S, 12",
        "1/2s, 1, PT2S, 1",
        "5/100ms, 5, PT0.1S, 5",
        "10/h, 10, PT1H, 10",
        "1000/day, 1000, PT24H, 1000",
        "3/7us, 3, PT0.000007S, 3",
        "1/ns, 1, PT0.000000001S, 1",
        "1000000000/s, 1000000000, PT1S, 1000000000",
        "1/366day, 1, PT8784H, 1",
        "' 100 / 5 MIN ', 100, PT5M, 100",
        "1.0/s, 1, PT1S, 1"
    })
    void readsPermitsPerPeriod(String text, long permits, Duration period, long burst) {
        Rate rate = Rate.parse(text);

        assertThat(rate.permits()).isEqualTo(permits);
        assertThat(rate.period()).isEqualTo(period);
        assertThat(rate.burst()).isEqualTo(burst);
    }

    @Test
    void readsUnlimited() {
        assertThat(Rate.parse(" Unlimited ")).isSameAs(Rate.UNLIMITED);
        assertThat(Rate.UNLIMITED.isUnlimited()).isTrue();
        assertThat(Rate.perSecond(1_000_000_000).isUnlimited()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "100",
                "/min",
                "100/",
                "-5/s",
                "+5/s",
                "5/-1s",
                "1e3/s",
                "5/s/s",
                "5,5/s",
                ".5/s",
                "٣/s",
                "NaN/s",
                "100/fortnight",
                "100/minute",
                "100/min\u0000",
                "12345678901234567890/s",
                "0.1234567890123456789/s"
            })
    void refusesWhatIsNotARateAndSaysHowToWriteOne(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rate.parse(text))
                .withMessageContaining("such as 100/min")
                .withMessageContaining("but was \"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0/s",
                "0.0/s",
                "5/0s",
                "1000000001/s",
                "2/ns",
                "1/367day",
                "9223372036854775807/s",
                "9999999999999999999/day",
                "5/9999999999999999999day",
                "0.000000000000000001/day",
                "9223372036854775807/9223372036854775807day"
            })
    void refusesARateOutOfRange(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rate.parse(text))
                .withMessageMatching(
                        ".*(between 1 per 366 days and 1000000000 per second|more than zero|at least 1).*but was.*");
    }

    @Test
    void showsAHostileTextShortAndEscaped() {
        String hostile = "1/s\n\u001b[31m" + "x".repeat(10_000);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rate.parse(hostile))
                .satisfies(e -> assertThat(e.getMessage())
                        .contains("\\u000a\\u001b[31m")
                        .doesNotContain("\n", "\u001b")
                        .hasSizeLessThan(400));
    }

    @Test
    void refusesNonsense() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rate.perSecond(0))
                .withMessage("the permits of a rate must be at least 1, but was 0");
        assertThatIllegalArgumentException().isThrownBy(() -> Rate.perDay(-3)).withMessageContaining("but was -3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rate.of(1, Duration.ZERO))
                .withMessageContaining("but was PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rate.of(1, Duration.ofSeconds(Long.MIN_VALUE)))
                .withMessageContaining("more than zero");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rate.of(1, Duration.ofSeconds(Long.MAX_VALUE)))
                .withMessageContaining("at most 100 years");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rate.perSecond(2_000_000_000))
                .withMessage("a rate must be between 1 per 366 days and 1000000000 per second, but was 2000000000/s");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rate.of(1, Duration.ofDays(366).plusNanos(1)))
                .withMessageContaining("between 1 per 366 days");
        assertThatNullPointerException().isThrownBy(() -> Rate.of(1, null)).withMessageContaining("period");
        assertThatNullPointerException().isThrownBy(() -> Rate.parse(null)).withMessageContaining("text");
    }

    @Test
    void refusesABurstBeyondTheBucketAndNamesTheLargest() {
        Rate rate = Rate.perSecond(1_000_000);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> rate.burst(11_059_200_000_001L))
                .withMessage(
                        "the burst of a rate of 1000000/s must be between 1 and 11059200000000, but was 11059200000001");
        assertThat(rate.burst(11_059_200_000_000L).burst()).isEqualTo(11_059_200_000_000L);
        assertThatIllegalArgumentException().isThrownBy(() -> rate.burst(0)).withMessageContaining("but was 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rate.UNLIMITED.burst(5))
                .withMessage("an unlimited rate has no burst, but one of 5 was given");
    }

    @Test
    void aDefaultBurstIsTheLargestWhereAWholePeriodsPermitsAreTooMany() {
        Rate rate = Rate.of(1_000_000_000_000L, Duration.ofDays(360));

        assertThat(rate.burst()).isEqualTo(1_000_000_000_000L * 128 / 360);
    }

    @Test
    void writesTheCoarsestUnitThatFits() {
        assertThat(Rate.perMinute(100)).hasToString("100/min");
        assertThat(Rate.of(100, Duration.ofSeconds(60))).hasToString("100/min");
        assertThat(Rate.of(1, Duration.ofDays(7))).hasToString("1/7day");
        assertThat(Rate.of(5, Duration.ofMillis(1_500))).hasToString("5/1500ms");
        assertThat(Rate.UNLIMITED).hasToString("unlimited");
    }

    @Test
    void readsWhatItWrites() {
        Seeds.check("a rate reads what it writes, burst apart", 2_000, random -> {
            Rate rate = Rates.any(random);

            assertThat(Rate.parse(rate.toString()).burst(rate.burst())).isEqualTo(rate);
        });
    }
}
