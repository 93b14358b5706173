package io.valve4j.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.valve4j.store.Charge;
import io.valve4j.store.Settlement;
import io.valve4j.store.TransientStoreException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of calls that the store does not answer in time. */
@Timeout(60)
class TimeoutTest {

    private static final Duration FOR_EVER = Duration.ofDays(1);

    private final TestStore behind = new TestStore();
    private final CountDownLatch hanging = new CountDownLatch(1);

    @AfterEach
    void let_go() {
        hanging.countDown();
        Thread.interrupted();
    }

    private GuardedStore impatient() {
        return guarded(Guard.DEFAULT.timeout(Duration.ofMillis(1)), StoreThreads.create());
    }

    private GuardedStore guarded(Guard guard, Executor threads) {
        return GuardedStore.around(behind, guard, new ManualClock(), threads);
    }

    private void hang() {
        boolean interrupted = false;
        while (true) {
            try {
                hanging.await();
                break;
            } catch (InterruptedException interrupt) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void answers_failures_and_errors_come_back_as_they_are() {
        GuardedStore store = guarded(Guard.DEFAULT.timeout(FOR_EVER), StoreThreads.create());
        assertThat(TestStore.admitted(store)).isTrue();
        behind.failure = new IllegalStateException("full");
        assertThatThrownBy(store::now).isSameAs(behind.failure);
        behind.before = () -> {
            throw new StackOverflowError();
        };
        assertThatThrownBy(store::now).isInstanceOf(StackOverflowError.class);
    }

    @Test
    void a_call_that_hangs_fails_in_time_and_says_what_to_look_at() {
        GuardedStore store = impatient();
        behind.before = this::hang;
        assertThatThrownBy(() -> store.charge(TestStore.charge()))
                .isInstanceOf(StoreTimeoutException.class)
                .isNotInstanceOf(TransientStoreException.class)
                .hasMessage("the store was asked to charge the quotas of user \"ada\", and did not answer within 1 ms;"
                        + " should it be charged after all, that is given back, unless it has an idempotency key, by"
                        + " which a repeat is recognised. Of 1 calls under way, 0 others were given up too. Look at the"
                        + " store's load, at the network, and at whether its connection pool is exhausted");
    }

    @Test
    void what_no_decision_waits_for_has_more_time() {
        Guard guard = Guard.DEFAULT.timeout(FOR_EVER).patience(Duration.ofMillis(1));
        GuardedStore store = guarded(guard, StoreThreads.create());
        behind.before = this::hang;
        assertThatThrownBy(() -> store.purge(1))
                .isInstanceOf(StoreTimeoutException.class)
                .hasMessageContaining("asked to purge");
    }

    @Test
    void a_store_that_hangs_is_left_alone_after_five_calls() {
        GuardedStore store = impatient();
        behind.before = this::hang;
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(store::now).isInstanceOf(StoreTimeoutException.class);
        }
        assertThatThrownBy(store::now)
                .isInstanceOf(StoreSuspendedException.class)
                .hasCauseInstanceOf(StoreTimeoutException.class);
    }

    /** Charges once, gives the charge up while it is done in the store but not answered, and lets it end. */
    private void chargeTooLate(Charge charge) {
        GuardedStore store = guarded(Guard.DEFAULT.timeout(FOR_EVER), StoreThreads.create());
        Thread caller = Thread.currentThread();
        behind.charged = () -> {
            // An interrupt ends a wait as its time does, and here it comes when the charge is done, however busy the
            // machine.
            caller.interrupt();
            hang();
        };
        assertThatThrownBy(() -> store.charge(charge)).isInstanceOf(StoreInterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(behind.state().used() + behind.state().held()).isOne();
        hanging.countDown();
        store.close();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupt) {
            throw new AssertionError(interrupt);
        }
    }

    @Test
    void a_charge_that_comes_too_late_is_given_back() {
        chargeTooLate(TestStore.charge());
        assertThat(behind.state().used()).isZero();
        assertThat(behind.state().peak()).isOne();
    }

    @Test
    void a_hold_that_comes_too_late_is_released() {
        chargeTooLate(TestStore.charge(null, Duration.ofHours(1)));
        assertThat(behind.state().held()).isZero();
    }

    @Test
    void a_charge_with_a_key_that_comes_too_late_is_found_by_its_repeat() {
        chargeTooLate(TestStore.charge(new Charge.ReplayKey("order 7", "1 call"), null));
        assertThat(behind.state().used()).isOne();
    }

    @Test
    void giving_back_is_tried_again_where_that_counts_once() {
        behind.settleFailures.add(new TransientStoreException("lost", null));
        behind.settleFailures.add(new TransientStoreException("lost", null));
        chargeTooLate(TestStore.charge());
        assertThat(behind.state().used()).isZero();
    }

    @Test
    void giving_back_that_fails_leaves_the_units_charged() {
        behind.settleFailures.add(new RuntimeException("gone"));
        chargeTooLate(TestStore.charge());
        assertThat(behind.state().used()).isOne();
    }

    @Test
    void a_call_that_nobody_waits_for_does_not_begin_unless_it_settles() {
        Queue<Runnable> waiting = new ArrayDeque<>();
        GuardedStore store = guarded(Guard.DEFAULT.timeout(Duration.ofMillis(1)), waiting::add);
        assertThat(TestStore.admitted(behind)).isTrue();
        assertThatThrownBy(() -> store.charge(TestStore.charge())).isInstanceOf(StoreTimeoutException.class);
        Charge charge = TestStore.charge(null, Duration.ofHours(1));
        behind.charge(charge);
        assertThatThrownBy(() -> store.settle(new Settlement.Release(TestStore.USER, charge.id())))
                .isInstanceOf(StoreTimeoutException.class);
        waiting.forEach(Runnable::run);
        assertThat(behind.state().used()).isOne();
        assertThat(behind.state().held()).isZero();
    }

    @Test
    void an_interrupt_ends_the_wait_keeps_the_flag_and_is_no_failure_of_the_store() throws InterruptedException {
        GuardedStore store = guarded(Guard.DEFAULT.timeout(FOR_EVER), StoreThreads.create());
        CountDownLatch asked = new CountDownLatch(1);
        behind.before = () -> {
            asked.countDown();
            hang();
        };
        Thread caller = Thread.currentThread();
        Thread interrupter = new Thread(() -> {
            await(asked);
            caller.interrupt();
        });
        interrupter.start();
        assertThatThrownBy(store::now)
                .isInstanceOf(StoreInterruptedException.class)
                .hasMessage("interrupted while the store was asked to tell the time");
        assertThat(Thread.interrupted()).isTrue();
        interrupter.join();
        for (int i = 0; i < 20; i++) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(store::now).isInstanceOf(StoreInterruptedException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
        hanging.countDown();
        assertThat(TestStore.admitted(store)).isTrue();
    }

    @Test
    void an_interrupted_try_leaves_the_next_call_to_try_the_store() {
        ManualClock clock = new ManualClock();
        GuardedStore store = GuardedStore.around(behind, Guard.DEFAULT.timeout(FOR_EVER), clock, StoreThreads.create());
        behind.failure = new RuntimeException();
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(store::now).isSameAs(behind.failure);
        }
        clock.advance(Duration.ofSeconds(2));
        behind.failure = null;
        behind.before = this::hang;
        Thread.currentThread().interrupt();
        assertThatThrownBy(store::now).isInstanceOf(StoreInterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
        hanging.countDown();
        assertThat(TestStore.admitted(store)).isTrue();
    }

    @Test
    void calls_that_were_given_up_and_do_not_end_are_bounded() {
        Queue<Runnable> stuck = new ArrayDeque<>();
        Turnstile turnstile = new Turnstile();
        Handoff handoff = new Handoff(stuck::add, turnstile);
        Request<Integer> request = new Request<>(Operation.PURGE, null, () -> 7, late -> {});
        for (int i = 0; i < Handoff.MOST_GIVEN_UP; i++) {
            turnstile.enter();
            assertThatThrownBy(() -> handoff.call(request, Duration.ofNanos(1), false))
                    .isInstanceOf(StoreTimeoutException.class);
        }
        turnstile.enter();
        assertThatThrownBy(() -> handoff.call(request, FOR_EVER, false))
                .isInstanceOf(StoreBusyException.class)
                .hasMessageContaining("not asked to purge: 256 earlier calls were given up");
        turnstile.enter();
        assertThatThrownBy(() -> handoff.call(request, Duration.ofNanos(1), true))
                .isInstanceOf(StoreTimeoutException.class);
        stuck.forEach(Runnable::run);
        stuck.clear();
        assertThat(turnstile.inside()).isZero();
        turnstile.enter();
        assertThatThrownBy(() -> handoff.call(request, Duration.ofNanos(1), false))
                .isInstanceOf(StoreTimeoutException.class);
    }

    @Test
    void a_thread_that_cannot_be_had_leaves_nothing_behind() {
        GuardedStore store = guarded(Guard.DEFAULT, call -> {
            throw new OutOfMemoryError("unable to create native thread");
        });
        assertThatThrownBy(store::now).isInstanceOf(OutOfMemoryError.class);
        store.close();
        assertThat(behind.closed).hasValue(1);
    }

    @Test
    void nothing_of_the_caller_is_on_the_threads() {
        InheritableThreadLocal<String> context = new InheritableThreadLocal<>();
        context.set("ada's");
        ClassLoader own = Thread.currentThread().getContextClassLoader();
        ClassLoader webapp = new ClassLoader(own) {};
        Thread.currentThread().setContextClassLoader(webapp);
        try {
            behind.before = () -> {
                assertThat(context.get()).isNull();
                assertThat(Thread.currentThread().getContextClassLoader()).isNotSameAs(webapp);
                assertThat(Thread.currentThread().isDaemon()).isTrue();
            };
            assertThat(TestStore.admitted(guarded(Guard.DEFAULT.timeout(FOR_EVER), StoreThreads.create())))
                    .isTrue();
            assertThat(TestStore.admitted(guarded(Guard.DEFAULT.timeout(FOR_EVER), StoreThreads.pool())))
                    .isTrue();
        } finally {
            Thread.currentThread().setContextClassLoader(own);
        }
    }
}
