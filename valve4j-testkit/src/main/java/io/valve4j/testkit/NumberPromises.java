package io.valve4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.valve4j.quota.Quota;
import io.valve4j.store.Charge;
import io.valve4j.store.ChargeLine;
import io.valve4j.store.CounterState;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Amounts and limits have 64 bits to the end: none wraps, none loses its last digit, sums stop at the largest number. */
abstract class NumberPromises extends StorePromises {

    private static final long MOST = Long.MAX_VALUE;

    NumberPromises(ValveStoreContract contract) {
        super(contract);
    }

    @Test
    void numbers_that_a_double_cannot_hold_are_exact() {
        long odd = (1L << 53) + 1;
        admitted(chargeOf(line(calls, odd, odd + 1)));
        assertEquals(odd, used(calls));
        admitted(chargeOf(line(calls, 1, odd + 1)));
        refused(chargeOf(line(calls, 1, odd + 1)));
        store.settle(refund(null, posting(calls, odd)));
        assertEquals(new CounterState(calls, 1, 0, odd + 1), state(calls));
    }

    @Test
    void amounts_near_the_largest_number_do_not_pass_a_limit() {
        refused(chargeOf(line(calls, MOST, MOST - 1)));
        admitted(chargeOf(line(calls, MOST - 1, MOST - 1)));
        refused(chargeOf(line(calls, MOST, MOST - 1)));
        refused(chargeOf(line(calls, 1, MOST - 1)));
        assertEquals(MOST - 1, used(calls));
    }

    @Test
    void a_count_without_a_limit_stops_at_the_largest_number() {
        admitted(chargeOf(line(calls, MOST - 1, Quota.UNLIMITED)));
        admitted(chargeOf(line(calls, MOST, Quota.UNLIMITED)));
        assertEquals(standing(calls, MOST), state(calls));
    }

    @Test
    void rooms_that_add_up_beyond_the_largest_number_do_not_wrap() {
        ChargeLine line = new ChargeLine(MOST, List.of(pool(grant, MOST - 1), pool(calls, MOST - 1)));
        admitted(chargeOf(line));
        assertEquals(
                List.of(standing(grant, MOST - 1), standing(calls, 1)), store.counters(user, List.of(grant, calls)));
    }

    @Test
    void holds_and_commits_stop_at_the_largest_number_and_take_room_that_far() {
        Charge first = hold(line(calls, MOST, Quota.UNLIMITED), HOLD, null);
        Charge second = hold(line(calls, MOST, Quota.UNLIMITED), HOLD, null);
        admitted(first);
        admitted(second);
        assertEquals(new CounterState(calls, 0, MOST, 0), state(calls));
        refused(chargeOf(line(calls, 1, MOST - 1)));
        store.settle(commit(first, posting(calls, MOST)));
        store.settle(commit(second, posting(calls, 5)));
        assertEquals(standing(calls, MOST), state(calls));
    }
}
