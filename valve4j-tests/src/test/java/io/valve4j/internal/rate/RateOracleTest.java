package io.valve4j.internal.rate;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Rate;
import io.valve4j.Rates;
import io.valve4j.testkit.Seeds;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The promises of a rate against exact arithmetic, over random rates and arrivals. */
class RateOracleTest {

    private static final long TEN_YEARS = Duration.ofDays(3_652).toNanos();
    private static final long END = Duration.ofDays(140 * 365).toNanos();
    private static final long DAY = Duration.ofDays(1).toNanos();
    private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

    @Test
    void noWindowHoldsMoreThanTheBurstAndWhatFlowedInMeanwhile() {
        Seeds.check("kept permits <= burst + t * permits / period in every window", 400, random -> {
            Rate rate = Rates.any(random);
            long start = start(random);
            RateCell cell = new RateCell(BucketSpec.of(rate), start);
            TakeLog log = new TakeLog();
            boolean refunds = random.nextBoolean();
            long at = 0;
            for (int i = 0; i < 300 && at < END; i++) {
                long cost = cost(random, rate.burst());
                long reading = at - (random.nextInt(4) == 0 ? Rates.logUniform(random, 1, 1_000_000) : 0);
                long answer = cell.tryTake(cost, start + reading);
                if (answer == 0) {
                    log.add(reading, cost);
                } else if (random.nextBoolean()) {
                    at = Math.max(at, reading + answer);
                }
                if (refunds && !log.isEmpty() && random.nextInt(3) == 0) {
                    TakeLog.Take take = log.removeRecent(random);
                    cell.refund(take.cost(), start + take.at(), start + at);
                }
                at += gap(random, rate);
            }
            log.assertWithin(rate);
        });
    }

    @Test
    void whoAlwaysWantsGetsTheRateButForAMillionth() {
        Seeds.check("always wanting gives (1 - 10^-6) * (burst + t * permits / period), less one take", 300, random -> {
            Rate rate = Rates.slowerThan(random, 20_000);
            rate = rate.burst() == 1 ? rate.burst(2) : rate;
            long start = start(random);
            RateCell cell = new RateCell(BucketSpec.of(rate), start);
            long cost = Math.max(1, Math.min(rate.burst() - 1, rate.burst() / random.nextInt(1, 50)));
            long got = 0;
            long at = 0;
            for (int i = 0; i < 400 && at < END; i++) {
                long answer = cell.tryTake(cost, start + at);
                if (answer == 0) {
                    got += cost;
                } else {
                    at += answer;
                    // a nanosecond before the next take succeeds, the caller is as far behind as ever
                    assertGot(got + cost, rate.burst(), inflow(rate, at - 1), nanos(rate.period()));
                }
            }
            assertThat(at).isPositive();
        });
    }

    @Test
    void whoWaitsAsToldSucceedsAndANanosecondLessFails() {
        Seeds.check("waits are exact", 400, random -> {
            Rate rate = Rates.any(random);
            long start = start(random);
            RateCell cell = new RateCell(BucketSpec.of(rate), start);
            long at = 0;
            int waits = 0;
            for (int i = 0; i < 200 && at < END; i++) {
                long cost = cost(random, rate.burst());
                long wait = cell.waitNanos(cost, start + at);
                assertThat(cell.earliest(cost, start + at)).isEqualTo(wait);
                assertThat(cell.available(start + at))
                        .satisfies(n -> assertThat(n >= cost).isEqualTo(wait == 0));
                if (wait > 0) {
                    assertThat(cell.tryTake(cost, start + at)).isEqualTo(wait);
                    assertThat(cell.tryTake(cost, start + at + wait - 1)).isEqualTo(1);
                    at += wait;
                    waits++;
                }
                assertThat(cell.tryTake(cost, start + at)).isZero();
                at += random.nextInt(4) == 0 ? gap(random, rate) : 0;
            }
            assertThat(waits).isPositive();
        });
    }

    @Test
    void liveChangesAndRefundsStayWithinWhatFlowedInAndTheLargestBurst() {
        Seeds.check("kept permits <= largest burst + integral of the rate in every window", 400, random -> {
            Rate rate = daily(random);
            long largestBurst = rate.burst();
            long start = start(random);
            RateCell cell = new RateCell(BucketSpec.of(rate), start);
            TakeLog log = new TakeLog();
            Inflow inflow = new Inflow(rate);
            long at = 0;
            for (int i = 0; i < 300 && at < END; i++) {
                long cost = cost(random, Math.min(rate.burst(), 1_000));
                long answer = cell.tryTake(cost, start + at);
                if (answer == 0) {
                    log.add(at, cost);
                } else if (random.nextBoolean()) {
                    at += Math.min(answer, 30 * DAY);
                }
                if (!log.isEmpty() && random.nextInt(3) == 0) {
                    TakeLog.Take take = log.removeRecent(random);
                    cell.refund(take.cost(), start + take.at(), start + at);
                }
                if (random.nextInt(10) == 0) {
                    rate = daily(random);
                    largestBurst = Math.max(largestBurst, rate.burst());
                    assertThat(cell.change(BucketSpec.of(rate), start + at)).isTrue();
                    inflow.change(rate, at);
                }
                at += Math.min(gap(random, rate), 30 * DAY);
            }
            log.assertWithin(largestBurst, BigInteger.valueOf(DAY), inflow::at);
        });
    }

    @Test
    void liveChangesLoseNothingThatWasEarned() {
        Seeds.check("always wanting through live changes gives the integral of the rate", 300, random -> {
            long burst = random.nextLong(2, 1_000);
            Rate rate = daily(random).burst(burst);
            long start = start(random);
            RateCell cell = new RateCell(BucketSpec.of(rate), start);
            Inflow inflow = new Inflow(rate);
            long cost = random.nextLong(1, burst);
            long got = 0;
            long at = 0;
            for (int changes = 0; changes < 50; ) {
                long answer = cell.tryTake(cost, start + at);
                if (answer == 0) {
                    got += cost;
                } else if (random.nextInt(3) > 0) {
                    at += answer;
                    BigInteger lostInRounding = BigInteger.valueOf(changes * DAY / 1_000_000 + 1);
                    assertGot(got + cost, burst, inflow.at(at - 1).subtract(lostInRounding), BigInteger.valueOf(DAY));
                } else {
                    at += random.nextLong(answer);
                    rate = daily(random).burst(burst);
                    cell.change(BucketSpec.of(rate), start + at);
                    inflow.change(rate, at);
                    changes++;
                }
            }
        });
    }

    private static void assertGot(long atLeast, long burst, BigInteger inflow, BigInteger unit) {
        BigInteger ideal = BigInteger.valueOf(burst).multiply(unit).add(inflow);
        assertThat(BigInteger.valueOf(atLeast).multiply(unit).multiply(MILLION))
                .isGreaterThan(ideal.multiply(MILLION.subtract(BigInteger.ONE)));
    }

    private static BigInteger inflow(Rate rate, long at) {
        return BigInteger.valueOf(at).multiply(BigInteger.valueOf(rate.permits()));
    }

    private static BigInteger nanos(Duration duration) {
        return BigInteger.valueOf(duration.toNanos());
    }

    /** Zero, random, or shortly before the clock wraps round. */
    private static long start(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> Long.MAX_VALUE - Rates.logUniform(random, 1, TEN_YEARS);
            case 2 -> -Rates.logUniform(random, 1, TEN_YEARS);
            default -> random.nextLong();
        };
    }

    private static long cost(SplittableRandom random, long burst) {
        return random.nextInt(4) == 0 ? burst : Rates.logUniform(random, 1, Math.max(1, burst / random.nextInt(1, 20)));
    }

    /** None within a bunch, an interval or so, any part of the time to fill, or years. */
    private static long gap(SplittableRandom random, Rate rate) {
        long interval = rate.period().toNanos() / rate.permits() + 1;
        return switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4, 5, 6, 7 -> 0;
            case 8, 9, 10, 11 -> random.nextLong(2 * interval);
            case 12, 13, 14, 15, 16, 17, 18 -> Rates.logUniform(random, 1, Math.max(2, fill(rate, interval)));
            default -> Rates.logUniform(random, 1, TEN_YEARS);
        };
    }

    private static long fill(Rate rate, long interval) {
        return (long) Math.min((double) interval * rate.burst(), (double) TEN_YEARS);
    }

    /** A rate of at most 50,000 per second whose permits per day are whole. */
    private static Rate daily(SplittableRandom random) {
        Duration period = List.of(Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofDays(1))
                .get(random.nextInt(4));
        return Rate.of(Rates.logUniform(random, 1, 50_000 * period.toSeconds()), period)
                .burst(Rates.logUniform(random, 1, 1_000));
    }

    /** The integral of a rate that changes, in permits times the nanoseconds of a day. */
    private static final class Inflow {

        private record Stretch(long from, BigInteger before, BigInteger perNano) {}

        private final List<Stretch> stretches = new ArrayList<>();

        Inflow(Rate rate) {
            stretches.add(new Stretch(0, BigInteger.ZERO, perNano(rate)));
        }

        void change(Rate rate, long at) {
            stretches.add(new Stretch(at, at(at), perNano(rate)));
        }

        BigInteger at(long at) {
            int last = stretches.size() - 1;
            while (last > 0 && stretches.get(last).from() > at) {
                last--;
            }
            Stretch stretch = stretches.get(last);
            return stretch.before().add(BigInteger.valueOf(at - stretch.from()).multiply(stretch.perNano()));
        }

        private static BigInteger perNano(Rate rate) {
            return BigInteger.valueOf(rate.permits())
                    .multiply(BigInteger.valueOf(DAY / rate.period().toNanos()));
        }
    }
}
