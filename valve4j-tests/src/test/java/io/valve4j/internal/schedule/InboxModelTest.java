package io.valve4j.internal.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Rate;
import io.valve4j.internal.rate.BucketSpec;
import io.valve4j.internal.rate.RateCell;
import io.valve4j.testkit.ManualTime;
import io.valve4j.testkit.Seeds;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A dispatcher, where tasks may be left without the lock, against a scheduler that is told of each at once: the same answers, the
 * same tasks start, and whenever somebody looks, the same wait. What takes time here is what a task does while it runs: it plays on.
 */
class InboxModelTest {

    private static final int USERS = 4;

    @Test
    void what_is_left_without_the_lock_is_there_for_everybody_who_looks() {
        int[] left = {0};
        Seeds.check("dispatcher and scheduler agree", 1_000, random -> {
            World world = new World(random);
            world.play(300);
            world.end();
            left[0] += world.leftWithoutLock;
        });
        assertThat(left[0]).as("how often it was tried at all").isGreaterThan(10_000);
    }

    /** A dispatcher and a scheduler, fed alike. */
    private static final class World {

        private final SplittableRandom random;
        private final ManualTime time = new ManualTime();
        private final ArrayDeque<Runnable> workers = new ArrayDeque<>();
        private final Dispatcher dispatcher;
        private final Driver reference;
        private final Map<Job, Played> tasks = new HashMap<>();
        private final List<Played> waiting = new ArrayList<>();
        private int slots;
        private int depth;
        private int steps;
        private int leftWithoutLock;
        private @Nullable Throwable failure;

        World(SplittableRandom random) {
            this.random = random;
            int most = random.nextInt(1, 4);
            this.slots = random.nextInt(8, 200);
            this.reference = new Driver(most, slots, Rate.UNLIMITED, time.nanos());
            this.dispatcher = new Dispatcher(
                    most,
                    slots,
                    new RateCell(BucketSpec.of(Rate.UNLIMITED), time.nanos()),
                    time,
                    WorkerThreads.of(workers::add),
                    Runnable::run,
                    TurnRule.FAIR);
            for (int i = 0; i < USERS; i++) {
                reference.user("user" + i, anyShare());
            }
        }

        private Share anyShare() {
            return switch (random.nextInt(4)) {
                case 0 -> Driver.weight(random.nextInt(1, 4));
                case 1 -> Driver.cap(random.nextInt(1, 3));
                case 2 -> Driver.queue(random.nextInt(1, slots));
                default -> Driver.EQUAL;
            };
        }

        void play(int so) {
            for (int i = 0; i < so && steps < 600; i++) {
                steps++;
                step();
            }
        }

        void end() {
            while (!workers.isEmpty()) {
                workers.remove().run();
            }
            assertThat(failure).isNull();
            look();
            assertThat(dispatcher.retireIfIdle()).isTrue();
            assertThat(reference.scheduler.idle()).isTrue();
            assertThat(reference.started.stream().map(tasks::get)).allMatch(task -> task.executed);
        }

        private void step() {
            switch (random.nextInt(12)) {
                case 0, 1, 2, 3, 4, 5 -> offer();
                case 6 -> look();
                case 7 -> withdraw();
                case 8 -> letTimePass();
                case 9 -> change();
                default -> run();
            }
        }

        private void offer() {
            Played task = new Played("user" + random.nextInt(USERS));
            Share share = reference.share(task.user);
            Job job = new Job(task.user);
            task.job = job;
            tasks.put(job, task);
            Admission expected = reference.offer(job);
            boolean busy = task.stage == Ticket.Stage.NEW;
            assertThat(dispatcher.offer(task, task.user, share, time.nanos())).isEqualTo(expected);
            if (expected.given() && !reference.started.contains(job)) {
                waiting.add(task);
                if (busy && task.stage == Ticket.Stage.NEW) {
                    leftWithoutLock++;
                }
            }
        }

        private void look() {
            Load load = dispatcher.load();
            assertThat(load)
                    .isEqualTo(new Load(
                            reference.scheduler.knownUsers(),
                            reference.scheduler.queued(),
                            reference.scheduler.running()));
            for (int i = 0; i < USERS; i++) {
                List<Played> wait = reference.scheduler.census().waiting("user" + i).stream()
                        .map(job -> tasks.get((Job) job))
                        .toList();
                assertThat(dispatcher.waiting("user" + i)).isEqualTo(wait);
            }
        }

        private void withdraw() {
            if (!waiting.isEmpty()) {
                Played task = waiting.get(random.nextInt(waiting.size()));
                boolean[] done = {false};
                boolean expected = reference.withdraw(task.job);
                assertThat(dispatcher.withdraw(task, () -> done[0] = true)).isEqualTo(expected);
                assertThat(done[0]).isEqualTo(expected);
                waiting.remove(task);
            }
        }

        /** What was left counts as come when somebody looks: so somebody looks before. */
        private void letTimePass() {
            look();
            long nanos = random.nextLong(5_000);
            time.advance(Duration.ofNanos(nanos));
            reference.advance(nanos);
        }

        private void change() {
            if (random.nextInt(4) == 0) {
                int most = random.nextInt(1, 4);
                slots = random.nextInt(8, 200);
                dispatcher.reconfigure(most, slots, BucketSpec.of(Rate.UNLIMITED));
                reference.reconfigure(most, slots, Rate.UNLIMITED);
            }
        }

        private void run() {
            if (!workers.isEmpty() && depth < 4) {
                workers.remove().run();
            }
        }

        /** A task that plays on while it runs. */
        private final class Played extends BareTask {

            private final String user;
            private Job job;
            private boolean executed;

            Played(String user) {
                this.user = user;
            }

            @Override
            protected void execute() {
                noting(this::executeNoted);
            }

            private void executeNoted() {
                assertThat(reference.started).contains(job);
                assertThat(executed).isFalse();
                executed = true;
                waiting.remove(this);
                depth++;
                play(random.nextInt(12));
                depth--;
                reference.finish(job);
            }

            /** A worker survives whatever a task does, so what fails here is to be told later. */
            private void noting(Runnable part) {
                try {
                    part.run();
                } catch (Throwable failed) {
                    failure = failure == null ? failed : failure;
                    throw failed;
                }
            }
        }
    }
}
