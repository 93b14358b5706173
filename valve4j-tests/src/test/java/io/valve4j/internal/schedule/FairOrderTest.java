package io.valve4j.internal.schedule;

import static io.valve4j.internal.schedule.Driver.MILLI;
import static io.valve4j.internal.schedule.Driver.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Rate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FairOrderTest {

    @Test
    void jobs_of_one_user_start_first_come_first_served() {
        Driver driver = new Driver(1, 100, Rate.UNLIMITED);
        List<Job> submitted = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            submitted.add(driver.submit("ada"));
        }
        drain(driver, MILLI);
        assertThat(driver.started).isEqualTo(submitted);
    }

    @Test
    void equal_users_alternate_whatever_their_backlogs() {
        Driver driver = new Driver(1, 100, Rate.UNLIMITED);
        for (int i = 0; i < 20; i++) {
            driver.submit("noisy");
        }
        for (int i = 0; i < 4; i++) {
            driver.submit("quiet");
        }
        drain(driver, MILLI);
        assertThat(driver.usersStarted().subList(1, 9))
                .containsExactly("quiet", "noisy", "quiet", "noisy", "quiet", "noisy", "quiet", "noisy");
    }

    @Test
    void free_jobs_alternate_too() {
        Driver driver = new Driver(1, 100, Rate.UNLIMITED);
        for (int i = 0; i < 4; i++) {
            driver.submit("a");
            driver.submit("b");
        }
        drain(driver, 0);
        assertThat(driver.usersStarted()).containsExactly("a", "b", "a", "b", "a", "b", "a", "b");
    }

    @Test
    void weight_four_gets_four_jobs_for_one() {
        Driver driver = new Driver(1, 1_000, Rate.UNLIMITED).user("heavy", Driver.weight(4));
        for (int i = 0; i < 100; i++) {
            driver.submit("heavy");
            driver.submit("light");
        }
        drain(driver, MILLI);
        assertThat(driver.usersStarted().subList(0, 100).stream().filter("heavy"::equals))
                .hasSize(80);
    }

    @Test
    void a_running_job_counts_while_it_runs() {
        Driver driver = new Driver(2, 100, Rate.UNLIMITED).user("b", Driver.weight(4));
        driver.submit("a");
        Job b = driver.submit("b");
        driver.submit("a");
        driver.submit("b");
        driver.finishAfter(SECOND, b);
        assertThat(driver.usersStarted()).containsExactly("a", "b", "b");
    }

    @Test
    void who_idled_has_no_credit() {
        Driver driver = new Driver(1, 1_000, Rate.UNLIMITED);
        driver.submit("sleeper");
        for (int i = 0; i < 300; i++) {
            driver.submit("steady");
        }
        serve(driver, 100, SECOND);
        for (int i = 0; i < 50; i++) {
            driver.submit("sleeper");
        }
        int before = driver.started.size();
        serve(driver, 40, SECOND);
        assertThat(driver.usersStarted().subList(before, before + 40).stream().filter("sleeper"::equals))
                .hasSizeBetween(19, 21);
    }

    @Test
    void who_used_idle_capacity_alone_owes_nothing_for_it() {
        Driver driver = new Driver(1, 1_000, Rate.UNLIMITED);
        for (int i = 0; i < 300; i++) {
            driver.submit("alone");
        }
        serve(driver, 200, SECOND);
        for (int i = 0; i < 50; i++) {
            driver.submit("late");
        }
        int before = driver.started.size();
        serve(driver, 40, SECOND);
        assertThat(driver.usersStarted().subList(before, before + 40).stream().filter("alone"::equals))
                .hasSizeBetween(19, 21);
    }

    @Test
    void among_equals_who_came_first_starts_first() {
        Driver driver = new Driver(1, 100, Rate.UNLIMITED);
        driver.submit("busy");
        List<String> arrivals = List.of("a", "b", "c", "d", "e", "f", "g");
        arrivals.forEach(driver::submit);
        drain(driver, MILLI);
        assertThat(driver.usersStarted().subList(1, 8)).isEqualTo(arrivals);
    }

    /** A stream of newcomers as fast as the worker: whoever waits longest at the same key must be next. */
    @Test
    void newcomers_do_not_starve_each_other() {
        Driver driver = new Driver(1, 100, Rate.UNLIMITED);
        driver.submit("busy");
        driver.submit("first");
        driver.submit("second");
        for (int i = 0; i < 50; i++) {
            driver.submit("newcomer" + i);
            driver.finishAfter(MILLI, driver.lastStarted());
        }
        assertThat(driver.usersStarted().subList(1, 5)).containsExactly("first", "second", "newcomer0", "newcomer1");
    }

    /** Woken from a park, a user stands at V, where newcomers stand too, but came before them. */
    @Test
    void newcomers_do_not_starve_who_was_served_before_and_stands_level_with_them() {
        Driver driver = new Driver(1, 100, Rate.UNLIMITED);
        driver.user("parked", Driver.EQUAL.with(driver.cell(Rate.perSecond(1))));
        driver.submit("parked");
        driver.submit("parked");
        driver.submit("steady");
        driver.submit("steady");
        driver.finish(driver.lastStarted());
        driver.finishAfter(SECOND / 2, driver.lastStarted());
        driver.advance(SECOND);
        int before = driver.started.size();
        for (int i = 0; i < 20; i++) {
            driver.submit("newcomer" + i);
            driver.finishAfter(MILLI, driver.lastStarted());
        }
        assertThat(driver.usersStarted().subList(before, before + 3)).contains("parked");
    }

    @Test
    void ties_go_to_whoever_was_served_least_recently() {
        Driver driver = new Driver(1, 100, Rate.UNLIMITED);
        for (int i = 0; i < 5; i++) {
            driver.submit("a");
        }
        for (int i = 0; i < 5; i++) {
            driver.submit("b");
        }
        for (int i = 0; i < 5; i++) {
            driver.submit("c");
        }
        drain(driver, MILLI);
        assertThat(driver.usersStarted().subList(0, 9)).containsExactly("a", "b", "c", "a", "b", "c", "a", "b", "c");
    }

    @Test
    void who_is_at_the_ceiling_of_their_workers_is_passed_over_and_comes_back() {
        Driver driver = new Driver(3, 100, Rate.UNLIMITED).user("capped", Driver.cap(1));
        Job first = driver.submit("capped");
        driver.submit("capped");
        driver.submit("other");
        assertThat(driver.usersStarted()).containsExactly("capped", "other");
        driver.finish(first);
        assertThat(driver.usersStarted()).containsExactly("capped", "other", "capped");
    }

    @Test
    void time_at_the_ceiling_earns_no_credit() {
        Driver driver = new Driver(3, 1_000, Rate.UNLIMITED).user("capped", Driver.cap(1));
        driver.submit("capped");
        for (int i = 0; i < 40; i++) {
            driver.submit("capped");
            driver.submit("quick");
        }
        Job lasting = driver.started.get(0);
        for (int i = 0; i < 10; i++) {
            driver.advance(SECOND);
            List<Job> quick = driver.started.subList(driver.started.size() - 2, driver.started.size());
            List.copyOf(quick).forEach(driver::finish);
        }
        driver.reshare("capped", Driver.EQUAL);
        driver.finish(lasting);
        int before = driver.started.size();
        for (int i = 0; i < 20; i++) {
            driver.finishAfter(SECOND, driver.started.get(driver.started.size() - 3));
        }
        assertThat(driver.usersStarted().subList(before, before + 20).stream().filter("capped"::equals))
                .hasSizeBetween(8, 12);
    }

    @Test
    void nothing_is_kept_when_nobody_has_work() {
        Driver driver = new Driver(2, 100, Rate.UNLIMITED);
        for (int i = 0; i < 50; i++) {
            driver.submit("user" + i);
        }
        assertThat(driver.scheduler.knownUsers()).isEqualTo(50);
        drain(driver, MILLI);
        assertThat(driver.scheduler.idle()).isTrue();
        assertThat(driver.scheduler.knownUsers()).isZero();
        assertThat(driver.alarm()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void who_is_ahead_is_remembered_until_the_others_have_caught_up_and_no_longer() {
        Driver driver = new Driver(1, 100, Rate.UNLIMITED);
        Job greedy = driver.submit("greedy");
        for (int i = 0; i < 6; i++) {
            driver.submit("patient");
        }
        driver.finishAfter(3 * SECOND, greedy);
        assertThat(driver.scheduler.knows("greedy")).isTrue();
        for (int i = 0; i < 3; i++) {
            assertThat(driver.scheduler.knows("greedy")).isTrue();
            driver.finishAfter(SECOND, driver.lastStarted());
        }
        assertThat(driver.scheduler.knows("greedy")).isFalse();
    }

    @Test
    void who_left_ahead_and_comes_back_waits_until_the_others_have_caught_up() {
        Driver driver = new Driver(1, 100, Rate.UNLIMITED);
        Job greedy = driver.submit("greedy");
        for (int i = 0; i < 6; i++) {
            driver.submit("patient");
        }
        driver.finishAfter(3 * SECOND, greedy);
        driver.submit("greedy");
        for (int i = 0; i < 4; i++) {
            driver.finishAfter(SECOND, driver.lastStarted());
        }
        assertThat(driver.usersStarted())
                .containsExactly("greedy", "patient", "patient", "patient", "greedy", "patient");
    }

    /** Ids are chosen by attackers: what is kept follows who is active, not who was ever seen. */
    @Test
    void visitors_who_never_come_back_are_forgotten_while_one_long_job_runs() {
        Driver driver = new Driver(2, 100, Rate.UNLIMITED);
        driver.submit("lasting");
        for (int i = 0; i < 10_000; i++) {
            driver.finishAfter(MILLI, driver.submit("visitor" + i));
        }
        assertThat(driver.scheduler.knownUsers()).isLessThan(10);
    }

    /** In one sum of a decade's nanoseconds a double has no room for a microsecond's thousandth. */
    @Test
    void shares_stay_exact_after_years_without_a_pause() {
        Driver driver = new Driver(1, 2_000, Rate.UNLIMITED).user("heavy", Driver.weight(100));
        driver.submit("old");
        driver.submit("old");
        driver.finishAfter(20 * 365 * 86_400 * SECOND, driver.lastStarted());
        for (int i = 0; i < 480; i++) {
            driver.submit("heavy");
            driver.submit("light");
        }
        int before = driver.started.size();
        serve(driver, 404, 0);
        assertThat(driver.usersStarted().subList(before, before + 404).stream().filter("light"::equals))
                .hasSizeBetween(4, 5);
    }

    private static void drain(Driver driver, long nanosEach) {
        for (int i = 0; i < driver.started.size(); i++) {
            driver.finishAfter(nanosEach, driver.started.get(i));
        }
    }

    private static void serve(Driver driver, int jobs, long nanosEach) {
        for (int i = 0; i < jobs; i++) {
            driver.finishAfter(nanosEach, driver.lastStarted());
        }
    }
}
