package io.valve4j;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.testkit.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Tasks that are charged nothing and told to nobody take a way of their own, without a lock: every one of them ends in exactly one
 * way all the same, whatever else happens beside them.
 */
class PlainTasksStressTest {

    private static final int SUBMITTERS = 3;
    private static final int TASKS_OF_EACH = 40_000;
    private static final int USERS = 20;
    private static final int MOST_BETWEEN_WAITS = 200;

    @Test
    void every_task_ends_in_exactly_one_way_while_all_else_goes_on() {
        Seeds.check("no task is lost and none runs twice", 2, random -> {
            try (ValveManager valve = ValveManager.create()) {
                valve.register(resource(random), Profile.named("plan").shared("pool"));
                List<Submitter> submitters = new ArrayList<>();
                for (int i = 0; i < SUBMITTERS; i++) {
                    submitters.add(new Submitter(valve, random.split()));
                }
                submitters.forEach(Thread::start);
                // Not more often: whoever looks takes in what was left, and so would mend what is broken.
                for (long next = 0; submitters.stream().anyMatch(Thread::isAlive); ) {
                    long submitted = submitters.stream()
                            .mapToLong(each -> each.submitted)
                            .sum();
                    if (submitted >= next) {
                        valve.replace(resource(random));
                        assertThat(valve.status().demand(3)).hasSizeLessThanOrEqualTo(3);
                        next = submitted + 1_000;
                    }
                }
                submitters.forEach(Submitter::verify);
                assertThat(valve.shutdown(Duration.ofMinutes(1)).join().unstarted())
                        .isEmpty();
            }
        });
    }

    private static Resource resource(SplittableRandom random) {
        return Resource.named("pool").workers(random.nextInt(1, 5)).queue(random.nextInt(100, 10_000));
    }

    /** Submits, cancels some, and now and then waits for all of its own. */
    private static final class Submitter extends Thread {

        private final ValveManager valve;
        private final SplittableRandom random;
        private final AtomicIntegerArray runs = new AtomicIntegerArray(TASKS_OF_EACH);
        private final List<CompletableFuture<Integer>> futures = new ArrayList<>();
        private volatile int submitted;
        private int refused;
        private @Nullable Throwable broken;

        Submitter(ValveManager valve, SplittableRandom random) {
            this.valve = valve;
            this.random = random;
        }

        @Override
        public void run() {
            try {
                submitAll();
            } catch (Throwable failure) {
                broken = failure;
            }
        }

        private void submitAll() throws Exception {
            List<Limiter> limiters = new ArrayList<>();
            for (int i = 0; i < USERS; i++) {
                limiters.add(valve.limiter("plan", "user" + i));
            }
            for (int i = 0; i < TASKS_OF_EACH; i++) {
                int number = i;
                try {
                    futures.add(limiters.get(random.nextInt(USERS)).submit(() -> runs.incrementAndGet(number)));
                } catch (ValveRejectedException full) {
                    refused++;
                    futures.add(CompletableFuture.failedFuture(full));
                }
                submitted = i + 1;
                if (random.nextInt(50) == 0) {
                    futures.get(random.nextInt(Math.max(0, i - 100), i + 1)).cancel(random.nextBoolean());
                }
                if (random.nextInt(MOST_BETWEEN_WAITS) == 0) {
                    await(i);
                }
            }
            await(TASKS_OF_EACH - 1);
        }

        /** Waits for all up to this one. */
        private void await(int last) throws Exception {
            for (int i = last; i >= Math.max(0, last - 20 * MOST_BETWEEN_WAITS); i--) {
                boolean unused =
                        futures.get(i).handle((result, failure) -> true).get(30, SECONDS);
            }
        }

        void verify() {
            assertThat(broken).isNull();
            for (int i = 0; i < TASKS_OF_EACH; i++) {
                CompletableFuture<Integer> future = futures.get(i);
                assertThat(future).isDone();
                if (future.isCancelled()) {
                    assertThat(runs.get(i)).isLessThanOrEqualTo(1);
                } else {
                    assertThat(runs.get(i)).isEqualTo(future.isCompletedExceptionally() ? 0 : 1);
                }
            }
            assertThat(refused).isLessThan(TASKS_OF_EACH / 2);
        }
    }
}
