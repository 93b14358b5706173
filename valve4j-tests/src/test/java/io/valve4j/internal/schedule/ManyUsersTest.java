package io.valve4j.internal.schedule;

import static io.valve4j.internal.schedule.Stage.MILLI;
import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Rate;
import io.valve4j.internal.rate.BucketSpec;
import io.valve4j.internal.rate.RateCell;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

/** What is kept follows the users who have work, not those who were ever seen: counted in flows, the state of one user. */
class ManyUsersTest {

    private static final int WORKERS = 4;

    private final FairScheduler scheduler =
            new FairScheduler(WORKERS, 1_000_000, new RateCell(BucketSpec.of(Rate.UNLIMITED), 0));
    private final Deque<Ticket> running = new ArrayDeque<>();
    private Ticket lasting;
    private long now;

    /** All the while somebody waits and somebody's task runs on, so it never comes to "nobody is active: forget all". */
    @Test
    void of_a_million_users_seen_one_after_the_other_a_handful_is_known() {
        letOneRunOnAndOneWait();
        int most = 0;
        for (int i = 0; i < 1_000_000; i++) {
            if (i % 4 != 0) {
                submit("visitor" + i);
            } else if (scheduler.queued() < 100) {
                submit("steady");
            }
            serve(MILLI);
            most = Math.max(most, scheduler.knownUsers());
        }
        assertThat(most).as("known at once, of a million").isLessThan(20);
        assertNothingIsLeft();
    }

    /** V stands still while newcomers take all workers. Those who left stay ahead of it for as long as that lasts. */
    @Test
    void a_flood_of_ever_new_users_does_not_fill_the_memory() {
        letOneRunOnAndOneWait();
        int most = 0;
        for (int i = 0; i < 200_000; i++) {
            submit("visitor" + i);
            serve(MILLI);
            most = Math.max(most, scheduler.knownUsers());
        }
        assertThat(most).as("known at once").isBetween(1_000, 1_100);
        assertNothingIsLeft();
    }

    private void letOneRunOnAndOneWait() {
        submit("lasting");
        start();
        lasting = running.remove();
        for (int i = 0; i < 100; i++) {
            submit("steady");
        }
    }

    private void assertNothingIsLeft() {
        while (!running.isEmpty() || scheduler.queued() > 0) {
            serve(MILLI);
        }
        scheduler.finish(lasting, now);
        assertThat(scheduler.idle()).isTrue();
        assertThat(scheduler.knownUsers()).isZero();
    }

    @Test
    void of_a_hundred_thousand_active_at_once_nothing_is_left_when_they_are_done() {
        for (int turn = 0; turn < 2; turn++) {
            for (int i = 0; i < 100_000; i++) {
                submit("user" + i);
            }
        }
        assertThat(scheduler.knownUsers()).isEqualTo(100_000);
        for (int i = 0; i < 100_000 + WORKERS; i++) {
            serve(i % 7 * MILLI);
        }
        assertThat(scheduler.knownUsers())
                .as("all were served once, in fair turns")
                .isEqualTo(100_000);
        while (!running.isEmpty() || scheduler.queued() > 0) {
            serve(MILLI);
        }
        assertThat(scheduler.idle()).isTrue();
        assertThat(scheduler.knownUsers()).isZero();
    }

    private void submit(String user) {
        Job job = new Job(user);
        Admission admission = scheduler.hold(job, user, Driver.EQUAL, now);
        if (!admission.given()) {
            throw new AssertionError("refused: " + admission);
        }
        scheduler.enqueue(job, now);
    }

    /** Starts what can start, lets time pass, and ends what has run longest. */
    private void serve(long nanos) {
        start();
        now += nanos;
        Ticket oldest = running.poll();
        if (oldest != null) {
            scheduler.finish(oldest, now);
        }
        start();
    }

    private void start() {
        for (Ticket next = scheduler.nextStart(now); next != null; next = scheduler.nextStart(now)) {
            running.add(next);
        }
    }
}
