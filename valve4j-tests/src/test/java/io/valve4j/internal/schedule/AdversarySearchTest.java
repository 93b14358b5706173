package io.valve4j.internal.schedule;

import static io.valve4j.internal.schedule.Stage.MILLI;
import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.Rate;
import io.valve4j.internal.schedule.Simulation.Client;
import io.valve4j.internal.schedule.Simulation.Phases;
import io.valve4j.testkit.Seeds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * An adversary who learns. It plays a script of durations, sees how far the users drifted apart, changes the script a little,
 * and keeps what drove them further: hundreds of times over. However it learns, the promise holds.
 */
class AdversarySearchTest {

    private static final int GENERATIONS = 300;
    private static final int LENGTH = 40;
    private static final long[] CHOICES = {0, MILLI / 100, MILLI, 10 * MILLI, 99 * MILLI, 100 * MILLI};

    @Test
    void an_adversary_who_learns_from_run_to_run_does_not_break_the_promise(TestReporter reporter) {
        Promise.Worst[] worst = {new Promise.Worst(), new Promise.Worst()};
        Seeds.check("the promise holds against a search", 20, random -> {
            Setting setting = Setting.any(random);
            long[][] best = script(random, setting.weights().size());
            Simulation first = setting.play(best);
            double most = first.service().tightest().use();
            worst[0].add(first);
            for (int i = 0; i < GENERATIONS; i++) {
                long[][] next = changed(best, random);
                Simulation run = setting.play(next);
                Promise.assertKept(run);
                double use = run.service().tightest().use();
                if (use >= most) {
                    most = use;
                    best = next;
                }
                worst[1].add(run);
            }
        });
        reporter.publishEntry("before and after learning", worst[0] + " and " + worst[1]);
        assertThat(worst[1].gap()).isGreaterThanOrEqualTo(worst[0].gap());
    }

    private static long[][] script(SplittableRandom random, int users) {
        long[][] script = new long[users][LENGTH];
        for (long[] ofUser : script) {
            for (int i = 0; i < LENGTH; i++) {
                ofUser[i] = CHOICES[random.nextInt(CHOICES.length)];
            }
        }
        return script;
    }

    private static long[][] changed(long[][] script, SplittableRandom random) {
        long[][] next = new long[script.length][];
        for (int i = 0; i < script.length; i++) {
            next[i] = script[i].clone();
        }
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            next[random.nextInt(next.length)][random.nextInt(LENGTH)] = CHOICES[random.nextInt(CHOICES.length)];
        }
        return next;
    }

    /** What stays the same from one run to the next. */
    private record Setting(int workers, Rate rate, List<Integer> weights, List<Long> absences, long seed) {

        static Setting any(SplittableRandom random) {
            int users = random.nextInt(2, 4);
            List<Integer> weights = new ArrayList<>();
            List<Long> absences = new ArrayList<>();
            for (int i = 0; i < users; i++) {
                weights.add(random.nextBoolean() ? 1 : random.nextInt(1, 10));
                absences.add(i == 2 ? random.nextLong(1, 300 * MILLI) : 0L);
            }
            Rate rate = random.nextInt(3) > 0
                    ? Rate.UNLIMITED
                    : Rate.perSecond(random.nextLong(20, 500)).burst(random.nextLong(1, 10));
            return new Setting(random.nextInt(1, 5), rate, weights, absences, random.nextLong());
        }

        Simulation play(long[][] script) {
            Stage stage = new Stage(new SplittableRandom(seed));
            stage.workers = workers;
            stage.rate = rate;
            stage.dispatches = 2 * LENGTH;
            Map<String, Integer> started = new HashMap<>();
            for (int i = 0; i < weights.size(); i++) {
                long[] durations = script[i];
                Client client = new Client(
                        "user" + i,
                        Stage.share(weights.get(i)),
                        10,
                        (seen, job) -> durations[started.merge(job.user, 1, Integer::sum) % LENGTH]);
                stage.add(absences.get(i) == 0 ? client : client.during(new Phases(0, 100 * MILLI, absences.get(i))));
            }
            return stage.play(Discipline.FAIR);
        }
    }
}
