package io.valve4j.internal.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Await;
import io.valve4j.Rate;
import io.valve4j.internal.rate.BucketSpec;
import io.valve4j.internal.rate.RateCell;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InboxTest {

    private final Inbox inbox = new Inbox();

    private static List<Ticket> all(Inbox.Arrival first) {
        List<Ticket> all = new ArrayList<>();
        for (Inbox.Arrival arrival = first; arrival != null; arrival = arrival.below) {
            all.add(arrival.ticket());
        }
        return all;
    }

    private boolean leave(Ticket ticket) {
        return inbox.leave(ticket, "ada", Driver.EQUAL);
    }

    @Test
    void it_is_shut_at_first() {
        assertThat(leave(new Job("ada"))).isFalse();
        assertThat(inbox.takeOut()).isNull();
        assertThat(inbox.shut()).isNull();
    }

    @Test
    void what_comes_first_is_taken_out_first() {
        inbox.open(800);
        Job first = new Job("ada");
        Job second = new Job("ada");
        Job third = new Job("ada");
        assertThat(leave(first)).isTrue();
        assertThat(leave(second)).isTrue();
        assertThat(all(inbox.takeOut())).containsExactly(first, second);
        assertThat(leave(third)).as("it is still open").isTrue();
        assertThat(all(inbox.shut())).containsExactly(third);
        assertThat(leave(new Job("ada"))).isFalse();
        assertThat(inbox.shut()).isNull();
    }

    @Test
    void what_was_left_stays_when_it_is_opened_again() {
        inbox.open(800);
        Job job = new Job("ada");
        assertThat(leave(job)).isTrue();
        inbox.open(800);
        assertThat(all(inbox.shut())).containsExactly(job);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 80, 800, 8_000})
    void an_eighth_of_the_slots_may_be_left_and_no_more_than_is_soon_taken_in(int slots) {
        inbox.open(slots);
        int left = 0;
        while (left <= slots && leave(new Job("ada"))) {
            left++;
        }
        assertThat(left).isEqualTo(Math.min(Inbox.MOST, slots / 8));
        assertThat(all(inbox.takeOut())).hasSize(left);
        assertThat(leave(new Job("ada"))).as("there is room again").isTrue();
    }

    @Test
    void nothing_can_be_left_where_an_eighth_of_the_slots_is_none() {
        inbox.open(7);
        assertThat(leave(new Job("ada"))).isFalse();
    }

    @Test
    void other_slots_are_other_bounds() {
        inbox.open(8);
        assertThat(leave(new Job("ada"))).isTrue();
        assertThat(leave(new Job("ada"))).isFalse();
        assertThat(all(inbox.shut())).hasSize(1);
        inbox.open(16);
        assertThat(leave(new Job("ada"))).isTrue();
        assertThat(leave(new Job("ada"))).isTrue();
        assertThat(leave(new Job("ada"))).isFalse();
    }

    @Test
    void only_whose_bound_is_far_away_may_leave_something() {
        inbox.open(100);
        assertThat(inbox.leave(new Job("ada"), "ada", Driver.queue(49))).isFalse();
        assertThat(inbox.leave(new Job("ada"), "ada", Driver.queue(50))).isTrue();
        RateCell own = new RateCell(BucketSpec.of(Rate.perSecond(1)), 0);
        assertThat(inbox.leave(new Job("ada"), "ada", Driver.EQUAL.with(own))).isFalse();
    }

    @Test
    void threads_that_leave_while_another_takes_out_lose_nothing_and_keep_their_order() throws Exception {
        int threads = 3;
        int each = 20_000;
        inbox.open(10_000);
        AtomicInteger ended = new AtomicInteger();
        List<Thread> leavers = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            String user = "user" + t;
            leavers.add(new Thread(() -> {
                for (int i = 0; i < each; i++) {
                    Job job = new Job(user);
                    job.number = i;
                    while (!inbox.leave(job, user, Driver.EQUAL)) {
                        Thread.onSpinWait();
                    }
                }
                ended.incrementAndGet();
            }));
        }
        leavers.forEach(Thread::start);
        Map<String, Long> next = new HashMap<>();
        int[] taken = {0};
        Await.until("all is taken out", () -> {
            boolean last = ended.get() == threads;
            // Now and then it is shut for a moment, as for who sees all there is.
            boolean shuts = taken[0] % 7 == 0;
            for (Ticket ticket : all(shuts ? inbox.shut() : inbox.takeOut())) {
                Job job = (Job) ticket;
                assertThat(job.number).isEqualTo(next.getOrDefault(job.user, 0L));
                next.put(job.user, job.number + 1);
                taken[0]++;
            }
            inbox.open(10_000);
            return last && taken[0] == threads * each;
        });
        for (Thread leaver : leavers) {
            leaver.join();
        }
        assertThat(inbox.shut()).isNull();
    }
}
