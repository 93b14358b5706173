package io.valve4j.internal.schedule;

import static io.valve4j.internal.schedule.Driver.MILLI;
import static io.valve4j.internal.schedule.Driver.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Rate;
import io.valve4j.internal.rate.RateCell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Between two turns of one job. */
class RestTest {

    @ParameterizedTest
    @ValueSource(longs = {0, Long.MAX_VALUE, Long.MAX_VALUE - SECOND + 1, -1})
    void a_job_that_rests_starts_again_at_that_nanosecond(long origin) {
        Driver driver = new Driver(1, 100, Rate.UNLIMITED, origin);
        Job job = driver.submit("a");
        driver.rest(job, SECOND);
        assertThat(driver.alarm()).isEqualTo(SECOND);
        driver.advance(SECOND - 1);
        assertThat(driver.started).hasSize(1);
        driver.advance(1);
        assertThat(driver.started).containsExactly(job, job);
        driver.finish(job);
        assertThat(driver.scheduler.idle()).isTrue();
        assertThat(driver.alarm()).isEqualTo(RateCell.NEVER);
    }

    @Test
    void it_holds_no_worker_and_no_slot_meanwhile() {
        Driver driver = new Driver(1, 1, Rate.UNLIMITED);
        Job resting = driver.submit("a");
        driver.rest(resting, SECOND);
        Job other = driver.submit("b");
        assertThat(driver.lastStarted()).isSameAs(other);
        driver.submit("b");
        assertThat(driver.refusal("c")).isNotNull();
        driver.finish(other);
        assertThat(driver.lastStarted().user).isEqualTo("b");
    }

    @Test
    void it_comes_back_though_the_queue_is_full_and_nothing_new_does_until_it_is_not() {
        Driver driver = new Driver(1, 1, Rate.UNLIMITED);
        Job resting = driver.submit("a");
        driver.rest(resting, SECOND);
        Job running = driver.submit("b");
        driver.submit("b");
        driver.advance(SECOND);
        assertThat(driver.scheduler.queued()).isEqualTo(2);
        driver.finish(running);
        assertThat(driver.refusal("c")).isNotNull();
        assertThat(driver.scheduler.queued()).isEqualTo(1);
    }

    @Test
    void it_comes_back_behind_what_its_user_has_queued_meanwhile() {
        Driver driver = new Driver(1, 100, Rate.UNLIMITED);
        Job first = driver.submit("a");
        Job second = driver.submit("a");
        Job third = driver.submit("a");
        driver.rest(first, MILLI);
        driver.finishAfter(2 * MILLI, second);
        driver.finish(third);
        assertThat(driver.started).containsExactly(first, second, third, first);
    }

    @Test
    void resting_earns_no_credit() {
        Driver driver = new Driver(1, 100, Rate.UNLIMITED);
        Job resting = driver.submit("a");
        driver.rest(resting, 1);
        Job busy = driver.submit("b");
        driver.submit("b");
        driver.submit("b");
        driver.submit("a");
        driver.submit("a");
        driver.submit("a");
        driver.finishAfter(SECOND, busy);
        for (int i = 0; i < 5; i++) {
            driver.finishAfter(SECOND, driver.lastStarted());
        }
        // Had its rest earned a credit of a second, two of a's would have come in a row.
        assertThat(driver.usersStarted()).containsExactly("a", "b", "a", "b", "a", "b", "a", "a");
    }

    @Test
    void it_needs_a_permit_for_each_turn() {
        Driver driver = new Driver(10, 100, Rate.perSecond(1).burst(1));
        Job job = driver.submit("a");
        driver.rest(job, MILLI);
        driver.advance(SECOND - 1);
        assertThat(driver.started).hasSize(1);
        driver.advance(1);
        assertThat(driver.started).hasSize(2);
    }

    @Test
    void it_can_be_taken_out_and_leaves_nothing() {
        Driver driver = new Driver(1, 100, Rate.UNLIMITED);
        Job job = driver.submit("a");
        driver.rest(job, SECOND);
        assertThat(driver.scheduler.idle()).isFalse();
        assertThat(driver.scheduler.knows("a")).isTrue();
        assertThat(driver.scheduler.census().waiting()).containsExactly(job);
        assertThat(driver.scheduler.census().waiting("a")).containsExactly(job);
        assertThat(driver.withdraw(job)).isTrue();
        assertThat(driver.withdraw(job)).isFalse();
        assertThat(driver.scheduler.idle()).isTrue();
        assertThat(driver.scheduler.knows("a")).isFalse();
        assertThat(driver.alarm()).isEqualTo(RateCell.NEVER);
    }

    @Test
    void jobs_that_wake_together_come_in_the_order_in_which_they_went_to_rest() {
        Driver driver = new Driver(3, 100, Rate.UNLIMITED);
        Job[] jobs = {driver.submit("a"), driver.submit("a"), driver.submit("a")};
        driver.rest(jobs[1], SECOND);
        driver.rest(jobs[2], SECOND);
        driver.rest(jobs[0], SECOND);
        driver.started.clear();
        driver.advance(SECOND);
        assertThat(driver.started).containsExactly(jobs[1], jobs[2], jobs[0]);
    }

    @Test
    void a_share_that_changes_meanwhile_is_the_one_under_which_it_comes_back() {
        Driver driver = new Driver(10, 100, Rate.UNLIMITED);
        Job job = driver.submit("a");
        driver.rest(job, MILLI);
        driver.reshare("a", Driver.EQUAL.with(driver.cell(Rate.perSecond(1).burst(1))));
        assertThat(driver.share("a").rate().tryTake(1, driver.now)).isZero();
        driver.advance(SECOND - 1);
        assertThat(driver.started).hasSize(1);
        driver.advance(1);
        assertThat(driver.started).hasSize(2);
    }

    @Test
    void a_deadline_that_passes_in_the_queue_expires_a_job_that_has_rested() {
        Driver driver = new Driver(1, 100, Rate.UNLIMITED);
        Job job = driver.submit(new Job("a", 1, SECOND));
        driver.rest(job, SECOND / 2);
        driver.submit("b");
        driver.advance(SECOND);
        assertThat(driver.expired).containsExactly(job);
    }
}
