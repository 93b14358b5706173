package io.valve4j.internal.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Rate;
import io.valve4j.internal.rate.BucketSpec;
import io.valve4j.internal.rate.RateCell;
import io.valve4j.testkit.Seeds;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * G5: one user's 5,000 tasks wait at 1,000 per second; another's single task, submitted at any instant, starts after at most
 * three others. First in, first out would have it wait for seconds.
 */
class LightUserTest {

    private static final int BACKLOG = 5_000;
    private static final Rate RATE = Rate.perSecond(1_000);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10, 50})
    void behind_5000_tasks_of_another_at_most_3_start_before_a_light_users(int workers) {
        Seeds.check(
                "G5 with " + workers + " workers",
                30,
                random ->
                        assertThat(mostPassed(workers, random, Discipline.FAIR)).isLessThanOrEqualTo(3));
    }

    @Test
    void first_in_first_out_lets_thousands_pass() {
        assertThat(mostPassed(10, new SplittableRandom(5), Discipline.FIFO)).isGreaterThan(1_000);
    }

    /** The most dispatches of others that any of the light user's tasks sees between its submit and its start. */
    private static int mostPassed(int workers, SplittableRandom random, Discipline.Choice choice) {
        RateCell rate = new RateCell(BucketSpec.of(RATE), 0);
        Discipline discipline = choice.make(workers, 2 * BACKLOG + 2, rate);
        for (int i = 0; i < BACKLOG; i++) {
            assertThat(discipline.submit(new Job("noisy"), Driver.EQUAL, 0)).isTrue();
        }
        Deque<Job> running = new ArrayDeque<>();
        long now = 0;
        long longest = 1L << random.nextInt(1, 24);
        int passed = 0;
        int most = 0;
        Job light = null;
        for (int events = 0; events < 8_000; events++) {
            if (light == null && random.nextInt(5) == 0) {
                light = new Job("light");
                passed = 0;
                assertThat(discipline.submit(light, Driver.EQUAL, now)).isTrue();
            }
            for (Job job = discipline.next(now); job != null; job = discipline.next(now)) {
                if (job == light) {
                    discipline.finish(light, now);
                    light = null;
                    continue;
                }
                running.add(job);
                if (light != null) {
                    most = Math.max(most, ++passed);
                }
            }
            long alarm = discipline.nanosToNextEvent(now);
            now += Math.min(alarm, random.nextLong(longest));
            if (!running.isEmpty() && random.nextBoolean()) {
                discipline.finish(running.remove(), now);
            }
        }
        return most;
    }
}
