package io.valve4j.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.HandDrivenExecutor;
import io.valve4j.testkit.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class WatchTest {

    private static final Duration LOOK = Duration.ofSeconds(10);

    private final ManualTime time = new ManualTime();
    private final Crowd crowd = new Crowd();
    private final Watch watch = new Watch(time, Runnable::run, crowd);

    /** A table of which only the numbers are there. */
    private static final class Crowd implements Watch.Room {

        private long size;
        private long untidied;
        private long leavingAfterOneLookAtTheSize;
        private int renewals;
        private RuntimeException failure;

        /** So many go, which is seen once the table is tidied. */
        void leave(long number) {
            untidied += number;
        }

        @Override
        public void tidy() {
            size -= untidied;
            untidied = 0;
        }

        @Override
        public long size() {
            long now = size;
            size -= leavingAfterOneLookAtTheSize;
            leavingAfterOneLookAtTheSize = 0;
            return now;
        }

        @Override
        public void renew() {
            if (failure != null) {
                throw failure;
            }
            renewals++;
        }
    }

    private void come(long number) {
        come(watch, number);
    }

    private void come(Watch watch, long number) {
        crowd.size += number;
        watch.added(crowd.size);
    }

    private void assertWatched(int renewals) {
        assertThat(crowd.renewals).isEqualTo(renewals);
        assertThat(time.pendingAlarms()).isOne();
    }

    private void assertUnwatched(int renewals) {
        assertThat(crowd.renewals).isEqualTo(renewals);
        assertThat(time.pendingAlarms()).isZero();
    }

    @Test
    void few_are_not_watched_one_more_is() {
        come(Watch.FEW);
        assertUnwatched(0);
        come(1);
        assertWatched(0);
    }

    @Test
    void a_crowd_that_has_gone_has_its_room_given_back_and_is_watched_no_more() {
        come(10_000);
        crowd.leave(10_000);
        time.advance(LOOK.minusNanos(1));
        assertWatched(0);
        time.advance(Duration.ofNanos(1));
        assertUnwatched(1);
    }

    @Test
    void the_next_crowd_is_watched_again() {
        for (int i = 1; i <= 3; i++) {
            come(10_000);
            assertWatched(i - 1);
            crowd.leave(10_000);
            time.advance(LOOK);
            assertUnwatched(i);
        }
    }

    @Test
    void a_small_crowd_after_a_large_one_keeps_the_room_that_it_needs() {
        come(1_000_000);
        crowd.leave(1_000_000);
        time.advance(LOOK);
        assertUnwatched(1);
        come(10_000);
        time.advance(LOOK);
        assertWatched(1);
    }

    @Test
    void a_quarter_of_the_most_keeps_its_room_fewer_are_moved() {
        come(50_000);
        come(50_000);
        crowd.leave(75_000);
        time.advance(LOOK);
        assertWatched(0);
        crowd.leave(1);
        time.advance(LOOK);
        assertWatched(1);
    }

    @Test
    void after_a_move_the_most_is_what_was_moved() {
        come(100_000);
        crowd.leave(80_000);
        time.advance(LOOK);
        assertWatched(1);
        crowd.leave(15_000);
        time.advance(LOOK);
        assertWatched(1);
        crowd.leave(1);
        time.advance(LOOK);
        assertWatched(2);
    }

    @Test
    void the_most_is_known_within_an_eighth_however_it_came_and_went() {
        come(8_000);
        for (int i = 0; i < 32_000; i++) {
            come(1);
        }
        crowd.leave(31_200);
        time.advance(LOOK);
        assertWatched(1);
    }

    @Test
    void looks_become_rarer_while_nothing_changes() {
        come(10_000);
        assertThat(secondsToTheNextLooks(7)).containsExactly(10L, 20L, 40L, 80L, 160L, 160L, 160L);
        assertWatched(0);
    }

    @Test
    void a_change_brings_them_back() {
        come(10_000);
        assertThat(secondsToTheNextLooks(4)).containsExactly(10L, 20L, 40L, 80L);
        come(1);
        assertThat(secondsToTheNextLooks(3)).containsExactly(160L, 10L, 20L);
        crowd.leave(1);
        assertThat(secondsToTheNextLooks(2)).containsExactly(40L, 10L);
    }

    private List<Long> secondsToTheNextLooks(int looks) {
        List<Long> seconds = new ArrayList<>();
        for (int i = 0; i < looks; i++) {
            long before = time.nanos();
            assertThat(time.runNext()).isTrue();
            seconds.add(Duration.ofNanos(time.nanos() - before).toSeconds());
        }
        return seconds;
    }

    @Test
    void the_alarm_only_hands_over_and_there_is_no_other_until_the_look_is_over() {
        HandDrivenExecutor executor = new HandDrivenExecutor();
        Watch handed = new Watch(time, executor, crowd);
        come(handed, 10_000);
        crowd.leave(10_000);
        time.advance(LOOK);
        assertThat(executor.waiting()).isOne();
        assertUnwatched(0);
        come(handed, 20_000);
        assertUnwatched(0);
        crowd.leave(20_000);
        executor.runAll();
        assertUnwatched(1);
    }

    @Test
    void a_crowd_that_comes_while_the_room_of_the_last_is_given_back_is_watched() {
        Watch.Room busy = new Watch.Room() {
            @Override
            public void tidy() {
                crowd.tidy();
            }

            @Override
            public long size() {
                return crowd.size();
            }

            @Override
            public void renew() {
                crowd.renew();
                crowd.size += 10_000;
            }
        };
        Watch busyWatch = new Watch(time, Runnable::run, busy);
        come(busyWatch, 10_000);
        crowd.leave(10_000);
        time.advance(LOOK);
        assertWatched(1);
    }

    /** Of those who went as it looked, the room was kept; without a watch it would have been for ever. */
    @Test
    void it_ends_with_a_look_that_found_few_and_not_with_one_after_which_there_were() {
        come(10_000);
        time.advance(LOOK);
        crowd.leavingAfterOneLookAtTheSize = 9_000;
        time.advance(LOOK.multipliedBy(2));
        assertThat(crowd.size).isEqualTo(1_000);
        assertWatched(0);
        time.advance(LOOK);
        assertUnwatched(1);
    }

    @Test
    void without_a_thread_it_looks_again_later() {
        List<Runnable> given = new ArrayList<>();
        Watch starved = new Watch(
                time,
                look -> {
                    given.add(look);
                    if (given.size() <= 2) {
                        throw new RejectedExecutionException("full");
                    }
                    look.run();
                },
                crowd);
        come(starved, 10_000);
        crowd.leave(10_000);
        assertThat(secondsToTheNextLooks(2)).containsExactly(10L, 20L);
        assertWatched(0);
        assertThat(secondsToTheNextLooks(1)).containsExactly(40L);
        assertUnwatched(1);
    }

    @Test
    void a_move_that_fails_is_tried_again_even_where_few_are_left() {
        come(10_000);
        crowd.leave(10_000);
        crowd.failure = new IllegalStateException("no");
        time.advance(LOOK);
        assertWatched(0);
        crowd.failure = null;
        time.advance(LOOK);
        assertUnwatched(1);
    }

    @Test
    void once_stopped_it_sets_no_alarm_whoever_comes() {
        come(10_000);
        watch.stop();
        assertUnwatched(0);
        come(1_000_000);
        time.advance(LOOK);
        assertUnwatched(0);
    }

    @Test
    void stopped_in_the_midst_of_a_look_it_sets_no_other_alarm() {
        HandDrivenExecutor executor = new HandDrivenExecutor();
        Watch handed = new Watch(time, executor, crowd);
        come(handed, 10_000);
        time.advance(LOOK);
        handed.stop();
        executor.runAll();
        assertUnwatched(0);
    }
}
