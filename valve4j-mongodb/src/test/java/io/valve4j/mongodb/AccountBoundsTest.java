package io.valve4j.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.valve4j.quota.Window.Span;
import io.valve4j.store.Charge;
import io.valve4j.store.ChargeLine;
import io.valve4j.store.ChargeResult;
import io.valve4j.store.CounterKey;
import io.valve4j.store.CounterState;
import io.valve4j.store.Posting;
import io.valve4j.store.SettleResult;
import io.valve4j.store.Settlement;
import io.valve4j.store.ValveStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** One document holds all of a user, so what could grow without end stops. */
class AccountBoundsTest {

    private static final int MANY = 10_000;

    private final Account account = new Account("ada");
    private Instant now = Samples.NOW;

    private ChargeResult charge(Charge charge) {
        return new Steps(account, now).charge(charge);
    }

    private int admitted(IntFunction<Charge> charges) {
        int admitted = 0;
        for (int i = 0; i < MANY; i++) {
            try {
                admitted += charge(charges.apply(i)) instanceof ChargeResult.Admitted ? 1 : 0;
            } catch (IllegalStateException full) {
                return admitted;
            }
        }
        return admitted;
    }

    /** A step that failed is not written. */
    private void forgetWhatFailed() {
        account.holds
                .subList(Math.min(Account.MOST_HOLDS, account.holds.size()), account.holds.size())
                .clear();
        account.keys
                .subList(Math.min(Account.MOST_KEYS, account.keys.size()), account.keys.size())
                .clear();
    }

    private int size() {
        return AccountFormatTest.bytes(AccountFormat.write(account, now)).length;
    }

    @Test
    void ten_thousand_charges_leave_one_counter_and_the_last_ids() {
        assertThat(admitted(i -> Samples.charge("ada", 1, MANY))).isEqualTo(MANY);
        assertThat(account.counters).hasSize(1);
        assertThat(account.ids).hasSize(Account.MOST_IDS);
        assertThat(size()).isLessThan(50_000);
    }

    @Test
    void ten_thousand_holds_end_at_a_thousand_until_one_is_settled_or_lapses() {
        assertThat(admitted(i -> hold())).isEqualTo(Account.MOST_HOLDS);
        assertThat(size()).isLessThan(500_000);
        forgetWhatFailed();
        assertThatThrownBy(() -> charge(hold()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("user \"ada\" has 1000 holds that are not settled, and this store keeps at most 1000 of a"
                        + " user: settle some, or wait until they lapse");
        forgetWhatFailed();
        UUID first = account.holds.get(0).id();
        new Steps(account, now).settle(new Settlement.Release("ada", first));
        assertThat(charge(hold())).isInstanceOf(ChargeResult.Admitted.class);
        now = now.plus(Duration.ofMinutes(10));
        assertThat(charge(hold())).isInstanceOf(ChargeResult.Admitted.class);
        assertThat(account.holds).as("those that lapsed made room").hasSize(1);
    }

    private static Charge hold() {
        return Samples.charge("ada", 1, Long.MAX_VALUE, null, Duration.ofMinutes(10));
    }

    @Test
    void ten_thousand_idempotency_keys_end_at_a_thousand_until_a_day_has_passed() {
        assertThat(admitted(AccountBoundsTest::keyed)).isEqualTo(Account.MOST_KEYS);
        assertThat(size()).isLessThan(4_000_000);
        forgetWhatFailed();
        now = now.plus(ValveStore.KEY_MEMORY);
        assertThat(charge(keyed(MANY))).isInstanceOf(ChargeResult.Admitted.class);
        assertThat(account.keys).hasSize(1);
    }

    private static Charge keyed(int number) {
        String key = number + "\u20ac".repeat(500);
        return Samples.charge("ada", 1, Long.MAX_VALUE, new Charge.ReplayKey(key, "\u20ac".repeat(512)), null);
    }

    @Test
    void ten_thousand_counters_end_at_a_thousand_and_those_of_spent_grants_make_room() {
        assertThat(admitted(i -> on(new CounterKey("quota-" + i, 0, 0)))).isEqualTo(Account.MOST_COUNTERS);
        account.counters.clear();
        assertThat(admitted(i -> on(CounterKey.ofGrant("calls", "grant-" + i))))
                .as("nobody holds these grants")
                .isEqualTo(MANY);
        assertThat(account.counters).hasSizeLessThanOrEqualTo(Account.MOST_COUNTERS);
    }

    private static Charge on(CounterKey key) {
        return new Charge(UUID.randomUUID(), "ada", 0, Span.ALWAYS, List.of(new ChargeLine(key, 1, 10, null)));
    }

    @Test
    void a_hold_that_spans_a_reset_is_posted_in_any_order() {
        CounterKey after = new CounterKey("calls", 0, 2);
        CounterKey before = new CounterKey("calls", 0, 1);
        Charge hold = hold();
        charge(hold);
        Settlement commit = new Settlement.Commit(
                "ada", hold.id(), List.of(new Posting(after, 3, Samples.END), new Posting(before, 4, Samples.END)));
        assertThat(new Steps(account, now).settle(commit).outcome()).isEqualTo(SettleResult.Outcome.DONE);
        assertThat(account.state(after, now)).isEqualTo(new CounterState(after, 3, 0, 3));
    }

    @Test
    void a_purge_drops_no_more_than_it_is_told() {
        admitted(i -> Samples.charge("ada", 1, 100));
        now = now.plus(ValveStore.ID_MEMORY);
        assertThat(account.purge(now, 60)).isEqualTo(60);
        assertThat(account.purge(now, 60)).isEqualTo(40);
        assertThat(account.purge(now, 60)).isZero();
        assertThat(account.purgeAt()).isEqualTo(Samples.END.plus(ValveStore.COUNTER_MEMORY));
    }
}
