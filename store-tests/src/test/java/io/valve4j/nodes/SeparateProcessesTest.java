package io.valve4j.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.ValveManager;
import io.valve4j.guard.StoreTimeoutException;
import io.valve4j.nodes.Progress.Count;
import io.valve4j.store.CounterKey;
import io.valve4j.store.ValveStore;
import io.valve4j.subscription.SubscriptionOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Q5, Q16, Q17 and Q18 with nodes that are processes of their own, on PostgreSQL and on Redis. */
@Timeout(180)
class SeparateProcessesTest {

    private static final int NODES = 4;
    private static final int THREADS = 4;
    private static final Duration TERM = Duration.ofDays(30);

    private final String user = "nodes-" + UUID.randomUUID();
    private final List<NodeProcess> nodes = new ArrayList<>();

    @TempDir
    private Path folder;

    @AfterEach
    void endNodes() {
        nodes.forEach(NodeProcess::close);
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    @DisplayName(
            "Q5, exact: two of four nodes are killed in mid-flight, and the limit is reached to the unit, never passed")
    void exactly(Engine engine) {
        long limit = engine == Engine.REDIS ? 90_001 : 9_001; // some seconds of work on either
        long cost = 3;
        try (ValveManager valve = manager(engine, settings(engine, limit, 0))) {
            valve.subscriptions().create(user, NodeSettings.PROFILE, TERM);
            startAll(settings(engine, limit, 0));
            hammer(cost);
            killTwoAfter(limit / 5, limit);
            survivors().forEach(node -> assertThat(node.ask("await")).isEqualTo("ended"));
            long used = used(valve);
            long acknowledged = sum(Count.ADMITTED_UNITS);
            assertThat(used).isEqualTo(limit - limit % cost);
            assertThat(acknowledged).isBetween(used - inFlightOfKilled() * cost, used);
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    @DisplayName(
            "Q18, on leases: two of four nodes are killed in mid-flight; the limit holds, and at most their leases are lost")
    void onLeases(Engine engine) {
        long limit = 10_000_000;
        long units = 1_000;
        try (ValveManager valve = manager(engine, settings(engine, limit, 0))) {
            valve.subscriptions().create(user, NodeSettings.PROFILE, TERM);
            startAll(settings(engine, limit, units));
            hammer(1);
            killTwoAfter(limit / 20, limit);
            survivors().forEach(node -> assertThat(node.ask("await")).isEqualTo("ended"));
            survivors().forEach(NodeProcess::stop);
            long used = used(valve);
            long lost = used - sum(Count.ADMITTED_UNITS);
            assertThat(used).isLessThanOrEqualTo(limit);
            assertThat(lost).isBetween(0L, 2 * units + inFlightOfKilled());
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    @DisplayName("Q18, on leases: nodes that are closed lose nothing")
    void aCleanStop(Engine engine) {
        try (ValveManager valve = manager(engine, settings(engine, 10_000_000, 0))) {
            valve.subscriptions().create(user, NodeSettings.PROFILE, TERM);
            startAll(settings(engine, 10_000_000, 1_000));
            hammer(1);
            awaitThat(() -> nodes.stream().allMatch(node -> node.count(Count.ADMITTED_UNITS) > 3_000));
            nodes.forEach(node -> assertThat(node.ask("stop")).isEqualTo("ended"));
            assertThat(used(valve)).isGreaterThan(sum(Count.ADMITTED_UNITS));
            nodes.forEach(NodeProcess::stop);
            assertThat(used(valve)).isEqualTo(sum(Count.ADMITTED_UNITS));
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    @DisplayName("Q16: a cancellation made in one process refuses the next exact charge in another")
    void aCancellation(Engine engine) {
        try (ValveManager valve = manager(engine, settings(engine, 100, 0))) {
            valve.subscriptions().create(user, NodeSettings.PROFILE, TERM);
            start(settings(engine, 100, 0));
            NodeProcess node = nodes.get(0).ready();
            assertThat(node.ask("take " + user)).isEqualTo("ALLOWED");
            valve.subscriptions().cancel(user);
            assertThat(node.ask("take " + user)).isEqualTo("CANCELED");
            assertThat(used(valve)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    @DisplayName("Q17: of two nodes one is 3 s fast at a boundary; windows follow the store, and none passes its limit")
    void aFastClock(Engine engine) {
        long limit = 200;
        NodeSettings settings = settings(engine, limit, 0).startingAfreshDaily();
        try (ValveStore store = engine.open(Addresses.of(engine));
                ValveManager valve = manager(engine, settings)) {
            start(settings);
            start(settings.ahead(Duration.ofSeconds(3)));
            nodes.forEach(NodeProcess::ready);
            Instant boundary = store.now().plusSeconds(4).truncatedTo(ChronoUnit.MILLIS);
            valve.subscriptions()
                    .create(
                            user,
                            NodeSettings.PROFILE,
                            SubscriptionOptions.lasting(TERM).anchoredAt(boundary));
            hammer(1);
            CounterKey before = counter(boundary.minus(NodeSettings.DAY));
            CounterKey after = counter(boundary);
            awaitThat(() -> used(store, before) == limit);
            assertThat(used(store, after)).isZero();
            assertThat(store.now()).as("all of this before the boundary").isBefore(boundary);
            awaitThat(() -> used(store, after) == limit);
            assertThat(store.now()).isAfterOrEqualTo(boundary);
            nodes.forEach(node -> assertThat(node.ask("stop")).isEqualTo("ended"));
            assertThat(List.of(used(store, before), used(store, after))).containsOnly(limit);
            assertThat(sum(Count.ADMITTED_UNITS)).isEqualTo(2 * limit);
        }
    }

    private static CounterKey counter(Instant windowStart) {
        return new CounterKey(NodeSettings.DAILY_QUOTA, windowStart.toEpochMilli(), 0);
    }

    private long used(ValveStore store, CounterKey key) {
        return store.counters(user, List.of(key)).get(0).used();
    }

    private long used(ValveManager valve) {
        return valve.limiter(user).usage().get(0).used();
    }

    private NodeSettings settings(Engine engine, long limit, long leasedUnits) {
        return new NodeSettings(
                engine, Addresses.of(engine), folder.resolve("progress"), limit, false, leasedUnits, Duration.ZERO);
    }

    private static ValveManager manager(Engine engine, NodeSettings settings) {
        ValveManager valve =
                ValveManager.builder().store(engine.open(settings.address())).build();
        valve.register(settings.profile());
        return valve;
    }

    private void startAll(NodeSettings settings) {
        IntStream.range(0, NODES).forEach(i -> start(settings));
        nodes.forEach(NodeProcess::ready);
    }

    private void start(NodeSettings settings) {
        nodes.add(NodeProcess.start(settings.progress(folder.resolve("progress-" + nodes.size()))));
    }

    private void hammer(long cost) {
        nodes.forEach(node -> assertThat(node.ask("hammer " + user + " " + THREADS + " " + cost))
                .isEqualTo("hammering"));
    }

    /** Kills the first two once each of them and all together have been admitted something, surely before the limit is reached. */
    private void killTwoAfter(long admitted, long limit) {
        awaitThat(() -> sum(Count.ADMITTED_UNITS) >= admitted
                && killed().stream().allMatch(node -> node.count(Count.ADMITTED_UNITS) > 0));
        killed().forEach(NodeProcess::kill);
        assertThat(sum(Count.ADMITTED_UNITS))
                .as("admitted when they were killed")
                .isLessThan(limit);
    }

    private List<NodeProcess> killed() {
        return nodes.subList(0, 2);
    }

    private List<NodeProcess> survivors() {
        return nodes.subList(2, NODES);
    }

    /** How many decisions the killed nodes had begun and not answered. */
    private long inFlightOfKilled() {
        return killed().stream()
                .mapToLong(node -> node.count(Count.ASKED) - node.count(Count.ANSWERED))
                .sum();
    }

    private long sum(Count count) {
        return nodes.stream().mapToLong(node -> node.count(count)).sum();
    }

    private static void awaitThat(BooleanSupplier condition) {
        while (!holds(condition)) {
            LockSupport.parkNanos(5_000_000);
        }
    }

    /** Whether it does; a store that is too busy to be looked at is looked at again. */
    private static boolean holds(BooleanSupplier condition) {
        try {
            return condition.getAsBoolean();
        } catch (StoreTimeoutException busy) {
            return false;
        }
    }
}
