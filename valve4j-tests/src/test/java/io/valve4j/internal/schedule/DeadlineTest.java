package io.valve4j.internal.schedule;

import static io.valve4j.internal.schedule.Driver.MILLI;
import static io.valve4j.internal.schedule.Driver.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Rate;
import io.valve4j.Reason;
import io.valve4j.internal.rate.RateCell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlineTest {

    @ParameterizedTest
    @ValueSource(longs = {0, Long.MAX_VALUE, Long.MAX_VALUE - SECOND + 1, -1})
    void a_job_whose_deadline_passes_leaves_the_queue_at_that_nanosecond(long origin) {
        Driver driver = new Driver(1, 100, Rate.UNLIMITED, origin);
        driver.submit("busy");
        Job timed = driver.submit(new Job("a", 1, origin + SECOND));
        assertThat(driver.alarm()).isEqualTo(SECOND);
        driver.advance(SECOND - 1);
        assertThat(driver.expired).isEmpty();
        driver.advance(1);
        assertThat(driver.expired).containsExactly(timed);
        assertThat(driver.scheduler.queued()).isZero();
        assertThat(driver.scheduler.knows("a")).isFalse();
        assertThat(driver.withdraw(timed)).isFalse();
    }

    @Test
    void deadlines_expire_in_their_order_whatever_the_order_of_arrival() {
        Driver driver = new Driver(1, 100, Rate.UNLIMITED);
        driver.submit("busy");
        Job late = driver.submit(new Job("a", 1, 3 * SECOND));
        Job early = driver.submit(new Job("a", 1, SECOND));
        Job between = driver.submit(new Job("b", 1, 2 * SECOND));
        driver.advance(4 * SECOND);
        assertThat(driver.expired).containsExactly(early, between, late);
        assertThat(driver.alarm()).isEqualTo(RateCell.NEVER);
    }

    @Test
    void at_the_deadline_itself_a_job_no_longer_starts() {
        Driver driver = new Driver(1, 100, Rate.UNLIMITED);
        Job running = driver.submit("busy");
        driver.submit(new Job("a", 1, SECOND));
        driver.now = SECOND;
        driver.finish(running);
        assertThat(driver.usersStarted()).containsExactly("busy");
        assertThat(driver.expired).hasSize(1);
    }

    @Test
    void an_expired_job_gives_room() {
        Driver driver = new Driver(1, 1, Rate.UNLIMITED);
        driver.submit("busy");
        driver.submit(new Job("a", 1, SECOND));
        Job seeker = driver.seek("b");
        driver.advance(SECOND);
        assertThat(driver.foundRoom).containsExactly(seeker);
    }

    @Test
    void what_started_in_time_is_left_alone() {
        Driver driver = new Driver(1, 100, Rate.UNLIMITED);
        Job timed = driver.submit(new Job("a", 1, SECOND));
        driver.advance(2 * SECOND);
        assertThat(driver.expired).isEmpty();
        driver.finish(timed);
        assertThat(driver.scheduler.idle()).isTrue();
    }

    @Test
    void an_expired_head_lets_a_cheaper_job_of_a_parked_user_start() {
        Driver driver = new Driver(10, 100, Rate.UNLIMITED);
        driver.user("slow", Driver.EQUAL.with(driver.cell(Rate.perSecond(10).burst(10))));
        driver.submit(new Job("slow", 8));
        driver.submit(new Job("slow", 10, 900 * MILLI));
        Job cheap = driver.submit(new Job("slow", 10));
        driver.advance(SECOND);
        assertThat(driver.expired).isEmpty();
        assertThat(driver.started).hasSize(2);
        driver.advance(SECOND);
        assertThat(driver.lastStarted()).isSameAs(cheap);
    }

    @Test
    void a_deadline_that_the_rate_cannot_meet_is_refused_to_the_nanosecond() {
        Driver driver = new Driver(10, 100, Rate.perSecond(10).burst(1));
        driver.submit("a");
        driver.submit("a");
        Admission refused = driver.offer(new Job("a", 1, 200 * MILLI));
        assertThat(refused.reason()).isEqualTo(Reason.DEADLINE_UNREACHABLE);
        assertThat(refused.waitNanos()).isEqualTo(200 * MILLI);
        assertThat(refused.own()).isFalse();
        assertThat(driver.offer(new Job("a", 1, 200 * MILLI + 1)).given()).isTrue();
    }

    @Test
    void a_deadline_that_the_users_own_rate_cannot_meet_is_refused_to_the_nanosecond() {
        Driver driver = new Driver(10, 100, Rate.UNLIMITED);
        driver.user("slow", Driver.EQUAL.with(driver.cell(Rate.perSecond(10).burst(1))));
        driver.submit("slow");
        driver.submit("slow");
        Admission refused = driver.offer(new Job("slow", 3, 400 * MILLI));
        assertThat(refused.reason()).isEqualTo(Reason.DEADLINE_UNREACHABLE);
        assertThat(refused.own()).isTrue();
        assertThat(driver.offer(new Job("other", 3, 1)).given()).isTrue();
        assertThat(driver.offer(new Job("slow", 1, 200 * MILLI + 1)).given()).isTrue();
    }

    @Test
    void what_others_have_queued_proves_nothing() {
        Driver driver = new Driver(10, 100, Rate.perSecond(10).burst(1));
        for (int i = 0; i < 30; i++) {
            driver.submit("hog");
        }
        assertThat(driver.offer(new Job("a", 1, 100 * MILLI + 1)).given()).isTrue();
        driver.advance(100 * MILLI);
        assertThat(driver.lastStarted().user).isEqualTo("a");
    }

    @Test
    void busy_workers_prove_nothing() {
        Driver driver = new Driver(1, 100, Rate.UNLIMITED);
        driver.submit("a");
        for (int i = 0; i < 20; i++) {
            driver.submit("a");
        }
        assertThat(driver.offer(new Job("a", 1, 1)).given()).isTrue();
    }

    @Test
    void held_slots_of_the_user_count_in_the_proof() {
        Driver driver = new Driver(10, 100, Rate.perSecond(10).burst(1));
        driver.submit("a");
        assertThat(driver.scheduler.hold(new Job("a"), "a", Driver.EQUAL, 0).given())
                .isTrue();
        assertThat(driver.offer(new Job("a", 1, 200 * MILLI)).reason()).isEqualTo(Reason.DEADLINE_UNREACHABLE);
    }

    @Test
    void a_deadline_that_is_past_is_refused() {
        Driver driver = new Driver(10, 100, Rate.UNLIMITED, 5);
        assertThat(driver.offer(new Job("a", 1, 5)).reason()).isEqualTo(Reason.DEADLINE_UNREACHABLE);
        assertThat(driver.scheduler.knownUsers()).isZero();
    }
}
