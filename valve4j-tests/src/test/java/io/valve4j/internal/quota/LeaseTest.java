package io.valve4j.internal.quota;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.quota.Usage;
import io.valve4j.store.CounterKey;
import io.valve4j.store.Posting;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LeaseTest {

    private static final CounterKey GRANT = CounterKey.ofGrant("day", "g");
    private static final CounterKey DAY = new CounterKey("day", 0, 0);
    private static final CounterKey MONTH = new CounterKey("month", 0, 0);

    /** 30 units of the grant and then 70 of the day, beside 100 of the month, all until 1,000 ns. */
    private final Lease lease = lease(0, 1_000);

    private static Lease lease(long spent, long deadline) {
        List<List<Posting>> lines = List.of(
                List.of(new Posting(GRANT, 30, null), new Posting(DAY, 70, null)),
                List.of(new Posting(MONTH, 100, null)));
        Usage usage = new Usage("day", "calls", 500, 400, 0, Optional.empty());
        return new Lease(lines, spent, deadline, new Lease.Told(usage, Remarks.NONE));
    }

    @Test
    void it_spends_what_it_has_and_no_more() {
        assertThat(lease.spend(60, 0)).isTrue();
        assertThat(lease.spend(41, 0)).isFalse();
        assertThat(lease.spend(40, 0)).isTrue();
        assertThat(lease.spend(1, 0)).isFalse();
        assertThat(lease.left()).isZero();
    }

    @Test
    void it_spends_nothing_from_its_deadline_on_even_where_the_clock_wraps() {
        assertThat(lease.spend(1, 999)).isTrue();
        assertThat(lease.spend(1, 1_000)).isFalse();
        Lease wrapping = lease(0, Long.MIN_VALUE + 10);
        assertThat(wrapping.spend(1, Long.MAX_VALUE)).isTrue();
        assertThat(wrapping.spend(1, Long.MIN_VALUE + 10)).isFalse();
    }

    @Test
    void what_is_left_at_its_end_goes_to_the_counters_that_were_drawn_last() {
        assertThat(lease.spend(10, 0)).isTrue();
        assertThat(lease.close())
                .containsExactly(
                        new Posting(GRANT, 20, null), new Posting(DAY, 70, null), new Posting(MONTH, 90, null));
        assertThat(lease.close()).isEmpty();
        assertThat(lease.spend(1, 0)).isFalse();
        assertThat(lease.spent()).isEqualTo(10);
    }

    @Test
    void what_is_given_back_while_it_is_open_can_be_spent_again() {
        assertThat(lease.spend(100, 0)).isTrue();
        assertThat(lease.giveBack(5)).isEmpty();
        assertThat(lease.left()).isEqualTo(5);
        assertThat(lease.spend(5, 0)).isTrue();
    }

    @Test
    void what_is_given_back_later_goes_to_the_counters_that_it_came_from_each_unit_once() {
        assertThat(lease.spend(40, 0)).isTrue();
        assertThat(lease.close()).containsExactly(new Posting(DAY, 60, null), new Posting(MONTH, 60, null));
        assertThat(lease.giveBack(15))
                .containsExactly(new Posting(GRANT, 5, null), new Posting(DAY, 10, null), new Posting(MONTH, 15, null));
        assertThat(lease.giveBack(25)).containsExactly(new Posting(GRANT, 25, null), new Posting(MONTH, 25, null));
        assertThat(lease.spent()).isZero();
    }

    @Test
    void what_was_spent_when_it_was_made_can_be_given_back_too() {
        Lease made = lease(100, 1_000);
        assertThat(made.left()).isZero();
        assertThat(made.giveBack(100)).isEmpty();
        assertThat(made.left()).isEqualTo(100);
    }

    @Test
    void usage_counts_only_what_was_spent() {
        assertThat(lease.usage(40).used()).isEqualTo(360);
        assertThat(lease.usage(40).remaining()).isEqualTo(140);
    }

    @Test
    void a_lease_starts_with_nothing_grows_with_use_and_follows_it_down() {
        LeaseSize size = LeaseSize.START;
        assertThat(size.take(3, 1_000)).isEqualTo(3);
        size = size.charged(3, 1_000_000);
        assertThat(size.take(3, 1_000)).isEqualTo(6);
        size = size.charged(6, 1_000_000);
        assertThat(size.take(3, 1_000)).isEqualTo(12);
        assertThat(size.take(3, 10)).isEqualTo(10);
        assertThat(size.used(4).take(3, 1_000)).isEqualTo(4);
    }

    @Test
    void a_lease_is_a_sixteenth_of_the_room_at_most_and_near_the_limit_nothing() {
        LeaseSize size = LeaseSize.START.charged(1_000, 160);
        assertThat(size.take(1, 1_000)).isEqualTo(10);
        assertThat(size.charged(10, 31).take(1, 1_000)).isEqualTo(1);
        assertThat(size.refused().take(7, 1_000)).isEqualTo(7);
    }
}
