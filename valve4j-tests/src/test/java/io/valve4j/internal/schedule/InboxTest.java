package io.valve4j.internal.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Rate;
import io.valve4j.internal.rate.BucketSpec;
import io.valve4j.internal.rate.RateCell;
import io.valve4j.testkit.ManualTime;
import io.valve4j.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Tasks for which there is room for certain come in without the lock, no more than there is room for, and none is forgotten. */
class InboxTest {

    private static final Share DYNAMIC = new Share("", 1, Integer.MAX_VALUE, Share.DYNAMIC, null);

    private final Inbox inbox = new Inbox();

    @Test
    void nothing_comes_in_before_it_is_opened_and_after_it_is_shut() {
        boolean before = inbox.add(new Job("a"), Share.ALONE);
        inbox.open(0, 10);
        Job came = new Job("a");
        boolean whileOpen = inbox.add(came, Share.ALONE);
        Ticket taken = inbox.shut();
        boolean after = inbox.add(new Job("a"), Share.ALONE);

        assertThat(List.of(before, whileOpen, after)).containsExactly(false, true, false);
        assertThat(taken).isSameAs(came);
        assertThat(inbox.isEmpty()).isTrue();
    }

    @Test
    void what_came_first_is_taken_out_first() {
        inbox.open(0, 10);
        List<Ticket> came = List.of(new Job("a"), new Job("b"), new Job("a"));
        came.forEach(ticket -> inbox.add(ticket, Share.ALONE));

        assertThat(chain(inbox.takeAll())).isEqualTo(came);
        assertThat(inbox.takeAll()).isNull();
    }

    @Test
    void as_many_come_in_as_slots_are_free_however_often_it_is_emptied() {
        inbox.open(0, 3);

        int came = 0;
        for (int i = 0; i < 10; i++) {
            came += inbox.add(new Job("a"), Share.ALONE) ? 1 : 0;
            inbox.takeAll();
        }

        assertThat(came).isEqualTo(3);
    }

    @Test
    void nobody_comes_in_beyond_a_bound_of_their_own_that_all_together_might_have_used_up() {
        inbox.open(2, 100);
        Share ofFour = new Share("", 1, Integer.MAX_VALUE, 4, null);

        assertThat(inbox.add(new Job("a"), ofFour)).isTrue();
        assertThat(inbox.add(new Job("b"), ofFour)).isTrue();
        assertThat(inbox.add(new Job("c"), ofFour)).isFalse();
    }

    @Test
    void with_the_dynamic_bound_it_is_certain_until_as_many_wait_as_slots_are_free() {
        inbox.open(2, 6);

        assertThat(inbox.add(new Job("a"), DYNAMIC)).isTrue();
        assertThat(inbox.add(new Job("b"), DYNAMIC)).isTrue();
        assertThat(inbox.add(new Job("c"), DYNAMIC)).isFalse();
    }

    @Test
    void it_is_not_shut_over_what_lies_in_it() {
        inbox.open(0, 10);
        inbox.add(new Job("a"), Share.ALONE);

        assertThat(inbox.shutIfEmpty()).isFalse();
        inbox.takeAll();
        assertThat(inbox.shutIfEmpty()).isTrue();
        assertThat(inbox.add(new Job("a"), Share.ALONE)).isFalse();
    }

    @Test
    void under_contention_exactly_as_many_come_in_as_there_is_room_for_and_each_submitters_in_their_order() {
        int room = 20_000;
        int submitters = 3;
        inbox.open(0, room);
        Map<String, Long> last = new ConcurrentHashMap<>();
        AtomicInteger came = new AtomicInteger();
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < submitters; i++) {
            String user = "user-" + i;
            last.put(user, -1L);
            all.add(CompletableFuture.runAsync(() -> {
                for (int n = 0; n < room; n++) {
                    Job job = new Job(user);
                    job.number = n;
                    came.addAndGet(inbox.add(job, Share.ALONE) ? 1 : 0);
                }
            }));
        }
        CompletableFuture<Void> over = CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
        List<Ticket> taken = new ArrayList<>();
        while (!over.isDone()) {
            taken.addAll(chain(inbox.takeAll()));
        }
        taken.addAll(chain(inbox.takeAll()));

        assertThat(over).isCompleted();
        assertThat(came).hasValue(room);
        assertThat(taken).hasSize(room).doesNotHaveDuplicates();
        assertThat(taken).allMatch(ticket -> {
            Job job = (Job) ticket;
            return last.put(job.user, job.number) < job.number;
        });
    }

    @Test
    void what_comes_while_the_lock_is_taken_is_seen_to_by_whoever_had_it() {
        ManualTime manual = new ManualTime();
        List<Runnable> workers = new ArrayList<>();
        Interlude time = new Interlude(manual);
        Dispatcher dispatcher = new Dispatcher(
                2,
                100,
                new RateCell(BucketSpec.of(Rate.perSecond(1)), manual.nanos()),
                time,
                WorkerThreads.of(workers::add),
                Runnable::run,
                TurnRule.FAIR);
        dispatcher.offer(new Job("a"), "a", Share.ALONE, manual.nanos());
        assertThat(workers).hasSize(1);
        // The next one has to wait for its permit. While the alarm is set, under the lock, the permit comes, and one
        // more task.
        time.onAlarm = () -> {
            manual.advance(Duration.ofSeconds(1));
            CompletableFuture.runAsync(() -> dispatcher.offer(new Job("c"), "c", Share.ALONE, manual.nanos()))
                    .join();
        };

        dispatcher.offer(new Job("b"), "b", Share.ALONE, manual.nanos());

        assertThat(workers).hasSize(2);
        assertThat(dispatcher.waiting("b").size() + dispatcher.waiting("c").size())
                .isEqualTo(1);
    }

    private static List<Ticket> chain(Ticket first) {
        List<Ticket> all = new ArrayList<>();
        for (Ticket ticket = first; ticket != null; ticket = ticket.next) {
            all.add(ticket);
        }
        return all;
    }

    /** Time in which something happens, once, when an alarm is set. */
    private static final class Interlude implements TimeSource {

        private final ManualTime manual;
        private Runnable onAlarm = () -> {};

        Interlude(ManualTime manual) {
            this.manual = manual;
        }

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
            Runnable now = onAlarm;
            onAlarm = () -> {};
            now.run();
            return manual.alarm(delayNanos, action);
        }
    }
}
