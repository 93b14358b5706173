package io.valve4j.cli.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.event.ValveEvent;
import io.valve4j.event.Work;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ToldTest {

    private static final Instant AT = Instant.EPOCH;

    private final Told told = new Told("exact"::equals);

    private static Work work(Work.Kind kind, String profile) {
        return new Work(1, kind, "ada", profile, "wide", "task", 1);
    }

    private void started(Work work, int attempt) {
        told.on(new ValveEvent.Started(AT, work, attempt, Duration.ZERO));
    }

    @Test
    void a_task_is_charged_when_it_starts_and_not_again_for_a_further_attempt() {
        Work task = work(Work.Kind.TASK, "exact");
        started(task, 1);
        started(task, 2);
        started(work(Work.Kind.TASK, "guest"), 1);
        assertThat(told.tally().of(Count.CHARGED)).isEqualTo(1);
        assertThat(told.tally().of(Count.GRANTED)).isZero();
    }

    @Test
    void a_task_that_is_given_up_while_it_runs_keeps_its_charge() {
        Work task = work(Work.Kind.TASK, "exact");
        started(task, 1);
        told.on(new ValveEvent.Cancelled(AT, task));
        assertThat(told.tally().of(Count.CHARGED)).isEqualTo(1);
        assertThat(told.tally().of(Count.CANCELLED)).isEqualTo(1);
    }

    @Test
    void a_permit_that_was_given_up_at_the_moment_of_its_grant_was_not_granted() {
        Work permit = work(Work.Kind.PERMIT, "exact");
        started(permit, 1);
        told.on(new ValveEvent.Cancelled(AT, permit));
        assertThat(told.tally().of(Count.CHARGED)).isZero();
        assertThat(told.tally().of(Count.GRANTED)).isZero();
        assertThat(told.tally().of(Count.CANCELLED)).isEqualTo(1);
    }

    @Test
    void events_that_it_was_not_told_of_are_counted() {
        told.on(new ValveEvent.EventsLost(AT, 3));
        told.on(new ValveEvent.EventsLost(AT, 4));
        assertThat(told.lost()).isEqualTo(7);
    }
}
