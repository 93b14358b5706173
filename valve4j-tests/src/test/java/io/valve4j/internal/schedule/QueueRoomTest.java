package io.valve4j.internal.schedule;

import static io.valve4j.internal.schedule.Driver.MILLI;
import static io.valve4j.internal.schedule.Driver.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Rate;
import io.valve4j.Reason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueueRoomTest {

    @Test
    void a_single_hog_gets_half_of_the_queue() {
        Driver driver = new Driver(1, 100, Rate.UNLIMITED);
        driver.submit("hog");
        assertThat(fill(driver, "hog")).isEqualTo(50);
        Admission refused = driver.offer(new Job("hog"));
        assertThat(refused.reason()).isEqualTo(Reason.QUEUE_FULL);
        assertThat(refused.own()).isTrue();
        assertThat(refused.limit()).isEqualTo(50);
        assertThat(refused.remaining()).isZero();
    }

    @Test
    void a_newcomer_always_finds_room_beside_hogs() {
        Driver driver = new Driver(1, 100, Rate.UNLIMITED);
        driver.submit("hog");
        for (int hog = 0; hog < 5; hog++) {
            fill(driver, "hog" + hog);
            assertThat(driver.refusal("newcomer" + hog)).isNull();
        }
    }

    @Test
    void later_hogs_get_less_and_the_first_gives_room_as_it_drains() {
        Driver driver = new Driver(1, 100, Rate.UNLIMITED);
        driver.submit("hog");
        fill(driver, "hog");
        assertThat(fill(driver, "second")).isEqualTo(25);
        for (int i = 0; i < 40; i++) {
            driver.finishAfter(MILLI, driver.lastStarted());
        }
        assertThat(fill(driver, "second")).isGreaterThan(20);
    }

    @Test
    void who_has_the_resource_alone_may_fill_the_queue() {
        Driver driver = new Driver(1, 100, Rate.UNLIMITED).user("alone", Share.ALONE);
        driver.submit("alone");
        assertThat(fill(driver, "alone")).isEqualTo(100);
        Admission refused = driver.offer(new Job("alone"));
        assertThat(refused.limit()).isEqualTo(100);
        assertThat(refused.own()).isFalse();
    }

    @Test
    void a_cap_on_queue_slots_is_kept() {
        Driver driver = new Driver(1, 100, Rate.UNLIMITED).user("capped", Driver.queue(3));
        driver.submit("busy");
        assertThat(fill(driver, "capped")).isEqualTo(3);
        Admission refused = driver.offer(new Job("capped"));
        assertThat(refused.reason()).isEqualTo(Reason.QUEUE_FULL);
        assertThat(refused.limit()).isEqualTo(3);
        assertThat(refused.own()).isTrue();
    }

    @Test
    void held_slots_count_like_taken_ones() {
        Driver driver = new Driver(1, 4, Rate.UNLIMITED);
        driver.submit("busy");
        Job first = new Job("a");
        Job second = new Job("a");
        assertThat(driver.scheduler.hold(first, "a", Driver.EQUAL, 0).given()).isTrue();
        assertThat(driver.scheduler.hold(second, "a", Driver.EQUAL, 0).given()).isTrue();
        assertThat(driver.refusal("a")).isEqualTo(Reason.QUEUE_FULL);
        driver.scheduler.letGo(first, driver.now);
        assertThat(driver.refusal("a")).isNull();
    }

    @Test
    void a_queue_of_none_takes_only_what_can_start_at_once() {
        Driver driver = new Driver(2, 0, Rate.UNLIMITED);
        Job first = driver.submit("a");
        driver.submit("b");
        assertThat(driver.refusal("c")).isEqualTo(Reason.QUEUE_FULL);
        assertThat(driver.scheduler.queued()).isZero();
        driver.finish(first);
        assertThat(driver.refusal("c")).isNull();
        assertThat(driver.started).hasSize(3);
    }

    @Test
    void a_queue_of_none_takes_nothing_without_permits() {
        Driver driver = new Driver(5, 0, Rate.perSecond(1).burst(1));
        driver.submit("a");
        assertThat(driver.refusal("b")).isEqualTo(Reason.QUEUE_FULL);
        driver.advance(SECOND);
        assertThat(driver.refusal("b")).isNull();
    }

    @Test
    void a_queue_of_none_keeps_worker_ceilings_and_own_rates() {
        Driver driver = new Driver(5, 0, Rate.UNLIMITED).user("one", Driver.cap(1));
        driver.user("slow", Driver.EQUAL.with(driver.cell(Rate.perSecond(1).burst(1))));
        driver.submit("one");
        assertThat(driver.refusal("one")).isEqualTo(Reason.QUEUE_FULL);
        driver.submit("slow");
        assertThat(driver.refusal("slow")).isEqualTo(Reason.QUEUE_FULL);
        assertThat(driver.refusal("other")).isNull();
    }

    @Test
    void a_held_start_counts_its_worker_and_permits() {
        Driver driver = new Driver(2, 0, Rate.perSecond(1).burst(3));
        Job held = new Job("a", 2);
        assertThat(driver.scheduler.hold(held, "a", Driver.EQUAL, 0).given()).isTrue();
        assertThat(driver.offer(new Job("b", 2)).reason()).isEqualTo(Reason.QUEUE_FULL);
        Job other = driver.submit(new Job("b", 1));
        driver.scheduler.enqueue(held, driver.now);
        driver.settle();
        assertThat(driver.started).containsExactly(other, held);
    }

    /** The queue is full of a user who is parked, or at a ceiling; worker and permits idle: that needs no slot. */
    @Test
    void what_can_start_at_once_needs_no_slot_though_others_wait() {
        Driver driver = new Driver(5, 2, Rate.UNLIMITED);
        driver.user("slow", new Share("", 1, 10, 10, driver.cell(Rate.perHour(1))));
        driver.submit("slow");
        driver.submit("slow");
        driver.submit("slow");
        assertThat(driver.scheduler.queued()).isEqualTo(2);
        assertThat(driver.refusal("other")).isNull();
        assertThat(driver.lastStarted().user).isEqualTo("other");
        assertThat(driver.refusal("slow")).isEqualTo(Reason.QUEUE_FULL);
    }

    @Test
    void seekers_enter_in_the_order_of_their_keys_not_of_their_arrival() {
        Driver driver = new Driver(1, 2, Rate.UNLIMITED);
        driver.user("greedy", Share.ALONE);
        Job greedy = driver.submit("greedy");
        driver.submit("patient");
        driver.finishAfter(10 * SECOND, greedy);
        driver.submit("x");
        driver.submit("y");
        Job first = driver.seek("greedy");
        Job second = driver.seek("patient");
        Job third = driver.seek("newcomer");
        driver.finishAfter(SECOND, driver.lastStarted());
        assertThat(driver.foundRoom).containsExactly(third);
        driver.scheduler.enqueue(third, driver.now);
        driver.finishAfter(SECOND, driver.lastStarted());
        driver.scheduler.enqueue(driver.foundRoom.get(1), driver.now);
        driver.finishAfter(SECOND, driver.lastStarted());
        assertThat(driver.foundRoom).containsExactly(third, second, first);
    }

    @Test
    void seekers_of_one_user_enter_in_their_order() {
        Driver driver = new Driver(1, 1, Rate.UNLIMITED);
        driver.user("a", Share.ALONE);
        driver.submit("a");
        driver.submit("a");
        List<Job> seekers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            seekers.add(driver.seek("a"));
        }
        for (int i = 0; i < 5; i++) {
            driver.finish(driver.lastStarted());
            driver.scheduler.enqueue(driver.foundRoom.get(i), driver.now);
            driver.settle();
        }
        assertThat(driver.foundRoom).isEqualTo(seekers);
    }

    @Test
    void a_seeker_whose_own_bound_is_met_holds_up_nobody_else() {
        Driver driver = new Driver(1, 2, Rate.UNLIMITED).user("capped", Driver.queue(1));
        Job running = driver.submit("busy");
        driver.submit("capped");
        Job stuck = driver.seek("capped");
        driver.submit("other");
        driver.user("third", Share.ALONE);
        Job third = driver.seek("third");
        assertThat(driver.withdraw(driver.scheduler.census().waiting("other").stream()
                        .map(Job.class::cast)
                        .findFirst()
                        .orElseThrow()))
                .isTrue();
        assertThat(driver.foundRoom).containsExactly(third);
        driver.finish(running);
        assertThat(driver.foundRoom).containsExactly(third, stuck);
    }

    @Test
    void a_seeker_can_give_up() {
        Driver driver = new Driver(1, 0, Rate.UNLIMITED);
        Job running = driver.submit("a");
        Job seeker = driver.seek("b");
        assertThat(driver.withdraw(seeker)).isTrue();
        assertThat(driver.withdraw(seeker)).isFalse();
        driver.finish(running);
        assertThat(driver.foundRoom).isEmpty();
        assertThat(driver.scheduler.knownUsers()).isZero();
    }

    /** With no slots, only the passing of time lets a seeker in: it must be told, to the nanosecond. */
    @Test
    void a_seeker_without_slots_enters_as_soon_as_the_rate_lets_it_start() {
        Driver driver = new Driver(5, 0, Rate.perSecond(1).burst(1));
        Job first = driver.submit("a");
        driver.finish(first);
        Job seeker = driver.seek("b");
        driver.advance(SECOND - 1);
        assertThat(driver.foundRoom).isEmpty();
        driver.advance(1);
        assertThat(driver.foundRoom).containsExactly(seeker);
    }

    @Test
    void a_seeker_without_slots_enters_as_soon_as_its_own_rate_lets_it_start() {
        Driver driver = new Driver(5, 0, Rate.UNLIMITED);
        driver.user("slow", Driver.EQUAL.with(driver.cell(Rate.perSecond(1).burst(1))));
        driver.submit("slow");
        Job seeker = driver.seek("slow");
        driver.advance(SECOND - 1);
        assertThat(driver.foundRoom).isEmpty();
        driver.advance(1);
        assertThat(driver.foundRoom).containsExactly(seeker);
    }

    /** Submits until there is no more room. Returns how many found some. */
    private static int fill(Driver driver, String user) {
        int found = 0;
        while (driver.offer(new Job(user)).given()) {
            found++;
        }
        return found;
    }
}
