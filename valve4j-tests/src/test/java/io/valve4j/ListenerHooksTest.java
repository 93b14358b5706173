package io.valve4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.valve4j.event.StoreObserver;
import io.valve4j.event.ValveEvent;
import io.valve4j.event.ValveListener;
import io.valve4j.store.StoreCall;
import io.valve4j.store.TransientStoreException;
import io.valve4j.task.RetryPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What a listener may hear beside events: whom it serves, what is configured, and each call to the store. */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of a shutdown is seen elsewhere
class ListenerHooksTest {

    private static class Curious implements ValveListener, StoreObserver {

        final List<ValveManager> managers = new ArrayList<>();
        final List<String> configured = new ArrayList<>();
        final List<String> calls = new ArrayList<>();

        @Override
        public void on(ValveEvent event) {}

        @Override
        public void attached(ValveManager valve) {
            managers.add(valve);
        }

        @Override
        public void configured() {
            configured.add(managers.get(0).status().profiles().stream()
                    .map(Profile::name)
                    .toList()
                    .toString());
        }

        @Override
        public void called(StoreCall call, Duration took, Throwable failure) {
            calls.add(call + " " + took.toMillis() + " " + (failure == null ? "well" : failure.getMessage()));
        }
    }

    private final Curious listener = new Curious();

    @Test
    void a_listener_is_told_once_whom_it_serves() {
        VirtualValve valve = new VirtualValve(builder -> builder.listener(listener));
        assertThat(listener.managers).containsExactly(valve.manager);
        assertThatThrownBy(() -> new VirtualValve(builder -> builder.listener(new Curious() {
                    @Override
                    public void attached(ValveManager manager) {
                        throw new IllegalStateException("serves another");
                    }
                })))
                .hasMessage("serves another");
    }

    @Test
    void each_change_of_the_configuration_is_told_when_it_is_in_force() {
        VirtualValve valve = new VirtualValve(builder -> builder.listener(listener));
        valve.manager.register(Resource.named("api"), Profile.named("free").shared("api"));
        valve.manager.register(Profile.named("pro"));
        valve.manager.replace(Resource.named("api").workers(2));
        valve.manager.drain("api", Duration.ZERO);
        assertThat(listener.configured).containsExactly("[free]", "[free, pro]", "[free, pro]", "[free, pro]");
        assertThatThrownBy(() -> valve.manager.register(Profile.named("pro"))).isNotNull();
        assertThat(listener.configured).hasSize(4);
    }

    @Test
    void one_that_fails_at_that_harms_neither_the_change_nor_others() {
        VirtualValve valve = new VirtualValve(builder -> builder.listener(new Curious() {
                    @Override
                    public void configured() {
                        throw new IllegalStateException("broken");
                    }
                })
                .listener(listener));
        valve.manager.register(Profile.named("free"));
        assertThat(valve.manager.limiter("free", "ada").tryTake()).isTrue();
        assertThat(listener.configured).hasSize(1);
    }

    @Test
    void each_attempt_at_a_call_to_the_store_is_told_with_how_long_it_took() {
        VirtualValve valve = VirtualValve.withApi(
                builder -> builder.listener(listener)
                        .storeRetry(RetryPolicy.attempts(2)
                                .baseDelay(Duration.ofMillis(100))
                                .withoutJitter()),
                1);
        List<Integer> attempts = new ArrayList<>();
        valve.store.beforeCharge = () -> {
            attempts.add(1);
            valve.time.advance(Duration.ofMillis(7));
            if (attempts.size() == 1) {
                throw new TransientStoreException("for a moment", null);
            }
        };
        assertThat(valve.manager.limiter("pro", "ada").tryTake()).isTrue();
        assertThat(listener.calls).endsWith("CHARGE 7 for a moment", "CHARGE 7 well");
    }

    @Test
    void a_store_that_works_and_says_no_has_not_failed() {
        VirtualValve valve = VirtualValve.withApi(builder -> builder.listener(listener), 1);
        valve.store.beforeCharge = () -> {
            throw new IllegalStateException("says no");
        };
        valve.manager.limiter("pro", "ada").tryTake();
        assertThat(listener.calls).last().isEqualTo("CHARGE 0 well");
    }

    @Test
    void an_observer_that_throws_harms_nobody_and_is_not_told_any_more() {
        List<StoreCall> told = new ArrayList<>();
        VirtualValve valve = VirtualValve.withApi(
                builder -> builder.listener(new Curious() {
                            @Override
                            public void called(StoreCall call, Duration took, Throwable failure) {
                                told.add(call);
                                throw new IllegalStateException("broken");
                            }
                        })
                        .listener(listener),
                1);
        assertThat(valve.manager.limiter("pro", "ada").tryTake()).isTrue();
        assertThat(valve.manager.limiter("pro", "ada").tryTake()).isTrue();
        assertThat(told).hasSize(1);
        assertThat(listener.calls).filteredOn(call -> call.startsWith("CHARGE")).hasSize(2);
    }

    @Test
    void the_end_of_a_shutdown_is_told_however_many_events_wait() {
        HandDrivenExecutor callbacks = new HandDrivenExecutor();
        List<ValveEvent> told = new CopyOnWriteArrayList<>();
        VirtualValve valve = VirtualValve.withApi(
                builder -> builder.callbackExecutor(callbacks).listener(told::add, 1), 1);
        valve.manager.limiter("pro", "ada").tryTake();
        for (int i = 0; i < 5; i++) {
            valve.manager.limiter("none", "ada").tryTake();
        }
        valve.manager.shutdown(Duration.ZERO);
        valve.time.advance(Duration.ZERO);
        Await.until("the end is told", () -> {
            callbacks.runAll();
            return told.get(told.size() - 1) instanceof ValveEvent.ShutdownEnded;
        });
        assertThat(told).anyMatch(ValveEvent.EventsLost.class::isInstance);
        assertThat(told).last().isInstanceOf(ValveEvent.ShutdownEnded.class);
    }
}
