package io.valve4j.internal.schedule;

import static io.valve4j.internal.schedule.Driver.MILLI;
import static io.valve4j.internal.schedule.Driver.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Rate;
import io.valve4j.Reason;
import io.valve4j.internal.rate.BucketSpec;
import io.valve4j.internal.rate.RateCell;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveChangeTest {

    @Test
    void more_workers_start_more_at_once() {
        Driver driver = new Driver(1, 100, Rate.UNLIMITED);
        submit(driver, "a", 10);
        driver.reconfigure(4, 100, Rate.UNLIMITED);
        assertThat(driver.started).hasSize(4);
    }

    @Test
    void with_fewer_workers_what_runs_runs_on_and_nothing_starts_until_there_is_room() {
        Driver driver = new Driver(4, 100, Rate.UNLIMITED);
        submit(driver, "a", 10);
        driver.reconfigure(2, 100, Rate.UNLIMITED);
        assertThat(driver.scheduler.running()).isEqualTo(4);
        driver.finish(driver.started.get(0));
        driver.finish(driver.started.get(1));
        assertThat(driver.started).hasSize(4);
        driver.finish(driver.started.get(2));
        assertThat(driver.started).hasSize(5);
        assertThat(driver.scheduler.running()).isEqualTo(2);
    }

    @Test
    void with_a_shorter_queue_what_waits_stays_and_nobody_new_comes_in() {
        Driver driver = new Driver(1, 100, Rate.UNLIMITED);
        submit(driver, "a", 11);
        driver.reconfigure(1, 5, Rate.UNLIMITED);
        assertThat(driver.scheduler.queued()).isEqualTo(10);
        assertThat(driver.refusal("b")).isEqualTo(Reason.QUEUE_FULL);
        for (int i = 0; i < 6; i++) {
            driver.finish(driver.lastStarted());
        }
        assertThat(driver.refusal("b")).isNull();
    }

    @Test
    void with_a_longer_queue_those_who_seek_room_find_it() {
        Driver driver = new Driver(1, 1, Rate.UNLIMITED);
        submit(driver, "a", 2);
        Job seeker = driver.seek("b");
        driver.reconfigure(1, 2, Rate.UNLIMITED);
        assertThat(driver.foundRoom).containsExactly(seeker);
    }

    @Test
    void a_faster_rate_starts_at_once_what_it_allows() {
        Driver driver = new Driver(10, 100, Rate.perHour(1));
        submit(driver, "a", 5);
        driver.advance(SECOND);
        assertThat(driver.started).hasSize(1);
        driver.reconfigure(10, 100, Rate.perSecond(1_000).burst(1));
        driver.advance(4 * MILLI);
        assertThat(driver.started).hasSize(5);
    }

    @Test
    void a_slower_rate_moves_the_alarm() {
        Driver driver = new Driver(10, 100, Rate.perSecond(10).burst(1));
        submit(driver, "a", 5);
        driver.reconfigure(10, 100, Rate.perSecond(1).burst(1));
        assertThat(driver.alarm()).isEqualTo(SECOND);
    }

    @Test
    void under_an_unlimited_rate_only_workers_count() {
        Driver driver = new Driver(3, 100, Rate.perHour(1));
        submit(driver, "a", 5);
        driver.reconfigure(3, 100, Rate.UNLIMITED);
        assertThat(driver.started).hasSize(3);
        assertThat(driver.scheduler.rateBlocked()).isFalse();
    }

    @Test
    void what_costs_more_than_the_new_burst_is_handed_back_and_holds_nobody_up() {
        Driver driver = new Driver(10, 100, Rate.perSecond(10).burst(10));
        driver.submit(new Job("a", 10));
        Job stranded = driver.submit(new Job("a", 8));
        Job next = driver.submit(new Job("a", 2));
        Job other = driver.submit(new Job("b", 9));
        driver.reconfigure(10, 100, Rate.perSecond(10).burst(3));
        driver.advance(SECOND);
        assertThat(driver.stranded).containsExactlyInAnyOrder(stranded, other);
        assertThat(driver.started).contains(next);
        assertThat(driver.scheduler.queued()).isZero();
        assertThat(driver.withdraw(stranded)).isFalse();
    }

    @Test
    void what_costs_more_than_the_new_burst_of_the_users_own_rate_is_handed_back() {
        Driver driver = new Driver(10, 100, Rate.UNLIMITED);
        driver.user("a", Driver.EQUAL.with(driver.cell(Rate.perSecond(10).burst(10))));
        driver.submit(new Job("a", 10));
        Job stranded = driver.submit(new Job("a", 8));
        driver.reshare("a", Driver.EQUAL.with(driver.cell(Rate.perSecond(10).burst(3))));
        assertThat(driver.stranded).containsExactly(stranded);
        driver.finish(driver.lastStarted());
        assertThat(driver.scheduler.idle()).isTrue();
        assertThat(driver.scheduler.knownUsers()).isZero();
    }

    @Test
    void a_higher_ceiling_of_workers_counts_at_once() {
        Driver driver = new Driver(10, 100, Rate.UNLIMITED).user("a", Driver.cap(1));
        submit(driver, "a", 5);
        driver.reshare("a", Driver.cap(3));
        assertThat(driver.started).hasSize(3);
    }

    @Test
    void a_lower_ceiling_of_workers_starts_nothing_until_there_is_room() {
        Driver driver = new Driver(10, 100, Rate.UNLIMITED).user("a", Driver.cap(3));
        submit(driver, "a", 5);
        driver.reshare("a", Driver.cap(1));
        driver.finish(driver.started.get(0));
        driver.finish(driver.started.get(1));
        assertThat(driver.started).hasSize(3);
        driver.finish(driver.started.get(2));
        assertThat(driver.started).hasSize(4);
    }

    /** A submit may bring the new terms before the change is pressed upon those who wait. */
    @Test
    void a_higher_ceiling_counts_also_if_a_submit_brought_it_first() {
        Driver driver = new Driver(10, 100, Rate.UNLIMITED).user("a", Driver.cap(1));
        submit(driver, "a", 4);
        driver.user("a", Driver.cap(3)).submit("a");
        driver.reshare("a", Driver.cap(3));
        assertThat(driver.started).hasSize(3);
    }

    @Test
    void a_new_weight_counts_from_the_next_dispatch() {
        Driver driver = new Driver(1, 1_000, Rate.UNLIMITED);
        submit(driver, "a", 200);
        submit(driver, "b", 200);
        driver.reshare("a", Driver.weight(4));
        for (int i = 0; i < 100; i++) {
            driver.finishAfter(MILLI, driver.lastStarted());
        }
        assertThat(driver.usersStarted().subList(0, 100).stream().filter("a"::equals))
                .hasSizeBetween(79, 81);
    }

    @Test
    void what_runs_keeps_the_weight_of_its_dispatch() {
        Driver driver = new Driver(1, 1_000, Rate.UNLIMITED).user("a", Driver.weight(100));
        submit(driver, "a", 10);
        submit(driver, "b", 10);
        driver.reshare("a", Driver.weight(1));
        driver.finishAfter(SECOND, driver.started.get(0));
        for (int i = 0; i < 4; i++) {
            driver.finishAfter(10 * MILLI, driver.lastStarted());
        }
        assertThat(driver.usersStarted()).containsExactly("a", "b", "a", "b", "a", "b");
    }

    @Test
    void a_user_freed_of_their_own_rate_starts_at_once_and_stands_level_with_the_others() {
        Driver driver = new Driver(1, 1_000, Rate.UNLIMITED);
        driver.user("slow", Driver.EQUAL.with(driver.cell(Rate.perDay(1))));
        submit(driver, "slow", 30);
        submit(driver, "busy", 60);
        for (int i = 0; i < 30; i++) {
            driver.finishAfter(SECOND, driver.lastStarted());
        }
        driver.reshare("slow", Driver.EQUAL);
        int before = driver.started.size();
        for (int i = 0; i < 20; i++) {
            driver.finishAfter(SECOND, driver.lastStarted());
        }
        assertThat(driver.usersStarted().subList(before, before + 20).stream().filter("slow"::equals))
                .hasSizeBetween(9, 11);
    }

    /** The rate changes inside its cell, so the share that is pressed upon the user equals the one they have. */
    @Test
    void a_parked_user_whose_own_rate_was_raised_in_its_cell_does_not_wait_for_the_old_one() {
        Driver driver = new Driver(10, 100, Rate.UNLIMITED);
        RateCell own = driver.cell(Rate.perDay(1));
        Share share = Driver.EQUAL.with(own);
        driver.user("slow", share);
        submit(driver, "slow", 3);
        driver.advance(SECOND);
        own.change(BucketSpec.of(Rate.perSecond(1_000).burst(1)), driver.now);
        driver.reshare("slow", share);
        driver.advance(2 * MILLI);
        assertThat(driver.started).hasSize(3);
    }

    @Test
    void a_lower_own_rate_parks_who_was_free() {
        Driver driver = new Driver(1, 100, Rate.UNLIMITED);
        submit(driver, "a", 3);
        RateCell own = driver.cell(Rate.perSecond(1).burst(1));
        driver.reshare("a", Driver.EQUAL.with(own));
        driver.finish(driver.started.get(0));
        driver.finish(driver.started.get(1));
        assertThat(driver.started).hasSize(2);
        assertThat(driver.alarm()).isEqualTo(SECOND);
    }

    @Test
    void changes_reach_only_the_users_they_mean() {
        Driver driver = new Driver(10, 100, Rate.UNLIMITED);
        driver.user("a", Driver.cap(1)).user("b", Driver.cap(1));
        submit(driver, "a", 3);
        submit(driver, "b", 3);
        driver.reshare("a", Driver.cap(3));
        assertThat(driver.usersStarted()).isEqualTo(List.of("a", "b", "a", "a"));
    }

    private static void submit(Driver driver, String user, int jobs) {
        for (int i = 0; i < jobs; i++) {
            driver.submit(user);
        }
    }
}
