package io.valve4j.internal.schedule;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Rate;
import io.valve4j.Threads;
import io.valve4j.internal.rate.BucketSpec;
import io.valve4j.internal.rate.RateCell;
import io.valve4j.testkit.ManualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Whoever has the lock takes in what others have left, and may run out of memory or stack there: they lose nothing by it, and the
 * lock is free again.
 */
class BrokenStepTest {

    private final ManualTime time = new ManualTime();
    private final RateCell rate = new RateCell(BucketSpec.of(Rate.UNLIMITED), time.nanos());
    private final List<String> log = new ArrayList<>();
    private int failures;
    private boolean failsToStart;

    private final FairScheduler scheduler = new FairScheduler(1, 800, rate) {
        @Override
        void adopt(Ticket ticket, boolean rests, String user, Share share, long now) {
            if (failures > 0) {
                failures--;
                throw new StackOverflowError("planted");
            }
            super.adopt(ticket, rests, user, share, now);
        }

        @Override
        public @Nullable Ticket nextStart(long now) {
            if (failsToStart) {
                failsToStart = false;
                throw new StackOverflowError("planted");
            }
            return super.nextStart(now);
        }
    };

    private final Dispatcher dispatcher =
            new Dispatcher(scheduler, rate, time, WorkerThreads.of(Runnable::run), Runnable::run);

    private void offer(String name, Runnable work) {
        assertThat(dispatcher
                        .offer(new Task(name, work), name, Share.ALONE, time.nanos())
                        .given())
                .isTrue();
    }

    /** By another thread, since the one that has a lock can have it again. */
    private Load load() throws Exception {
        return CompletableFuture.supplyAsync(dispatcher::load, Threads.ONE_EACH).get(10, SECONDS);
    }

    private void leaveTwoAndFail(int times) {
        offer("a", () -> {});
        offer("b", () -> {});
        failures = times;
    }

    @Test
    void what_fails_once_is_tried_again_in_the_same_step() throws Exception {
        offer("first", () -> leaveTwoAndFail(1));
        assertThat(log).containsExactly("first", "a", "b");
        assertThat(load()).isEqualTo(new Load(0, 0, 0));
    }

    @Test
    void what_fails_again_waits_for_the_next_step_while_the_task_that_ended_has_ended() throws Exception {
        offer("first", () -> leaveTwoAndFail(2));
        assertThat(failures).isZero();
        assertThat(log).containsExactly("first");
        assertThat(load()).isEqualTo(new Load(2, 2, 0));
        offer("c", () -> {});
        assertThat(log).containsExactly("first", "a", "b", "c");
        assertThat(load()).isEqualTo(new Load(0, 0, 0));
    }

    @Test
    void whoever_looks_is_told_of_the_failure_and_the_next_one_sees_all() throws Exception {
        List<Load> seen = new ArrayList<>();
        offer("first", () -> {
            leaveTwoAndFail(1);
            // What a task throws, its worker would keep to itself.
            try {
                seen.add(dispatcher.load());
            } catch (StackOverflowError planted) {
                seen.add(dispatcher.load());
            }
        });
        assertThat(failures).isZero();
        assertThat(seen).containsExactly(new Load(3, 2, 1));
        assertThat(log).containsExactly("first", "a", "b");
        assertThat(load()).isEqualTo(new Load(0, 0, 0));
    }

    @Test
    void while_something_is_not_taken_in_nobody_leaves_more() {
        List<Throwable> told = new ArrayList<>();
        offer("first", () -> {
            leaveTwoAndFail(3);
            for (int i = 0; i < 2; i++) {
                try {
                    // Too small a queue of their own for the way past the lock.
                    dispatcher.offer(new Task("c", () -> {}), "c", Driver.queue(10), time.nanos());
                    offer("d", () -> {});
                } catch (StackOverflowError planted) {
                    told.add(planted);
                }
            }
        });
        assertThat(told).hasSize(1);
        assertThat(log).startsWith("first").contains("a", "b", "c", "d");
    }

    @Test
    void after_a_step_that_came_to_no_end_nobody_leaves_anything_beside_an_idle_worker() {
        offer("first", () -> failsToStart = true);
        assertThat(failsToStart).isFalse();
        offer("next", () -> {});
        assertThat(log).containsExactly("first", "next");
    }

    private final class Task extends BareTask {

        private final String name;
        private final Runnable work;

        Task(String name, Runnable work) {
            this.name = name;
            this.work = work;
        }

        @Override
        protected void execute() {
            log.add(name);
            work.run();
        }
    }
}
