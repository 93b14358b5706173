package io.valve4j.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When the breaker leaves a store alone, and when it tries it. */
class SuspensionTest {

    private final ManualClock clock = new ManualClock();
    private final TestStore behind = new TestStore();
    private final Guard guard = Guard.DEFAULT.withSelfTimedStore().suspension(Duration.ofSeconds(2));
    private final GuardedStore store = GuardedStore.around(behind, guard, clock, Runnable::run);

    private void fail(int times) {
        behind.failure = new RuntimeException("no route\nto host");
        for (int i = 0; i < times; i++) {
            assertThatThrownBy(store::now).isSameAs(behind.failure);
        }
    }

    @Test
    void a_store_that_works_is_always_asked() {
        for (int i = 0; i < 100; i++) {
            assertThat(TestStore.admitted(store)).isTrue();
        }
        assertThat(behind.calls).hasValue(100);
    }

    @Test
    void four_failures_are_not_enough_and_the_fifth_suspends() {
        fail(5);
        assertThatThrownBy(store::now).isInstanceOf(StoreSuspendedException.class);
        assertThat(behind.calls).hasValue(5);
    }

    @Test
    void a_trial_in_which_the_store_was_interrupted_shows_nothing_and_the_next_call_tries_it() {
        fail(5);
        clock.advance(Duration.ofMillis(2_001));
        behind.failure = new IllegalStateException("interrupted", new InterruptedException());
        assertThatThrownBy(store::now).isSameAs(behind.failure);
        fail(1);
        assertThatThrownBy(store::now).isInstanceOf(StoreSuspendedException.class);
        assertThat(behind.calls).hasValue(7);
    }

    @Test
    void half_of_the_last_ten_calls_suspends_and_less_does_not() {
        for (int i = 0; i < 6; i++) {
            store.now();
        }
        fail(4);
        behind.failure = null;
        store.now();
        fail(1);
        assertThatThrownBy(store::now).isInstanceOf(StoreSuspendedException.class);
        assertThat(behind.calls).hasValue(12);
    }

    @Test
    void a_suspended_store_says_why_since_when_and_when_it_is_tried() {
        fail(5);
        clock.advance(Duration.ofMillis(500));
        StoreSuspendedException suspended =
                catchThrowableOfType(StoreSuspendedException.class, () -> store.charge(TestStore.charge()));
        assertThat(suspended)
                .hasMessage("the store was not asked to charge the quotas of user \"ada\": it is left alone since"
                        + " 2026-01-01T00:00:00Z, since it failed, last with"
                        + " java.lang.RuntimeException: no route\\u000ato host;"
                        + " it is tried again in 2 s")
                .hasCause(behind.failure);
        assertThat(suspended.retryAfter()).isEqualTo(Duration.ofMillis(1_500));
        assertThat(suspended.getStackTrace()).isEmpty();
    }

    @Test
    void when_its_time_is_over_one_call_tries_it_and_others_are_refused_meanwhile() {
        fail(5);
        clock.advance(Duration.ofMillis(2_001));
        behind.failure = null;
        behind.before = () -> {
            behind.before = () -> {};
            assertThatThrownBy(store::now)
                    .isInstanceOf(StoreSuspendedException.class)
                    .hasMessageEndingWith("it is being tried now");
        };
        assertThat(TestStore.admitted(store)).isTrue();
        assertThat(behind.calls).hasValue(6);
        assertThat(TestStore.admitted(store)).isTrue();
    }

    @Test
    void a_try_that_fails_suspends_for_as_long_again_and_the_outage_goes_on_from_its_start() {
        fail(5);
        clock.advance(Duration.ofMillis(2_001));
        fail(1);
        clock.advance(Duration.ofMillis(1_999));
        assertThatThrownBy(store::now)
                .isInstanceOf(StoreSuspendedException.class)
                .hasMessageContaining("since 2026-01-01T00:00:00Z");
        clock.advance(Duration.ofMillis(2));
        behind.failure = null;
        assertThat(TestStore.admitted(store)).isTrue();
    }

    @Test
    void after_a_recovery_it_takes_five_calls_again() {
        fail(5);
        clock.advance(Duration.ofMillis(2_001));
        behind.failure = null;
        store.now();
        fail(4);
        behind.failure = null;
        assertThat(TestStore.admitted(store)).isTrue();
    }

    @Test
    void a_store_that_says_no_works() {
        for (RuntimeException no :
                new RuntimeException[] {new IllegalStateException("full"), new IllegalArgumentException("nonsense")}) {
            behind.failure = no;
            for (int i = 0; i < 20; i++) {
                assertThatThrownBy(store::now).isSameAs(no);
            }
        }
        assertThat(behind.calls).hasValue(40);
    }

    @Test
    void a_store_that_says_no_when_it_is_tried_works_again() {
        fail(5);
        clock.advance(Duration.ofMillis(2_001));
        behind.failure = new IllegalStateException("full");
        assertThatThrownBy(store::now).isSameAs(behind.failure);
        behind.failure = null;
        assertThat(TestStore.admitted(store)).isTrue();
    }

    @Test
    void an_error_counts_as_a_failure() {
        for (int i = 0; i < 5; i++) {
            behind.before = () -> {
                throw new StackOverflowError();
            };
            assertThatThrownBy(store::now).isInstanceOf(StackOverflowError.class);
        }
        assertThatThrownBy(store::now).isInstanceOf(StoreSuspendedException.class);
    }

    @Test
    void a_suspension_below_a_millisecond_counts_as_one() {
        GuardedStore quick = GuardedStore.around(behind, guard.suspension(Duration.ofNanos(1)), clock, Runnable::run);
        behind.failure = new RuntimeException();
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(quick::now).isSameAs(behind.failure);
        }
        assertThatThrownBy(quick::now).isInstanceOf(StoreSuspendedException.class);
        clock.advance(Duration.ofMillis(2));
        assertThatThrownBy(quick::now).isSameAs(behind.failure);
    }
}
