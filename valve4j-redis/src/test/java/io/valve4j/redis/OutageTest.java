package io.valve4j.redis;

import static io.valve4j.redis.RedisTests.charge;
import static io.valve4j.redis.RedisTests.eventually;
import static io.valve4j.redis.RedisTests.eventuallyWorks;
import static io.valve4j.redis.RedisTests.network;
import static io.valve4j.redis.RedisTests.newUser;
import static io.valve4j.redis.RedisTests.unguarded;
import static io.valve4j.redis.RedisTests.uri;
import static io.valve4j.redis.RedisTests.used;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.codec.ByteArrayCodec;
import io.valve4j.engines.RedisEngine;
import io.valve4j.engines.TcpProxy;
import io.valve4j.engines.TcpProxy.Lost;
import io.valve4j.guard.Guard;
import io.valve4j.store.Charge;
import io.valve4j.store.ChargeResult;
import io.valve4j.store.TransientStoreException;
import io.valve4j.store.ValveStore;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** End to end, in real time: servers that die, connections that break, networks that swallow everything. */
class OutageTest {

    private static final Guard QUICK =
            Guard.DEFAULT.timeout(Duration.ofMillis(300)).patience(Duration.ofSeconds(10));

    private static RedisEngine engine;

    @BeforeAll
    static void start() {
        engine = RedisEngine.startDurable();
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    @Test
    void what_was_acknowledged_is_there_after_a_crash_and_calls_fail_at_once_until_then() {
        String user = newUser();
        try (ValveStore store = unguarded(engine.uri(), RedisTests.PATIENT)) {
            for (int i = 0; i < 20; i++) {
                assertThat(store.charge(charge(user, 1))).isInstanceOf(ChargeResult.Admitted.class);
            }
            engine.kill();
            assertThat(eventually(() -> failsTransiently(store, user))).isTrue();
            long start = System.nanoTime();
            assertThatThrownBy(() -> store.charge(charge(user, 1))).isInstanceOf(TransientStoreException.class);
            assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(1));
            engine.restart();
            assertThat(eventuallyWorks(store::now)).isTrue();
            assertThat(used(store, user)).isEqualTo(20);
            assertThat(store.charge(charge(user, 1))).isInstanceOf(ChargeResult.Admitted.class);
        }
    }

    private static boolean failsTransiently(ValveStore store, String user) {
        return failsTransiently(() -> store.charge(charge(user, 1)));
    }

    private static boolean isDisconnected(ValveStore store) {
        return failsTransiently(store::now);
    }

    private static boolean failsTransiently(Runnable call) {
        try {
            call.run();
            return false;
        } catch (TransientStoreException down) {
            return true;
        } catch (RedisCommandTimeoutException notKnownToBeDownYet) {
            return false;
        }
    }

    @Test
    void a_client_that_would_keep_commands_for_later_is_not_given_any_while_it_is_disconnected() {
        String user = newUser();
        try (TcpProxy network = network(engine.uri());
                RedisClient client = RedisClient.create(uri(network))) {
            ValveStore store = unguarded(client, QUICK, () -> {});
            network.shut();
            assertThat(eventually(() -> failsTransiently(store, user))).isTrue();
            assertThatThrownBy(() -> store.charge(charge(user, 1))).isInstanceOf(TransientStoreException.class);
            store.close();
        }
        try (ValveStore store = unguarded(engine.uri(), RedisTests.PATIENT)) {
            assertThat(used(store, user)).isZero();
        }
    }

    @Test
    void a_charge_whose_connection_broke_before_the_answer_may_be_sent_again_and_counts_once() {
        for (Lost lost : Lost.values()) {
            try (TcpProxy network = network(engine.uri());
                    ValveStore store = unguarded(uri(network), RedisTests.PATIENT)) {
                Charge charge = charge(newUser(), 3);
                store.charge(charge(charge.userId(), 1));
                network.loseNext("EVAL", lost);
                assertThatThrownBy(() -> store.charge(charge))
                        .isInstanceOf(TransientStoreException.class)
                        .hasMessageContaining("the connection is lost");
                assertThat(eventuallyWorks(store::now)).isTrue();
                assertThat(store.charge(charge))
                        .isInstanceOf(lost == Lost.REQUEST ? ChargeResult.Admitted.class : ChargeResult.Replayed.class);
                assertThat(used(store, charge.userId())).isEqualTo(4);
            }
        }
    }

    @Test
    void a_charge_that_was_answered_too_late_is_taken_back() {
        String user = newUser();
        try (TcpProxy network = network(engine.uri());
                ValveStore store = unguarded(uri(network), QUICK);
                ValveStore other = unguarded(engine.uri(), RedisTests.PATIENT)) {
            store.charge(charge(user, 1));
            network.freeze();
            Charge late = charge(user, 3);
            assertThatThrownBy(() -> store.charge(late))
                    .isInstanceOf(RedisCommandTimeoutException.class)
                    .hasMessageContaining("did not answer within 300 ms");
            network.thaw();
            assertThat(eventually(() -> other.charge(late) instanceof ChargeResult.Replayed replayed
                            && replayed.postings().isEmpty()))
                    .isTrue();
            assertThat(used(other, user)).isEqualTo(1);
        }
    }

    @Test
    void a_late_charge_with_an_idempotency_key_stays_for_whoever_asks_again() {
        String user = newUser();
        try (TcpProxy network = network(engine.uri());
                ValveStore store = unguarded(uri(network), QUICK);
                ValveStore other = unguarded(engine.uri(), RedisTests.PATIENT)) {
            Charge first = keyed(user);
            network.freeze();
            assertThatThrownBy(() -> store.charge(first)).isInstanceOf(RedisCommandTimeoutException.class);
            network.thaw();
            assertThat(eventually(() -> used(other, user) == 3)).isTrue();
            ChargeResult again = other.charge(keyed(user));
            assertThat(again)
                    .isInstanceOfSatisfying(
                            ChargeResult.Replayed.class,
                            replayed -> assertThat(replayed.id()).isEqualTo(first.id()));
            assertThat(used(other, user)).isEqualTo(3);
        }
    }

    private static Charge keyed(String user) {
        Charge plain = charge(user, 3);
        Charge.ReplayKey key = new Charge.ReplayKey("order", "three");
        return new Charge(UUID.randomUUID(), user, 0, plain.validity(), plain.lines(), key, null);
    }

    @Test
    void a_connection_that_hangs_is_given_up_and_its_charges_are_taken_back_when_the_network_is_back() {
        String user = newUser();
        try (TcpProxy network = network(engine.uri());
                ValveStore store = unguarded(uri(network), QUICK);
                ValveStore other = unguarded(engine.uri(), RedisTests.PATIENT)) {
            store.charge(charge(user, 1));
            network.freeze();
            Charge late = charge(user, 3);
            assertThatThrownBy(() -> store.charge(late)).isInstanceOf(RedisCommandTimeoutException.class);
            // Not by a charge: one that is under way when the connection is given up may be sent again, so it is not
            // taken back.
            assertThat(eventually(() -> isDisconnected(store)))
                    .as("the connection is given up")
                    .isTrue();
            network.thaw();
            assertThat(eventuallyWorks(store::now)).isTrue();
            assertThat(eventually(() -> other.charge(late) instanceof ChargeResult.Replayed replayed
                            && replayed.postings().isEmpty()))
                    .isTrue();
            assertThat(eventually(() -> used(other, user) == 1)).isTrue();
        }
    }

    @Test
    void a_charge_that_was_sent_again_after_a_lost_answer_and_answered_too_late_is_taken_back() {
        String user = newUser();
        try (TcpProxy network = network(engine.uri());
                ValveStore store = unguarded(uri(network), QUICK);
                ValveStore other = unguarded(engine.uri(), RedisTests.PATIENT)) {
            Charge late = charge(user, 3);
            assertThat(other.charge(charge(user, 1))).isInstanceOf(ChargeResult.Admitted.class);
            assertThat(other.charge(late)).as("done, but nobody was told").isInstanceOf(ChargeResult.Admitted.class);
            network.freeze();
            assertThatThrownBy(() -> store.charge(late)).isInstanceOf(RedisCommandTimeoutException.class);
            network.thaw();
            assertThat(eventually(() -> used(other, user) == 1)).isTrue();
        }
    }

    @Test
    void a_command_that_was_cancelled_may_be_sent_again() {
        try (RedisClient client = RedisClient.create(engine.uri());
                Link link =
                        new Link(() -> Wire.of(client.connect(ByteArrayCodec.INSTANCE)), QUICK.timeout(), () -> {})) {
            CompletableFuture<String> cancelled = new CompletableFuture<>();
            cancelled.cancel(false);
            for (CompletableFuture<String> end : List.of(cancelled, cancelled.thenApply(String::trim))) {
                assertThatThrownBy(() -> link.call("for something", 1_000_000_000, wire -> end))
                        .isInstanceOf(TransientStoreException.class)
                        .hasMessageContaining("the connection is lost");
            }
        }
    }

    @Test
    void an_interrupt_ends_the_wait_and_the_thread_stays_interrupted() throws Exception {
        try (TcpProxy network = network(engine.uri());
                ValveStore store = unguarded(uri(network), RedisTests.PATIENT)) {
            network.freeze();
            CompletableFuture<Throwable> failure = new CompletableFuture<>();
            CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
            Thread caller = new Thread(() -> {
                try {
                    store.charge(charge(newUser(), 1));
                } catch (RuntimeException end) {
                    failure.complete(end);
                }
                interrupted.complete(Thread.currentThread().isInterrupted());
            });
            caller.start();
            caller.interrupt();
            assertThat(failure.get(20, TimeUnit.SECONDS))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("interrupted");
            assertThat(interrupted.get(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void a_server_that_cannot_be_reached_is_told_of_when_the_store_is_opened() {
        assertThatThrownBy(() -> RedisStore.open("redis://127.0.0.1:1")).isInstanceOf(RedisConnectionException.class);
    }

    @Test
    void a_closed_store_says_so() {
        ValveStore store = unguarded(engine.uri(), RedisTests.PATIENT);
        store.close();
        assertThatThrownBy(store::now).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
    }
}
