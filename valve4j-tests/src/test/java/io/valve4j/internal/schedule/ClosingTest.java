package io.valve4j.internal.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Rate;
import io.valve4j.internal.rate.BucketSpec;
import io.valve4j.internal.rate.RateCell;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClosingTest {

    private final FairScheduler scheduler = new FairScheduler(2, 10, new RateCell(BucketSpec.of(Rate.UNLIMITED), 0));
    private final Closing closing = new Closing(scheduler);

    /** By the drain of a resource whose time is up, and then by the manager's shutdown. */
    @Test
    void a_task_that_runs_as_work_is_abandoned_twice_is_waited_for_once() {
        Job task = started("ada");
        Job held = started("bob");
        closing.close();
        closing.abandon(List.of(task));
        closing.abandon(List.of(task));
        assertThat(closing.isOver()).isFalse();
        scheduler.finish(task, 0);
        closing.ended(task);
        assertThat(closing.isOver()).as("with %s held for ever", held).isTrue();
    }

    private Job started(String user) {
        Job job = new Job(user);
        assertThat(scheduler.startNow(job, user, Share.ALONE, 0).given()).isTrue();
        return job;
    }
}
