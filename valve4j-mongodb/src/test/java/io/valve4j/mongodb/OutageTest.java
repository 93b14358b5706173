package io.valve4j.mongodb;

import static io.valve4j.mongodb.Samples.charge;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.valve4j.engines.MongoEngine;
import io.valve4j.engines.TcpProxy;
import io.valve4j.guard.Guard;
import io.valve4j.store.ChargeResult;
import io.valve4j.store.Settlement;
import io.valve4j.store.ValveStore;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** In real time: every call ends within its own, whatever the server does. */
@Timeout(120)
class OutageTest {

    private static final Duration TIMEOUT = Duration.ofMillis(400);
    private static final Duration PATIENCE = Duration.ofMillis(800);

    /** On top of its time, since the machine may be busy. */
    private static final Duration MARGIN = Duration.ofMillis(1_500);

    private final MongoEngine engine = MongoEngine.start();
    private final TcpProxy network = network(engine);
    private final MongoClient client = MongoClients.create("mongodb://127.0.0.1:" + network.port());
    private final String user = Samples.newUser();

    private static TcpProxy network(MongoEngine engine) {
        URI uri = URI.create(engine.uri());
        return TcpProxy.to(uri.getHost(), uri.getPort());
    }

    @AfterEach
    void close() {
        client.close();
        network.close();
        engine.close();
    }

    private MongoStore open(Duration timeout) {
        Guard guard = Guard.DEFAULT.timeout(timeout).patience(PATIENCE).suspension(Duration.ofMillis(50));
        return MongoStore.open(client.getDatabase("valve4j-test"), MongoOptions.DEFAULT.guard(guard));
    }

    private final Map<String, Consumer<ValveStore>> decisions = Map.of(
            "now", ValveStore::now,
            "find", store -> store.find(user),
            "charge", store -> store.charge(charge(user, 1, 10)),
            "settle", store -> store.settle(new Settlement.Release(user, UUID.randomUUID())),
            "counters", store -> store.counters(user, List.of(Samples.CALLS)));

    private final Map<String, Consumer<ValveStore>> rest = Map.of(
            "list", store -> store.list(null, 10),
            "audit", store -> store.audit(user),
            "purge", store -> store.purge(10));

    @Test
    void a_server_that_never_answers_costs_each_call_its_time_and_no_more() {
        network.freeze();
        assertEndInTime();
    }

    @Test
    void a_server_that_falls_silent_costs_each_call_its_time_and_no_more() {
        assertThat(open(Duration.ofSeconds(20)).charge(charge(user, 1, 10))).isInstanceOf(ChargeResult.Admitted.class);
        network.freeze();
        assertEndInTime();
    }

    private void assertEndInTime() {
        decisions.forEach((name, call) -> assertEndsIn(TIMEOUT, name, call));
        rest.forEach((name, call) -> assertEndsIn(PATIENCE, name, call));
    }

    /** Each on a store of its own, so that no circuit breaker ends it sooner. */
    private void assertEndsIn(Duration time, String name, Consumer<ValveStore> call) {
        MongoStore store = open(TIMEOUT);
        long started = System.nanoTime();
        assertThatThrownBy(() -> call.accept(store))
                .as(name)
                .isInstanceOf(MongoStoreException.class)
                .hasMessageContaining("did not answer within " + time.toMillis() + " ms");
        assertThat(Duration.ofNanos(System.nanoTime() - started))
                .as(name)
                .isBetween(time.dividedBy(2), time.plus(MARGIN));
    }

    @Test
    void a_change_that_gets_no_answer_in_time_fails_and_is_not_said_to_be_refused() {
        MongoStore store = open(TIMEOUT);
        network.freeze();
        assertThatThrownBy(() -> Samples.save(store, user, 1)).isInstanceOf(RuntimeException.class);
    }

    @Test
    void a_store_whose_server_was_gone_works_again_when_it_is_back_and_has_counted_once() {
        MongoStore patient = open(Duration.ofSeconds(20));
        assertThat(patient.charge(charge(user, 1, 10))).isInstanceOf(ChargeResult.Admitted.class);
        network.shut();
        assertThatThrownBy(() -> open(TIMEOUT).charge(charge(user, 1, 10))).isInstanceOf(RuntimeException.class);
        network.reopen();
        assertThat(open(Duration.ofSeconds(20)).charge(charge(user, 1, 10))).isInstanceOf(ChargeResult.Admitted.class);
        assertThat(patient.counters(user, List.of(Samples.CALLS)).get(0).used()).isEqualTo(2);
    }
}
