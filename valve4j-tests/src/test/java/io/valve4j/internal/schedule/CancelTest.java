package io.valve4j.internal.schedule;

import static io.valve4j.internal.schedule.Driver.MILLI;
import static io.valve4j.internal.schedule.Driver.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Rate;
import org.junit.jupiter.api.Test;

class CancelTest {

    @Test
    void a_job_can_be_taken_out_of_the_middle_of_the_queue_and_off_its_ends() {
        Driver driver = new Driver(1, 100, Rate.UNLIMITED);
        Job running = driver.submit("ada");
        Job[] jobs = new Job[5];
        for (int i = 0; i < jobs.length; i++) {
            jobs[i] = driver.submit("ada");
        }
        assertThat(driver.withdraw(jobs[2])).isTrue();
        assertThat(driver.withdraw(jobs[0])).isTrue();
        assertThat(driver.withdraw(jobs[4])).isTrue();
        assertThat(driver.scheduler.queued()).isEqualTo(2);
        driver.finish(running);
        driver.finish(jobs[1]);
        driver.finish(jobs[3]);
        assertThat(driver.started).containsExactly(running, jobs[1], jobs[3]);
        assertThat(driver.scheduler.knownUsers()).isZero();
    }

    @Test
    void what_has_started_or_ended_cannot_be_taken_out() {
        Driver driver = new Driver(1, 100, Rate.UNLIMITED);
        Job running = driver.submit("ada");
        Job waiting = driver.submit("ada");
        assertThat(driver.withdraw(running)).isFalse();
        assertThat(driver.withdraw(waiting)).isTrue();
        assertThat(driver.withdraw(waiting)).isFalse();
        driver.finish(running);
        assertThat(driver.withdraw(running)).isFalse();
    }

    @Test
    void without_a_parked_head_that_costs_much_the_next_may_start_at_once() {
        Driver driver = new Driver(10, 100, Rate.UNLIMITED);
        driver.user("slow", Driver.EQUAL.with(driver.cell(Rate.perSecond(10).burst(10))));
        driver.submit(new Job("slow", 8));
        Job costly = driver.submit(new Job("slow", 10));
        Job cheap = driver.submit(new Job("slow", 1));
        driver.advance(MILLI);
        assertThat(driver.withdraw(costly)).isTrue();
        assertThat(driver.lastStarted()).isSameAs(cheap);
    }

    @Test
    void without_a_head_that_collects_permits_the_next_may_start_at_once() {
        Driver driver = new Driver(10, 100, Rate.perSecond(10).burst(10));
        driver.submit(new Job("a", 8));
        Job costly = driver.submit(new Job("b", 10));
        Job cheap = driver.submit(new Job("c", 1));
        assertThat(driver.started).hasSize(1);
        assertThat(driver.withdraw(costly)).isTrue();
        assertThat(driver.lastStarted()).isSameAs(cheap);
        assertThat(driver.scheduler.rateBlocked()).isFalse();
    }

    @Test
    void a_parked_user_who_cancels_all_is_forgotten_and_rings_no_alarm() {
        Driver driver = new Driver(10, 100, Rate.UNLIMITED);
        driver.user("slow", Driver.EQUAL.with(driver.cell(Rate.perSecond(1))));
        Job first = driver.submit("slow");
        Job second = driver.submit("slow");
        Job third = driver.submit("slow");
        driver.finish(first);
        assertThat(driver.withdraw(second)).isTrue();
        assertThat(driver.alarm()).isEqualTo(SECOND);
        assertThat(driver.withdraw(third)).isTrue();
        assertThat(driver.alarm()).isEqualTo(Long.MAX_VALUE);
        assertThat(driver.scheduler.knownUsers()).isZero();
    }

    @Test
    void all_that_waits_can_be_found_and_taken_out() {
        Driver driver = new Driver(1, 3, Rate.UNLIMITED);
        driver.user("b", Driver.queue(1));
        Job running = driver.submit("a");
        Job queued = driver.submit("a");
        Job other = driver.submit("b");
        Job seeks = driver.seek("b");
        assertThat(driver.scheduler.census().waiting()).containsExactlyInAnyOrder(queued, other, seeks);
        assertThat(driver.scheduler.census().waiting("b")).containsExactly(other, seeks);
        assertThat(driver.scheduler.census().seeking()).containsExactly(seeks);
        assertThat(driver.scheduler.census().running()).containsExactly(running);
        driver.scheduler
                .census()
                .waiting()
                .forEach(ticket -> assertThat(driver.scheduler.withdraw(ticket, driver.now))
                        .isTrue());
        driver.settle();
        assertThat(driver.scheduler.census().waiting()).isEmpty();
        driver.finish(running);
        assertThat(driver.scheduler.idle()).isTrue();
    }

    @Test
    void a_slot_that_was_held_and_let_go_leaves_no_trace() {
        Driver driver = new Driver(1, 1, Rate.UNLIMITED);
        Job running = driver.submit("a");
        Job held = new Job("b");
        assertThat(driver.scheduler.hold(held, "b", Driver.EQUAL, driver.now).given())
                .isTrue();
        assertThat(driver.scheduler.withdraw(held, driver.now)).isFalse();
        assertThat(driver.scheduler.idle()).isFalse();
        assertThat(driver.offer(new Job("c")).given()).isFalse();
        driver.scheduler.letGo(held, driver.now);
        assertThat(driver.scheduler.knows("b")).isFalse();
        assertThat(driver.offer(new Job("c")).given()).isTrue();
        driver.finish(running);
        assertThat(driver.usersStarted()).containsExactly("a", "c");
    }
}
