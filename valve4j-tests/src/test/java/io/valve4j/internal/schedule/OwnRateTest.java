package io.valve4j.internal.schedule;

import static io.valve4j.internal.schedule.Driver.MILLI;
import static io.valve4j.internal.schedule.Driver.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Rate;
import io.valve4j.internal.rate.RateCell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnRateTest {

    @ParameterizedTest
    @ValueSource(longs = {0, 12_345, Long.MAX_VALUE, Long.MAX_VALUE - 100_000_000, Long.MIN_VALUE + 2, -1})
    void a_user_above_their_own_rate_is_parked_and_wakes_at_the_exact_nanosecond(long origin) {
        Driver driver = new Driver(10, 100, Rate.UNLIMITED, origin);
        driver.user("slow", Driver.EQUAL.with(driver.cell(Rate.perSecond(7).burst(1))));
        driver.submit("slow");
        driver.submit("slow");
        driver.submit("other");
        assertThat(driver.usersStarted()).containsExactly("slow", "other");
        assertThat(driver.alarm()).isEqualTo(142_857_143);
        driver.advance(142_857_142);
        assertThat(driver.started).hasSize(2);
        driver.advance(1);
        assertThat(driver.usersStarted()).containsExactly("slow", "other", "slow");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, Long.MAX_VALUE, Long.MAX_VALUE - 50_000_000})
    void the_resources_rate_starts_the_next_at_the_exact_nanosecond(long origin) {
        Driver driver = new Driver(10, 100, Rate.perSecond(10).burst(1), origin);
        driver.submit("a");
        driver.submit("b");
        driver.submit("c");
        assertThat(driver.scheduler.rateBlocked()).isTrue();
        driver.advance(100 * MILLI - 1);
        assertThat(driver.usersStarted()).containsExactly("a");
        driver.advance(1);
        assertThat(driver.usersStarted()).containsExactly("a", "b");
        driver.advance(100 * MILLI);
        assertThat(driver.usersStarted()).containsExactly("a", "b", "c");
        assertThat(driver.scheduler.rateBlocked()).isFalse();
    }

    @Test
    void a_rate_below_one_per_second_starts_one_every_two_seconds() {
        Driver driver = new Driver(10, 100, Rate.parse("0.5/s"));
        for (int i = 0; i < 4; i++) {
            driver.submit("a");
        }
        driver.advance(6 * SECOND - 1);
        assertThat(driver.started).hasSize(3);
        driver.advance(1);
        assertThat(driver.started).hasSize(4);
    }

    @Test
    void a_parked_user_holds_nobody_up() {
        Driver driver = new Driver(1, 100, Rate.UNLIMITED);
        driver.user("slow", Driver.EQUAL.with(driver.cell(Rate.perHour(1))));
        driver.submit("slow");
        driver.submit("slow");
        for (int i = 0; i < 5; i++) {
            driver.submit("other");
        }
        for (int i = 0; i < 5; i++) {
            driver.finishAfter(SECOND, driver.lastStarted());
        }
        assertThat(driver.usersStarted()).containsExactly("slow", "other", "other", "other", "other", "other");
    }

    @Test
    void permits_of_user_and_resource_are_taken_together_or_not_at_all() {
        Driver driver = new Driver(10, 100, Rate.perSecond(1).burst(1));
        RateCell own = driver.cell(Rate.perSecond(1).burst(5));
        driver.user("user", Driver.EQUAL.with(own));
        driver.submit("user");
        driver.submit("user");
        driver.submit("user");
        assertThat(driver.started).hasSize(1);
        assertThat(own.available(driver.now)).isEqualTo(4);
        assertThat(driver.rate.available(driver.now)).isZero();
        driver.advance(SECOND);
        assertThat(driver.started).hasSize(2);
        assertThat(own.available(driver.now)).isEqualTo(4);
    }

    @Test
    void a_parked_user_takes_nothing_of_the_resource() {
        Driver driver = new Driver(10, 100, Rate.perSecond(1).burst(5));
        driver.user("slow", Driver.EQUAL.with(driver.cell(Rate.perHour(1))));
        driver.submit("slow");
        driver.submit("slow");
        assertThat(driver.rate.available(driver.now)).isEqualTo(4);
    }

    @Test
    void a_job_of_several_permits_collects_them_while_no_other_takes_them() {
        Driver driver = new Driver(10, 100, Rate.perSecond(10).burst(5));
        driver.submit(new Job("small", 4));
        Job large = driver.submit(new Job("large", 5));
        driver.submit(new Job("small", 1));
        driver.advance(400 * MILLI - 1);
        assertThat(driver.started).hasSize(1);
        driver.advance(1);
        assertThat(driver.lastStarted()).isSameAs(large);
        driver.advance(100 * MILLI);
        assertThat(driver.usersStarted()).containsExactly("small", "large", "small");
    }

    @Test
    void a_job_of_several_permits_is_charged_its_share_of_the_rate() {
        Driver driver = new Driver(1, 1_000, Rate.perSecond(100).burst(5));
        for (int i = 0; i < 100; i++) {
            driver.submit(new Job("five", 5));
            driver.submit(new Job("one", 1));
        }
        for (int i = 0; i < 60; i++) {
            driver.finish(driver.lastStarted());
            driver.advance(driver.scheduler.running() > 0 ? 0 : driver.alarm());
        }
        long ones = driver.usersStarted().stream().filter("one"::equals).count();
        long fives = driver.started.size() - ones;
        assertThat(ones).isBetween(5 * fives - 6, 5 * fives + 6);
    }

    /** What a started job gave back unused is there for the user's next one, before the clock would have brought it. */
    @Test
    void permits_given_back_wake_a_parked_user() {
        Driver driver = new Driver(10, 100, Rate.UNLIMITED);
        driver.user("slow", Driver.EQUAL.with(driver.cell(Rate.perHour(1))));
        Job unwanted = driver.submit("slow");
        Job next = driver.submit("slow");
        driver.scheduler.refundPermits(unwanted, driver.now);
        driver.finish(unwanted);
        assertThat(driver.lastStarted()).isSameAs(next);
    }

    @Test
    void permits_go_back_to_the_rate_that_they_were_taken_from() {
        Driver driver = new Driver(10, 100, Rate.UNLIMITED);
        RateCell before = driver.cell(Rate.perHour(5));
        RateCell after = driver.cell(Rate.perHour(5));
        driver.user("user", Driver.EQUAL.with(before));
        Job unwanted = driver.submit("user");
        driver.reshare("user", Driver.EQUAL.with(after));
        driver.submit("user");
        driver.scheduler.refundPermits(unwanted, driver.now);
        assertThat(before.available(driver.now)).isEqualTo(5);
        assertThat(after.available(driver.now)).isEqualTo(4);
    }

    @Test
    void the_parked_users_alarm_waits_while_all_workers_are_busy() {
        Driver driver = new Driver(1, 100, Rate.UNLIMITED);
        driver.user("slow", Driver.EQUAL.with(driver.cell(Rate.perSecond(1))));
        Job first = driver.submit("slow");
        driver.submit("slow");
        driver.finish(first);
        Job other = driver.submit("other");
        assertThat(driver.alarm()).isEqualTo(RateCell.NEVER);
        driver.advance(5 * SECOND);
        driver.finish(other);
        assertThat(driver.usersStarted()).containsExactly("slow", "other", "slow");
    }
}
