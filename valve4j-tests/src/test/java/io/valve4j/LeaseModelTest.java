package io.valve4j;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.valve4j.testkit.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The promise of leases: at every instant no more is admitted than the limit in force, a cut or a cancellation is seen within
 * the time of a lease, a crash loses at most what was leased, and a clean close loses nothing.
 */
@Timeout(300)
class LeaseModelTest {

    private static final int STEPS = 3_000;

    @Test
    void whatever_becomes_of_the_nodes_nothing_too_much_is_admitted_and_no_more_is_lost_than_was_leased() {
        Seeds.check("the promise of leases", 60, random -> new LeaseWorld(random, LeaseWorld.Bug.NONE).live(STEPS));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void what_would_break_the_promise_is_noticed(LeaseWorld.Bug bug) {
        assertThatThrownBy(() ->
                        Seeds.check("the promise of leases", 60, random -> new LeaseWorld(random, bug).live(STEPS)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Expecting");
    }
}
