package io.valve4j.internal.schedule;

import static io.valve4j.internal.schedule.Driver.MILLI;
import static io.valve4j.internal.schedule.Driver.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Rate;
import io.valve4j.Reason;
import io.valve4j.internal.rate.RateCell;
import org.junit.jupiter.api.Test;

/** What does not wait: starts and takes at once, past the queue only if the user would be next. */
class StartNowTest {

    @Test
    void with_a_worker_and_permits_and_nobody_before_it_starts() {
        Driver driver = new Driver(1, 10, Rate.perSecond(10).burst(1));
        Job job = new Job("a");
        assertThat(start(driver, job)).isEqualTo(Admission.GIVEN);
        assertThat(driver.scheduler.running()).isEqualTo(1);
        assertThat(driver.rate.available(0)).isZero();
        driver.finish(job);
        assertThat(driver.scheduler.idle()).isTrue();
    }

    @Test
    void without_a_free_worker_it_is_refused_and_takes_no_permit() {
        Driver driver = new Driver(1, 10, Rate.perSecond(10).burst(5));
        driver.submit("busy");
        Admission refused = start(driver, new Job("a"));
        assertThat(refused.reason()).isEqualTo(Reason.NO_WORKER);
        assertThat(refused.limit()).isEqualTo(1);
        assertThat(refused.own()).isFalse();
        assertThat(driver.rate.available(0)).isEqualTo(4);
        assertThat(driver.scheduler.knows("a")).isFalse();
    }

    @Test
    void above_the_users_own_ceiling_it_is_refused() {
        Driver driver = new Driver(5, 10, Rate.UNLIMITED).user("one", Driver.cap(1));
        driver.submit("one");
        Admission refused = start(driver, new Job("one"));
        assertThat(refused.reason()).isEqualTo(Reason.NO_WORKER);
        assertThat(refused.limit()).isEqualTo(1);
        assertThat(refused.own()).isTrue();
    }

    @Test
    void without_a_permit_it_is_refused_with_the_exact_wait() {
        Driver driver = new Driver(5, 10, Rate.perSecond(10).burst(1));
        driver.submit("a");
        Admission refused = start(driver, new Job("b"));
        assertThat(refused.reason()).isEqualTo(Reason.RATE_LIMITED);
        assertThat(refused.waitNanos()).isEqualTo(100 * MILLI);
        driver.now += 100 * MILLI - 1;
        assertThat(start(driver, new Job("b")).waitNanos()).isEqualTo(1);
        driver.now += 1;
        assertThat(start(driver, new Job("b"))).isEqualTo(Admission.GIVEN);
    }

    @Test
    void without_a_permit_of_the_resource_the_users_own_is_not_taken() {
        Driver driver = new Driver(5, 10, Rate.perSecond(10).burst(1));
        RateCell own = driver.cell(Rate.perSecond(10).burst(3));
        driver.user("a", Driver.EQUAL.with(own));
        driver.submit("busy");
        assertThat(start(driver, new Job("a")).own()).isFalse();
        assertThat(take(driver, "a", 1).given()).isFalse();
        assertThat(own.available(0)).isEqualTo(3);
    }

    @Test
    void it_does_not_overtake_what_its_own_user_has_queued() {
        Driver driver = new Driver(5, 10, Rate.perSecond(10).burst(5));
        driver.submit(new Job("a", 3));
        driver.submit(new Job("a", 5));
        assertThat(start(driver, new Job("a")).reason()).isEqualTo(Reason.RATE_LIMITED);
        assertThat(take(driver, "a", 1).reason()).isEqualTo(Reason.RATE_LIMITED);
    }

    @Test
    void who_is_behind_another_who_collects_permits_is_refused() {
        Driver driver = new Driver(5, 10, Rate.perSecond(10).burst(5));
        driver.submit(new Job("greedy", 3));
        driver.submit(new Job("greedy", 1));
        driver.submit(new Job("collects", 5));
        assertThat(driver.scheduler.rateBlocked()).isTrue();
        Admission refused = start(driver, new Job("greedy2"));
        assertThat(refused.given())
                .as("came later than who collects at the same key")
                .isFalse();
        Admission taken = take(driver, "greedy2", 1);
        assertThat(taken.reason()).isEqualTo(Reason.RATE_LIMITED);
        assertThat(taken.waitNanos()).isEqualTo(400 * MILLI);
        assertThat(driver.rate.available(0)).isEqualTo(1);
    }

    @Test
    void who_comes_first_may_take_while_another_waits_and_is_charged_like_a_task() {
        Driver driver = new Driver(2, 100, Rate.perSecond(10).burst(5));
        driver.submit(new Job("first", 5));
        driver.submit(new Job("first", 5));
        driver.advance(200 * MILLI);
        assertThat(take(driver, "other", 1)).isEqualTo(Admission.GIVEN);
        assertThat(driver.scheduler.knows("other")).isTrue();
        assertThat(take(driver, "other", 1).given()).isTrue();
        driver.advance(300 * MILLI);
        int taken = 2;
        while (take(driver, "other", 1).given()) {
            taken++;
        }
        assertThat(taken).as("five permits for the other's five").isEqualTo(5);
    }

    @Test
    void a_take_that_nobody_waits_behind_is_free_of_charge() {
        Driver driver = new Driver(2, 100, Rate.perSecond(10).burst(5));
        assertThat(take(driver, "a", 3)).isEqualTo(Admission.GIVEN);
        assertThat(driver.scheduler.knownUsers()).isZero();
        assertThat(take(driver, "a", 3).waitNanos()).isEqualTo(100 * MILLI);
    }

    @Test
    void asking_changes_nothing() {
        Driver driver = new Driver(2, 100, Rate.perSecond(10).burst(5));
        driver.submit(new Job("first", 5));
        driver.submit(new Job("first", 5));
        driver.advance(200 * MILLI);
        assertThat(driver.scheduler.mayTakeNow(1, "other", Driver.EQUAL, driver.now))
                .isEqualTo(Admission.GIVEN);
        assertThat(driver.scheduler.mayStartNow(1, "other", Driver.EQUAL, driver.now))
                .isEqualTo(Admission.GIVEN);
        assertThat(driver.scheduler.knows("other")).isFalse();
        assertThat(driver.rate.available(driver.now)).isEqualTo(2);
    }

    @Test
    void with_an_own_rate_that_is_empty_the_refusal_names_it() {
        Driver driver = new Driver(2, 100, Rate.UNLIMITED);
        driver.user("slow", Driver.EQUAL.with(driver.cell(Rate.perSecond(1).burst(1))));
        assertThat(take(driver, "slow", 1)).isEqualTo(Admission.GIVEN);
        Admission refused = take(driver, "slow", 1);
        assertThat(refused.own()).isTrue();
        assertThat(refused.waitNanos()).isEqualTo(SECOND);
        assertThat(refused.limit()).isEqualTo(1);
        assertThat(take(driver, "other", 1)).isEqualTo(Admission.GIVEN);
    }

    @Test
    void others_who_are_parked_or_at_their_ceiling_stand_in_nobodys_way() {
        Driver driver = new Driver(5, 100, Rate.perSecond(100).burst(10)).user("one", Driver.cap(1));
        driver.user("slow", Driver.EQUAL.with(driver.cell(Rate.perSecond(1).burst(1))));
        driver.submit("one");
        driver.submit("one");
        driver.submit("slow");
        driver.submit("slow");
        assertThat(start(driver, new Job("a"))).isEqualTo(Admission.GIVEN);
        assertThat(take(driver, "b", 1)).isEqualTo(Admission.GIVEN);
    }

    private static Admission start(Driver driver, Job job) {
        return driver.scheduler.startNow(job, job.user, driver.share(job.user), driver.now);
    }

    private static Admission take(Driver driver, String user, long cost) {
        return driver.scheduler.takeNow(cost, user, driver.share(user), driver.now);
    }
}
