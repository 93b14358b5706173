package io.valve4j.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ClosingTest {

    private final TestStore behind = new TestStore();

    private GuardedStore store(boolean selfTimed) {
        Guard guard = Guard.DEFAULT.timeout(Duration.ofDays(1)).patience(Duration.ofDays(1));
        return GuardedStore.around(behind, selfTimed ? guard.withSelfTimedStore() : guard);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void calls_after_close_say_so_and_closing_again_does_nothing(boolean selfTimed) {
        GuardedStore store = store(selfTimed);
        store.close();
        store.close();
        assertThat(behind.closed).hasValue(1);
        assertThatThrownBy(store::now)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the store is closed, and takes no calls any more");
        assertThat(behind.calls).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_call_that_is_under_way_ends_before_the_store_behind_is_closed(boolean selfTimed) throws Exception {
        GuardedStore store = store(selfTimed);
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch going = new CountDownLatch(1);
        behind.charged = () -> {
            asked.countDown();
            await(going);
            assertThat(behind.closed).hasValue(0);
        };
        FutureTask<Boolean> charge = new FutureTask<>(() -> TestStore.admitted(store));
        new Thread(charge).start();
        asked.await();
        FutureTask<Void> close = new FutureTask<>(store::close, null);
        Thread closer = new Thread(close);
        closer.start();
        while (closer.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        assertThatThrownBy(store::now).isInstanceOf(IllegalStateException.class);
        going.countDown();
        assertThat(charge.get()).isTrue();
        close.get();
        assertThat(behind.closed).hasValue(1);
    }

    @Test
    void a_call_that_never_ends_does_not_hold_up_the_end_for_ever() throws InterruptedException {
        Guard guard = Guard.DEFAULT.timeout(Duration.ofMillis(1)).patience(Duration.ofMillis(1));
        GuardedStore store = GuardedStore.around(behind, guard);
        CountDownLatch hanging = new CountDownLatch(1);
        behind.before = () -> await(hanging);
        assertThatThrownBy(store::now).isInstanceOf(StoreTimeoutException.class);
        store.close();
        assertThat(behind.closed).hasValue(1);
        hanging.countDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupt) {
            throw new AssertionError(interrupt);
        }
    }
}
