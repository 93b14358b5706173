package io.valve4j.internal.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.valve4j.testkit.Seeds;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The promise, measured apart from the scheduler, against durations that are chosen once a job runs. For any two users with
 * eligible work, over any interval, {@code |Wf/wf - Wg/wg| <= (kf + N*ef)/wf + (kg + N*eg)/wg}: the <em>gap</em>. And whoever
 * comes and goes, is parked or capped, receives no more beyond another who always waits than that and {@code N*ef/wf}: the
 * <em>outrun</em>. {@link Simulation} asserts beside it that nothing idles, and that every bound is kept.
 *
 * <p>The same measurement must find fault with first in, first out, with round robin by tasks, and with the rule if any one of
 * its terms is left out.
 */
class FairnessPromiseTest {

    @ParameterizedTest
    @EnumSource(Scenario.class)
    void nobody_drifts_further_from_another_than_promised(Scenario scenario, TestReporter reporter) {
        Promise.Worst worst = new Promise.Worst();
        Seeds.check("the promise holds for " + scenario, scenario.rounds(), random -> {
            Simulation run = scenario.play(random, Discipline.FAIR);
            Promise.assertKept(run);
            worst.add(run);
        });
        reporter.publishEntry(scenario.name(), worst.toString());
    }

    /** Each control below differs from this by one term, so it fails for the want of that term. */
    @ParameterizedTest
    @EnumSource(Scenario.class)
    void the_rule_as_it_is_written_keeps_the_promise_too(Scenario scenario) {
        Seeds.check(
                "the written rule keeps the promise for " + scenario,
                1,
                random -> Promise.assertKept(scenario.play(random, Discipline.WRITTEN)));
    }

    /** A bound that nothing comes near would show little. */
    @ParameterizedTest
    @CsvSource({"PENDULUM, 0.995", "RATE_BOUND, 0.95"})
    void the_bound_is_tight(Scenario scenario, double least) {
        Promise.Worst worst = new Promise.Worst();
        Seeds.check("it runs through " + scenario, 8, random -> worst.add(scenario.play(random, Discipline.FAIR)));
        assertThat(worst.gap()).isBetween(least, Promise.ROUNDING);
    }

    @Test
    void first_in_first_out_over_all_users_breaks_the_promise() {
        assertBroken(Scenario.LONG_AGAINST_SHORT, Discipline.FIFO, "the gap");
    }

    @Test
    void round_robin_by_tasks_breaks_the_promise() {
        assertBroken(Scenario.LONG_AGAINST_SHORT, Discipline.ROUND_ROBIN, "the gap");
    }

    @ParameterizedTest
    @CsvSource({
        "RUNNING_SHARE, HELD_UNTIL_THE_RATE_SHARE_IS_REACHED, the gap",
        "RATE_SHARE, RATE_BOUND, the gap",
        "LIFT, COME_AND_GO, the gap",
        "WEIGHT, WEIGHTS_1_TO_4, the gap",
        "QUANTUM, NO_TIME_AT_ALL, the gap",
        "MEMORY, LEAVES_AS_SOON_AS_SERVED, the outrun"
    })
    void the_rule_with_a_term_left_out_breaks_the_promise(Term term, Scenario scenario, String assertion) {
        assertBroken(scenario, Discipline.without(term), assertion);
    }

    @Test
    void a_queue_without_bounds_is_noticed() {
        assertFaultIsNoticed(Scenario.SHORT_QUEUE, Discipline.FIFO, "room for");
    }

    @Test
    void a_worker_that_idles_is_noticed() {
        assertFaultIsNoticed(
                Scenario.CAPPED,
                (workers, slots, rate) -> new Discipline.Fair(workers - 1, slots, rate),
                "a worker and the permits are there");
    }

    @Test
    void a_ceiling_that_is_passed_is_noticed() {
        Discipline.Choice withoutCeilings = (workers, slots, rate) -> new Discipline.Fifo(workers, rate) {
            @Override
            public boolean submit(Job job, Share share, long now) {
                return super.submit(job, Stage.share(share.weight()), now);
            }
        };
        assertFaultIsNoticed(Scenario.CAPPED, withoutCeilings, "is within the ceiling");
    }

    private static void assertFaultIsNoticed(Scenario scenario, Discipline.Choice choice, String message) {
        assertThatThrownBy(() -> scenario.play(new SplittableRandom(3), choice))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(message);
    }

    /** Some of a few rounds must break it, by the named assertion. */
    private static void assertBroken(Scenario scenario, Discipline.Choice choice, String assertion) {
        assertThatThrownBy(() -> Seeds.check("the control keeps the promise", 20, random -> {
                    Promise.assertKept(scenario.play(random, choice));
                }))
                .hasMessageContaining(assertion);
    }
}
