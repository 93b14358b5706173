package io.valve4j.internal.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Rate;
import io.valve4j.internal.rate.BucketSpec;
import io.valve4j.internal.rate.RateCell;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the rules have in common, and the order in which they differ. */
class TurnRuleTest {

    private static final long SECOND = 1_000_000_000L;

    private FairScheduler scheduler(TurnRule rule, Rate rate) {
        return new FairScheduler(1, 100, new RateCell(BucketSpec.of(rate), 0), rule);
    }

    @Test
    void first_come_first_served_whosever_it_is() {
        FairScheduler scheduler = scheduler(TurnRule.FIFO, Rate.UNLIMITED);
        queue(scheduler, "a", "a", "b", "a", "b");
        assertThat(order(scheduler, 1)).containsExactly("a", "a", "b", "a", "b");
    }

    @Test
    void users_take_turns_task_by_task_whatever_their_tasks_take() {
        FairScheduler scheduler = scheduler(TurnRule.ROUND_ROBIN, Rate.UNLIMITED);
        queue(scheduler, "long", "long", "long", "short", "short", "short");
        assertThat(order(scheduler, 100)).containsExactly("long", "short", "long", "short", "long", "short");
    }

    @Test
    void by_the_rule_who_takes_long_comes_less_often() {
        FairScheduler scheduler = scheduler(TurnRule.FAIR, Rate.UNLIMITED);
        queue(scheduler, "long", "long", "long", "short", "short", "short");
        assertThat(order(scheduler, 100)).containsExactly("long", "short", "short", "short", "long", "long");
    }

    @Test
    void first_come_first_served_goes_past_those_at_their_ceiling() {
        FairScheduler scheduler =
                new FairScheduler(2, 100, new RateCell(BucketSpec.of(Rate.UNLIMITED), 0), TurnRule.FIFO);
        Share capped = new Share("", 1, 1, Share.DYNAMIC, null);
        for (String user : List.of("a", "a", "b")) {
            Job job = new Job(user);
            assertThat(scheduler
                            .hold(job, user, user.equals("a") ? capped : Driver.EQUAL, 0)
                            .given())
                    .isTrue();
            scheduler.enqueue(job, 0);
        }
        assertThat(((Job) scheduler.nextStart(0)).user).isEqualTo("a");
        assertThat(((Job) scheduler.nextStart(0)).user).isEqualTo("b");
        assertThat(scheduler.nextStart(0)).isNull();
    }

    @Test
    void nobody_walks_past_who_waits_for_permits_in_first_come_first_served() {
        FairScheduler scheduler = scheduler(TurnRule.FIFO, Rate.perSecond(1).burst(5));
        Job four = new Job("a", 4);
        assertThat(scheduler.startNow(four, "a", Driver.EQUAL, 0).given()).isTrue();
        scheduler.finish(four, 0);
        Job dear = new Job("b", 3);
        scheduler.hold(dear, "b", Driver.EQUAL, 0);
        scheduler.enqueue(dear, 0);
        assertThat(scheduler.nextStart(0)).isNull();
        assertThat(scheduler.mayStartNow(1, "c", Driver.EQUAL, 0).given()).isFalse();
        assertThat(scheduler.nextStart(2 * SECOND)).isSameAs(dear);
    }

    @Test
    void nothing_is_kept_of_users_without_work_under_any_rule() {
        for (TurnRule rule : TurnRule.values()) {
            FairScheduler scheduler = scheduler(rule, Rate.UNLIMITED);
            queue(scheduler, "a", "b", "a", "c", "b");
            order(scheduler, 10);
            assertThat(scheduler.knownUsers()).as(rule.name()).isZero();
        }
    }

    private static void queue(FairScheduler scheduler, String... users) {
        for (String user : users) {
            Job job = new Job(user);
            assertThat(scheduler.hold(job, user, Driver.EQUAL, 0).given()).isTrue();
            scheduler.enqueue(job, 0);
        }
    }

    /** Runs all that is queued, one by one: a second each, or as many for those who take long. */
    private static List<String> order(FairScheduler scheduler, int secondsOfLong) {
        List<String> users = new ArrayList<>();
        long now = 0;
        for (Ticket next = scheduler.nextStart(now); next != null; next = scheduler.nextStart(now)) {
            String user = ((Job) next).user;
            users.add(user);
            now += SECOND * (user.equals("long") ? secondsOfLong : 1);
            scheduler.finish(next, now);
        }
        return users;
    }
}
