package io.valve4j.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class ContestTest {

    private static Contest contest(Entrant... entrants) {
        return new Contest("one thread", Unit.NANOS, List.of(entrants));
    }

    @Test
    void the_floor_is_the_nearest_above() {
        Contest contest = contest(
                Entrant.peer("nobody's"),
                Entrant.floor("first floor"),
                Entrant.ours("one"),
                Entrant.floor("second floor"),
                Entrant.ours("two"));
        assertThat(contest.floorOf("nobody's")).isEmpty();
        assertThat(contest.floorOf("first floor")).isEmpty();
        assertThat(contest.floorOf("one")).hasValue("first floor");
        assertThat(contest.floorOf("second floor")).isEmpty();
        assertThat(contest.floorOf("two")).hasValue("second floor");
    }

    @Test
    void nobody_takes_part_twice() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> contest(Entrant.ours("valve4j"), Entrant.peer("valve4j")))
                .withMessage("valve4j takes part in \"one thread\" twice");
    }

    @Test
    void a_bound_names_somebody_who_takes_part() {
        for (Bound bound : List.of(Bound.aheadOf("Guave"), Bound.growsAtMost(2, "Guave"))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> contest(Entrant.floor("floor"), Entrant.ours("valve4j", bound)))
                    .withMessageStartingWith("a bound names Guave, who takes no part in \"one thread\", only [");
        }
    }

    @Test
    void a_bound_by_the_floor_needs_a_floor() {
        for (Bound bound :
                List.of(Bound.atMostTimesFloor(2), Bound.atLeastTimesFloor(2), Bound.growsAtMost(2, "valve4j"))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> contest(Entrant.ours("valve4j", bound), Entrant.floor("floor")))
                    .withMessage("a bound compares valve4j to a floor, but there is none above it in \"one thread\"");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> contest(
                        Entrant.ours("few"), Entrant.floor("floor"), Entrant.ours("many", Bound.growsAtMost(2, "few"))))
                .withMessageStartingWith("a bound compares few to a floor");
    }
}
