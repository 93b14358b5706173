package io.valve4j.internal.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Rate;
import io.valve4j.internal.rate.BucketSpec;
import io.valve4j.internal.rate.RateCell;
import io.valve4j.testkit.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Others may leave tasks while somebody ends one under the lock. What they see then, all workers busy, is not so any more a moment
 * later: whoever has the lock must look again before letting go of it, or a task would wait beside an idle worker.
 *
 * <p>{@link Ticket#wanted} is asked under the lock, and so can play those others.
 */
class LeftDuringAStepTest {

    private static final int SLOTS = 800;
    private static final Duration REST = Duration.ofSeconds(1);

    private final ManualTime time = new ManualTime();
    private final List<String> log = new ArrayList<>();
    private final Dispatcher dispatcher = new Dispatcher(
            1,
            SLOTS,
            new RateCell(BucketSpec.of(Rate.UNLIMITED), time.nanos()),
            time,
            WorkerThreads.of(Runnable::run),
            Runnable::run,
            TurnRule.FAIR);

    private void offer(Task task) {
        assertThat(dispatcher.offer(task, task.name, Share.ALONE, time.nanos()).given())
                .isTrue();
    }

    @Test
    void what_is_left_while_the_only_worker_becomes_free_is_started_by_whoever_frees_it() {
        offer(new Task("first", () -> offer(new Task("left", () -> {}))));
        assertThat(log).containsExactly("first", "left");
        time.advance(REST);
        assertThat(log).containsExactly("first", "left", "first");
        assertThat(dispatcher.retireIfIdle()).isTrue();
    }

    @Test
    void so_is_all_that_may_be_left_at_once_in_its_order() {
        List<String> expected = new ArrayList<>(List.of("first"));
        for (int i = 0; i < Inbox.MOST; i++) {
            expected.add("left" + i);
        }
        offer(new Task("first", () -> {
            for (int i = 0; i < Inbox.MOST; i++) {
                offer(new Task("left" + i, () -> {}));
            }
        }));
        assertThat(log).containsExactlyElementsOf(expected);
        time.advance(REST);
        assertThat(dispatcher.retireIfIdle()).isTrue();
    }

    /** A task with two turns, or one; between them, under the lock, others come. */
    private final class Task extends BareTask {

        private final String name;
        private final Runnable others;
        private int turns;

        Task(String name, Runnable others) {
            this.name = name;
            this.others = others;
        }

        @Override
        protected void execute() {
            log.add(name);
            turns++;
            if (turns == 1 && name.equals("first")) {
                askForRest(REST.toNanos());
            }
        }

        @Override
        protected boolean wanted() {
            others.run();
            return true;
        }
    }
}
