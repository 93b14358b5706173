package io.valve4j.internal.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Rate;
import io.valve4j.Reason;
import io.valve4j.internal.rate.BucketSpec;
import io.valve4j.internal.rate.RateCell;
import io.valve4j.testkit.ManualTime;
import io.valve4j.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A dispatcher has at most one alarm that matters, set only while time alone will change something. */
class DispatcherAlarmTest {

    private final ManualTime manual = new ManualTime();

    /** Whether alarms are called off too late, having rung and waiting for the lock. */
    private boolean late;

    private final TimeSource time = new TimeSource() {
        @Override
        public long nanos() {
            return manual.nanos();
        }

        @Override
        public Instant instant() {
            return manual.instant();
        }

        @Override
        public Alarm alarm(long delayNanos, Runnable action) {
            Alarm alarm = manual.alarm(delayNanos, action);
            return () -> {
                if (!late) {
                    alarm.cancel();
                }
            };
        }
    };

    private final List<String> log = new ArrayList<>();

    private Dispatcher dispatcher(Rate rate) {
        return new Dispatcher(
                1,
                100,
                new RateCell(BucketSpec.of(rate), time.nanos()),
                time,
                WorkerThreads.of(Runnable::run),
                Runnable::run,
                TurnRule.FAIR);
    }

    private final class Logged extends Ticket {

        private final String name;

        Logged(String name) {
            super(1);
            this.name = name;
        }

        Logged(String name, long deadline) {
            super(1, deadline);
            this.name = name;
        }

        @Override
        protected boolean isTask() {
            return true;
        }

        @Override
        protected void execute() {
            log.add(name);
        }

        @Override
        protected void grant() {
            log.add(name + " granted");
        }

        @Override
        protected void roomFound() {
            log.add(name + " found room");
        }

        @Override
        protected void expired() {
            log.add(name + " expired");
        }

        @Override
        protected void handedBack(Reason reason) {
            log.add(name + " " + reason);
        }

        @Override
        protected void unstartable(Throwable cause) {
            log.add(name + " unstartable");
        }

        @Override
        protected boolean abandon() {
            return true;
        }
    }

    @Test
    void without_work_that_waits_for_time_there_is_no_alarm() {
        Dispatcher dispatcher = dispatcher(Rate.UNLIMITED);
        dispatcher.offer(new Logged("a"), "ada", Share.ALONE, manual.nanos());
        assertThat(manual.pendingAlarms()).isZero();
        assertThat(log).containsExactly("a");
    }

    @Test
    void an_alarm_is_moved_when_something_is_due_earlier_and_called_off_when_nothing_is() {
        Dispatcher dispatcher = dispatcher(Rate.perHour(1));
        dispatcher.offer(new Logged("a"), "ada", Share.ALONE, manual.nanos());
        Logged waits = new Logged("b");
        dispatcher.offer(waits, "ada", Share.ALONE, manual.nanos());
        assertThat(manual.pendingAlarms()).isOne();
        Logged timed = new Logged("c", Duration.ofMinutes(1).toNanos());
        assertThat(dispatcher.hold(timed, "bob", Share.ALONE).reason()).isEqualTo(Reason.DEADLINE_UNREACHABLE);
        dispatcher.withdraw(waits, () -> {});
        assertThat(manual.pendingAlarms()).isZero();
    }

    @Test
    void alarms_that_are_called_off_too_late_do_not_multiply() {
        Dispatcher dispatcher = dispatcher(Rate.perSecond(1));
        late = true;
        dispatcher.offer(new Logged("a"), "ada", Share.ALONE, manual.nanos());
        for (int i = 0; i < 50; i++) {
            Logged waits = new Logged("cancelled");
            dispatcher.offer(waits, "ada", Share.ALONE, manual.nanos());
            dispatcher.withdraw(waits, () -> {});
        }
        late = false;
        for (int i = 0; i < 5; i++) {
            dispatcher.offer(new Logged("b"), "ada", Share.ALONE, manual.nanos());
        }
        manual.advance(Duration.ofSeconds(1));
        assertThat(log).containsExactly("a", "b");
        assertThat(manual.pendingAlarms()).as("for the four that wait").isOne();
        manual.advance(Duration.ofSeconds(4));
        assertThat(log).hasSize(6);
        assertThat(manual.pendingAlarms()).isZero();
    }

    /** Whoever submits reads the clock before the lock is theirs, and may have waited for it. */
    @Test
    void an_alarm_rings_in_time_though_the_reading_that_it_goes_by_is_old() {
        Dispatcher dispatcher = dispatcher(Rate.perSecond(1));
        dispatcher.offer(new Logged("a"), "ada", Share.ALONE, manual.nanos());
        long before = manual.nanos();
        manual.advance(Duration.ofMillis(900));
        dispatcher.offer(new Logged("b"), "ada", Share.ALONE, before);
        manual.advance(Duration.ofMillis(100));
        assertThat(log).containsExactly("a", "b");
    }

    @Test
    void nobody_is_refused_by_an_old_reading() {
        Dispatcher dispatcher = new Dispatcher(
                1,
                0,
                new RateCell(BucketSpec.of(Rate.perSecond(1)), time.nanos()),
                time,
                WorkerThreads.of(Runnable::run),
                Runnable::run,
                TurnRule.FAIR);
        long before = manual.nanos();
        dispatcher.offer(new Logged("a"), "ada", Share.ALONE, before);
        manual.advance(Duration.ofSeconds(1));
        Admission admission = dispatcher.offer(new Logged("b"), "ada", Share.ALONE, before);
        assertThat(admission.given()).isTrue();
        assertThat(log).containsExactly("a", "b");
    }

    /** Else whoever comes with one would be charged for the time since then, and the other's tasks would all come first. */
    @Test
    void time_does_not_go_back_with_an_old_reading() {
        List<Runnable> workers = new ArrayList<>();
        Dispatcher dispatcher = new Dispatcher(
                1,
                100,
                new RateCell(BucketSpec.of(Rate.UNLIMITED), time.nanos()),
                time,
                WorkerThreads.of(workers::add),
                Runnable::run,
                TurnRule.FAIR);
        long before = manual.nanos();
        manual.advance(Duration.ofMinutes(59));
        assertThat(dispatcher.load().running()).isZero();
        dispatcher.offer(new Logged("a1"), "ada", Share.ALONE, before);
        dispatcher.offer(new Logged("a2"), "ada", Share.ALONE, before);
        dispatcher.offer(new Logged("b1"), "bob", Share.ALONE, before);
        dispatcher.offer(new Logged("b2"), "bob", Share.ALONE, before);
        assertThat(workers).hasSize(1);
        workers.get(0).run();
        assertThat(log).containsExactly("a1", "b1", "a2", "b2");
    }
}
