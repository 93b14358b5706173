package io.valve4j.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.valve4j.engines.H2Engine;
import io.valve4j.engines.MariaDbEngine;
import io.valve4j.engines.PostgresEngine;
import io.valve4j.engines.SqlEngine;
import io.valve4j.quota.Window.Span;
import io.valve4j.store.Charge;
import io.valve4j.store.ChargeLine;
import io.valve4j.store.ChargeResult;
import io.valve4j.store.CounterKey;
import io.valve4j.store.CounterState;
import io.valve4j.store.Posting;
import io.valve4j.store.Settlement;
import io.valve4j.store.ValveStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Many who take steps on the same counters at once, each in an order of their own. */
@Timeout(300)
class ContentionTest {

    private static final int THREADS = 6;
    private static final int STEPS = 40;
    private static final List<CounterKey> KEYS = IntStream.range(0, 4)
            .mapToObj(i -> new CounterKey("quota-" + i, 0, 0))
            .toList();

    static Stream<SqlEngine> engines() {
        return Stream.of(PostgresEngine.shared(), MariaDbEngine.shared(), H2Engine.shared());
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("engines")
    void steps_on_the_same_counters_in_any_order_never_end_in_a_deadlock_and_lose_nothing(SqlEngine engine)
            throws Exception {
        try (HikariDataSource pool = Pools.migrated(engine, THREADS)) {
            ValveStore store = Pools.open(pool);
            ExecutorService executor = Executors.newFixedThreadPool(THREADS);
            long[] expected = new long[KEYS.size()];
            try {
                List<Future<long[]>> results = new ArrayList<>();
                for (int thread = 0; thread < THREADS; thread++) {
                    Random random = new Random(42 + thread);
                    results.add(executor.submit(() -> steps(store, random)));
                }
                for (Future<long[]> result : results) {
                    long[] mine = result.get();
                    for (int i = 0; i < mine.length; i++) {
                        expected[i] += mine[i];
                    }
                }
            } finally {
                executor.shutdownNow();
            }
            List<CounterState> states = store.counters("ada", KEYS);
            assertThat(states)
                    .extracting(CounterState::used)
                    .containsExactly(expected[0], expected[1], expected[2], expected[3]);
            assertThat(states).extracting(CounterState::held).containsOnly(0L);
        }
    }

    /** What is left used of each counter. */
    private static long[] steps(ValveStore store, Random random) {
        long[] used = new long[KEYS.size()];
        for (int step = 0; step < STEPS; step++) {
            List<Integer> some =
                    new ArrayList<>(IntStream.range(0, KEYS.size()).boxed().toList());
            Collections.shuffle(some, random);
            some = some.subList(0, 1 + random.nextInt(KEYS.size()));
            boolean hold = random.nextInt(3) == 0;
            Charge charge = charge(some, hold);
            assertThat(store.charge(charge)).isInstanceOf(ChargeResult.Admitted.class);
            List<Posting> postings =
                    some.stream().map(i -> new Posting(KEYS.get(i), 1, null)).toList();
            if (hold && random.nextBoolean()) {
                store.settle(new Settlement.Release("ada", charge.id()));
            } else if (hold) {
                store.settle(new Settlement.Commit("ada", charge.id(), postings));
                some.forEach(i -> used[i]++);
            } else if (random.nextInt(4) == 0) {
                store.settle(new Settlement.Refund(UUID.randomUUID(), "ada", postings, null));
            } else {
                some.forEach(i -> used[i]++);
            }
        }
        return used;
    }

    private static Charge charge(List<Integer> counters, boolean hold) {
        List<ChargeLine> lines = counters.stream()
                .map(i -> new ChargeLine(KEYS.get(i), 1, 1_000_000, null))
                .toList();
        return new Charge(UUID.randomUUID(), "ada", 0, Span.ALWAYS, lines, null, hold ? Duration.ofMinutes(10) : null);
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("engines")
    void a_pool_of_one_connection_that_does_not_commit_by_itself_is_enough(SqlEngine engine) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(engine.freshUrl());
        config.setMaximumPoolSize(1);
        config.setConnectionTimeout(2_000);
        config.setAutoCommit(false);
        try (HikariDataSource pool = new HikariDataSource(config);
                HikariDataSource other = SqlEngine.pool(config.getJdbcUrl(), 1)) {
            JdbcStore.migrate(pool);
            ValveStore store = Pools.open(pool);
            assertThat(store.charge(charge(List.of(0), false))).isInstanceOf(ChargeResult.Admitted.class);
            assertThat(store.charge(charge(List.of(0, 1), true))).isInstanceOf(ChargeResult.Admitted.class);
            assertThat(store.counters("ada", KEYS.subList(0, 2)))
                    .isEqualTo(Pools.open(other).counters("ada", KEYS.subList(0, 2)))
                    .containsExactly(new CounterState(KEYS.get(0), 1, 1, 1), new CounterState(KEYS.get(1), 0, 1, 0));
        }
    }
}
