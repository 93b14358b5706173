package io.valve4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.valve4j.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ManualTimeTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private final ManualTime time = new ManualTime(0, START);
    private final List<String> log = new ArrayList<>();

    @Test
    void time_stands_still_until_it_is_moved() {
        assertThat(time.nanos()).isZero();
        assertThat(time.instant()).isEqualTo(START);
    }

    @Test
    void both_clocks_advance_together() {
        time.advance(Duration.ofSeconds(3));
        assertThat(time.nanos()).isEqualTo(3_000_000_000L);
        assertThat(time.instant()).isEqualTo(START.plusSeconds(3));
    }

    @Test
    void the_monotonic_clock_wraps() {
        ManualTime wrapping = new ManualTime(Long.MAX_VALUE - 10, START);
        long before = wrapping.nanos();
        List<Long> ranAt = new ArrayList<>();
        wrapping.alarm(20, () -> ranAt.add(wrapping.nanos() - before));

        wrapping.advance(Duration.ofNanos(30));

        assertThat(wrapping.nanos()).isNegative();
        assertThat(wrapping.nanos() - before).isEqualTo(30);
        assertThat(ranAt).containsExactly(20L);
    }

    @Test
    void an_alarm_runs_at_its_own_instant_and_only_once() {
        arm(5, "a");
        time.advance(Duration.ofNanos(4));
        assertThat(log).isEmpty();
        time.advance(Duration.ofNanos(4));
        time.advance(Duration.ofNanos(4));
        assertThat(log).containsExactly("a@5");
        assertThat(time.nanos()).isEqualTo(12);
    }

    @Test
    void alarms_run_in_order_of_due_time_then_of_arming() {
        arm(7, "late");
        arm(3, "first");
        arm(3, "second");
        time.advance(Duration.ofNanos(10));
        assertThat(log).containsExactly("first@3", "second@3", "late@7");
    }

    @Test
    void an_alarm_armed_by_an_alarm_runs_in_its_turn() {
        time.alarm(2, () -> {
            note("outer");
            arm(3, "inner");
            arm(30, "beyond");
        });
        arm(9, "last");
        time.advance(Duration.ofNanos(10));
        assertThat(log).containsExactly("outer@2", "inner@5", "last@9");
        assertThat(time.pendingAlarms()).isEqualTo(1);
    }

    @Test
    void an_overdue_alarm_waits_for_time_to_be_moved() {
        arm(0, "now");
        arm(-5, "past");
        assertThat(log).isEmpty();
        time.advance(Duration.ZERO);
        assertThat(log).containsExactly("now@0", "past@0");
    }

    @Test
    void a_cancelled_alarm_neither_runs_nor_stays() {
        TimeSource.Alarm alarm = arm(5, "cancelled");
        arm(6, "kept");
        alarm.cancel();
        alarm.cancel();
        assertThat(time.pendingAlarms()).isEqualTo(1);
        time.advance(Duration.ofNanos(10));
        assertThat(log).containsExactly("kept@6");
    }

    @Test
    void an_alarm_can_cancel_another_that_is_due_at_the_same_time() {
        List<TimeSource.Alarm> victim = new ArrayList<>();
        time.alarm(5, () -> victim.get(0).cancel());
        victim.add(arm(5, "victim"));
        time.advance(Duration.ofNanos(10));
        assertThat(log).isEmpty();
    }

    @Test
    void run_next_goes_from_alarm_to_alarm() {
        arm(5, "a");
        arm(5, "b");
        arm(8, "c");
        assertThat(time.runNext()).isTrue();
        assertThat(log).containsExactly("a@5");
        assertThat(time.runNext()).isTrue();
        assertThat(time.runNext()).isTrue();
        assertThat(time.runNext()).isFalse();
        assertThat(log).containsExactly("a@5", "b@5", "c@8");
        assertThat(time.nanos()).isEqualTo(8);
    }

    @Test
    void an_alarm_may_let_time_pass_itself() {
        time.alarm(2, () -> time.advance(Duration.ofNanos(50)));
        arm(20, "within");
        time.advance(Duration.ofNanos(10));
        assertThat(log).containsExactly("within@20");
        assertThat(time.nanos()).isEqualTo(52);
    }

    @Test
    void a_throwing_alarm_is_spent_and_the_others_stay_armed() {
        time.alarm(2, () -> {
            throw new IllegalStateException("broken");
        });
        arm(4, "next");
        assertThatThrownBy(() -> time.advance(Duration.ofNanos(10))).hasMessage("broken");
        assertThat(time.nanos()).isEqualTo(2);
        time.advance(Duration.ofNanos(2));
        assertThat(log).containsExactly("next@4");
    }

    @Test
    void the_wall_clock_jumps_alone() {
        arm(5, "a");
        time.jumpWall(Duration.ofHours(-2));
        assertThat(time.instant()).isEqualTo(START.minus(Duration.ofHours(2)));
        assertThat(time.nanos()).isZero();
        time.jumpWall(Duration.ofDays(365));
        assertThat(log).isEmpty();
    }

    @Test
    void a_broken_monotonic_clock_jumps_alone() {
        arm(5, "a");
        time.jumpNanos(-1_000);
        assertThat(time.nanos()).isEqualTo(-1_000);
        assertThat(time.instant()).isEqualTo(START);
        time.advance(Duration.ofNanos(5));
        assertThat(log).containsExactly("a@-995");
    }

    @Test
    void time_does_not_advance_backwards() {
        assertThatThrownBy(() -> time.advance(Duration.ofNanos(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT-0.000000001S")
                .hasMessageContaining("jumpNanos");
    }

    @Test
    void time_beyond_the_range_of_nanoseconds_is_refused() {
        time.advance(Duration.ofDays(365 * 200));
        assertThatThrownBy(() -> time.advance(Duration.ofDays(365 * 200)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("292 years");
        assertThat(time.nanos()).isEqualTo(Duration.ofDays(365 * 200).toNanos());
    }

    @Test
    void an_alarm_that_would_never_come_can_be_armed() {
        time.advance(Duration.ofNanos(10));
        arm(Long.MAX_VALUE, "never");
        arm(1, "soon");
        time.advance(Duration.ofDays(365));
        assertThat(log).containsExactly("soon@11");
    }

    @Test
    void no_lock_is_held_while_an_alarm_runs() {
        AtomicInteger seen = new AtomicInteger(-1);
        time.alarm(5, () -> {
            Thread reader = new Thread(() -> seen.set((int) time.nanos()));
            reader.start();
            joinUninterrupted(reader);
        });
        time.advance(Duration.ofNanos(5));
        assertThat(seen).hasValue(5);
    }

    @Test
    void threads_may_arm_and_cancel_at_once() {
        int threads = 4;
        int each = 5_000;
        AtomicInteger ran = new AtomicInteger();
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> arming = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            Thread thread = new Thread(() -> {
                awaitUninterrupted(start);
                for (int i = 0; i < each; i++) {
                    TimeSource.Alarm alarm = time.alarm(i, ran::incrementAndGet);
                    if (i % 2 == 0) {
                        alarm.cancel();
                    }
                }
            });
            thread.start();
            arming.add(thread);
        }
        start.countDown();
        arming.forEach(ManualTimeTest::joinUninterrupted);

        assertThat(time.pendingAlarms()).isEqualTo(threads * each / 2);
        time.advance(Duration.ofNanos(each));
        assertThat(ran).hasValue(threads * each / 2);
        assertThat(time.pendingAlarms()).isZero();
    }

    @Test
    void random_alarms_run_in_the_order_of_a_stable_sort() {
        Seeds.check("alarms are sorted by due time, ties by arming", 200, random -> {
            ManualTime manual = new ManualTime(random.nextLong(), START);
            record Planned(long delay, int number) {}
            List<Planned> expected = new ArrayList<>();
            List<Planned> ran = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                Planned planned = new Planned(random.nextLong(20), i);
                TimeSource.Alarm alarm = manual.alarm(planned.delay(), () -> ran.add(planned));
                if (random.nextInt(4) == 0) {
                    alarm.cancel();
                } else {
                    expected.add(planned);
                }
            }
            expected.sort(Comparator.comparingLong(Planned::delay));
            while (manual.pendingAlarms() > 0) {
                manual.advance(Duration.ofNanos(random.nextLong(5)));
            }
            assertThat(ran).isEqualTo(expected);
        });
    }

    private TimeSource.Alarm arm(long delayNanos, String name) {
        return time.alarm(delayNanos, () -> note(name));
    }

    private void note(String name) {
        log.add(name + "@" + time.nanos());
    }

    private static void joinUninterrupted(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while joining", e);
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while waiting", e);
        }
    }
}
