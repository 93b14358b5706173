package io.valve4j.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.valve4j.Garbage;
import io.valve4j.testkit.ManualTime;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class WeakTableTest {

    private final ManualTime time = new ManualTime();
    private Function<Key, Object> maker = key -> new Object();
    private final WeakTable<Key, Object> table = new WeakTable<>(key -> maker.apply(key), time, Runnable::run);

    /** A key with something to do each time it is hashed: so a test is in the midst of what the table does. */
    private static final class Key {

        private final String name;
        private Runnable whenHashed = () -> {};

        Key(String name) {
            this.name = name;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && key.name.equals(name);
        }

        @Override
        public int hashCode() {
            whenHashed.run();
            return name.hashCode();
        }
    }

    private static Key ada() {
        return new Key("ada");
    }

    @Test
    void a_key_has_one_value_while_somebody_holds_it() {
        Object value = table.get(ada());
        assertThat(table.get(ada())).isSameAs(value);
        assertThat(table.find(ada())).isSameAs(value);
        assertThat(table.get(new Key("bob"))).isNotSameAs(value);
    }

    @Test
    void who_only_looks_makes_nothing() {
        assertThat(table.find(ada())).isNull();
        maker = key -> {
            throw new AssertionError("asked for a value");
        };
        assertThat(table.find(ada())).isNull();
    }

    @Test
    void a_value_that_nobody_holds_is_let_go_of() {
        WeakReference<Object> value = new WeakReference<>(table.get(ada()));
        System.gc();
        assertThat(value.get()).isNull();
        assertThat(table.find(ada())).isNull();
        assertThat(table.get(ada())).isNotNull();
    }

    @Test
    void a_maker_that_fails_leaves_nothing_behind() {
        maker = key -> {
            throw new IllegalStateException("no");
        };
        assertThatThrownBy(() -> table.get(ada())).hasMessage("no");
        assertThat(table.find(ada())).isNull();
        maker = key -> "made";
        assertThat(table.get(ada())).isEqualTo("made");
    }

    @Test
    void a_maker_may_come_back_to_the_table_even_for_its_own_key() {
        List<Object> within = new ArrayList<>();
        maker = key -> {
            maker = other -> new Object();
            within.add(table.get(new Key("bob")));
            within.add(table.get(key));
            return new Object();
        };
        assertThat(table.get(ada())).isSameAs(within.get(1));
        assertThat(table.get(new Key("bob"))).isSameAs(within.get(0));
    }

    @Test
    void a_value_that_is_held_stays_the_same_through_any_number_of_moves() {
        Object value = table.get(ada());
        for (int i = 0; i < 3; i++) {
            table.renew();
            assertThat(table.find(ada())).isSameAs(value);
            assertThat(table.get(ada())).isSameAs(value);
        }
    }

    /** Calls something once in the midst of the next move: a key that is moved is hashed. */
    private void inTheMidstOfAMove(Key moved, Runnable done) {
        List<Object> calls = new ArrayList<>();
        moved.whenHashed = () -> {
            moved.whenHashed = () -> {};
            calls.add(moved);
            done.run();
        };
        table.renew();
        assertThat(calls).hasSize(1);
    }

    @Test
    void who_asks_in_the_midst_of_a_move_is_given_the_value_that_others_hold() {
        Key key = ada();
        Object value = table.get(key);
        inTheMidstOfAMove(key, () -> assertThat(table.get(ada())).isSameAs(value));
        assertThat(table.get(ada())).isSameAs(value);
    }

    @Test
    void who_looks_in_the_midst_of_a_move_finds_the_value_that_others_hold() {
        Key key = ada();
        Object value = table.get(key);
        inTheMidstOfAMove(key, () -> assertThat(table.find(ada())).isSameAs(value));
        assertThat(table.find(ada())).isSameAs(value);
    }

    @Test
    void what_is_made_in_the_midst_of_a_move_outlasts_it() {
        Key key = ada();
        Object value = table.get(key);
        List<Object> bobs = new ArrayList<>();
        inTheMidstOfAMove(key, () -> bobs.add(table.get(new Key("bob"))));
        assertThat(table.get(new Key("bob"))).isSameAs(bobs.get(0));
        assertThat(table.get(ada())).isSameAs(value);
    }

    /** Without another look at which table is current, it went into the old one, and others were given another. */
    @Test
    void what_is_put_into_a_table_that_was_let_go_of_meanwhile_is_not_handed_out() {
        maker = key -> {
            table.renew();
            return new Object();
        };
        Object value = table.get(ada());
        assertThat(table.find(ada())).isSameAs(value);
        assertThat(table.get(ada())).isSameAs(value);
    }

    @Test
    void who_comes_too_late_for_the_old_table_is_given_what_others_hold_by_then() {
        List<Object> others = new ArrayList<>();
        maker = key -> {
            maker = other -> new Object();
            table.renew();
            others.add(table.get(key));
            return new Object();
        };
        assertThat(table.get(ada())).isSameAs(others.get(0));
    }

    @Test
    void who_looks_into_a_table_that_was_let_go_of_meanwhile_finds_what_others_hold() {
        List<Object> late = new ArrayList<>();
        List<Object> others = new ArrayList<>();
        Key looking = ada();
        looking.whenHashed = () -> {
            looking.whenHashed = () -> {};
            maker = key -> {
                maker = other -> new Object();
                table.renew();
                others.add(table.get(key));
                late.add(new Object());
                return late.get(0);
            };
            others.add(table.get(ada()));
        };
        assertThat(table.find(looking)).isSameAs(others.get(0)).isSameAs(others.get(1));
        assertThat(late).hasSize(1).doesNotContainAnyElementsOf(others);
    }

    @Test
    void what_came_too_late_for_the_old_table_is_not_moved_over_what_others_hold() {
        Key bob = new Key("bob");
        Object value = table.get(bob);
        List<Object> late = new ArrayList<>();
        List<Object> others = new ArrayList<>();
        maker = key -> {
            maker = other -> new Object();
            bob.whenHashed = () -> {
                throw new IllegalStateException("no");
            };
            assertThatThrownBy(table::renew).hasMessage("no");
            bob.whenHashed = () -> {};
            others.add(table.get(key));
            late.add(new Object());
            return late.get(0);
        };
        others.add(table.get(ada()));
        table.renew();
        assertThat(table.find(ada())).isSameAs(others.get(0)).isSameAs(others.get(1));
        assertThat(late).hasSize(1).doesNotContainAnyElementsOf(others);
        assertThat(table.find(bob)).isSameAs(value);
    }

    @Test
    void a_move_that_fails_on_the_way_loses_nobody_and_is_ended_by_the_next() {
        List<Key> keys = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            keys.add(new Key("user-" + i));
            values.add(table.get(keys.get(i)));
        }
        Key bad = keys.get(50);
        bad.whenHashed = () -> {
            throw new IllegalStateException("no");
        };
        assertThatThrownBy(table::renew).hasMessage("no");
        assertThatThrownBy(table::renew).hasMessage("no");
        bad.whenHashed = () -> {};
        assertAllAreTheSame(values);
        Object newcomer = table.get(ada());
        table.renew();
        table.renew();
        assertAllAreTheSame(values);
        assertThat(table.find(ada())).isSameAs(newcomer);
    }

    private void assertAllAreTheSame(List<Object> values) {
        for (int i = 0; i < values.size(); i++) {
            assertThat(table.find(new Key("user-" + i))).as("%s", i).isSameAs(values.get(i));
        }
    }

    /** A key that only the old table has: another, equal to it, went ahead into the new one. */
    @Test
    void nothing_reaches_the_old_table_after_a_move() {
        Object value = table.get(ada());
        WeakReference<Key> old = moveWithAnother();
        System.gc();
        assertThat(old.get()).isNull();
        assertThat(table.get(ada())).isSameAs(value);
    }

    private WeakReference<Key> moveWithAnother() {
        Key key = new Key("bob");
        Object value = table.get(key);
        inTheMidstOfAMove(key, () -> assertThat(table.get(new Key("bob"))).isSameAs(value));
        return new WeakReference<>(key);
    }

    @Test
    void few_set_no_alarm() {
        for (int i = 0; i < Watch.FEW; i++) {
            assertThat(table.get(new Key("user-" + i))).isNotNull();
        }
        assertThat(time.pendingAlarms()).isZero();
    }

    /** The map drops some thousand at once: the looks found a large crowd there for hours. */
    @Test
    void a_crowd_that_has_gone_leaves_no_alarm_and_those_who_stay_keep_their_values() {
        List<Object> held = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            Object value = table.get(new Key("user-" + i));
            if (i < 10) {
                held.add(value);
            }
        }
        assertThat(time.pendingAlarms()).isOne();
        Garbage.collect();
        time.advance(Duration.ofSeconds(10));
        assertThat(time.pendingAlarms()).isZero();
        assertAllAreTheSame(held);
        assertThat(table.find(new Key("user-10"))).isNull();
    }

    @Test
    void a_table_that_was_stopped_still_has_values_and_sets_no_alarm() {
        for (int i = 0; i < 2 * Watch.FEW; i++) {
            assertThat(table.get(new Key("user-" + i))).isNotNull();
        }
        table.stop();
        assertThat(time.pendingAlarms()).isZero();
        Object value = table.get(ada());
        assertThat(table.find(ada())).isSameAs(value);
        assertThat(time.pendingAlarms()).isZero();
    }
}
