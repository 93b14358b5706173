package io.valve4j.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.valve4j.Await;
import io.valve4j.testkit.ManualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads that ask for the same keys at once, while the table is moved again and again. */
@Timeout(120)
class WeakTableThreadsTest {

    private static final int THREADS = 3;
    private static final long KEYS = 20_000;
    private static final long HELD = 500;
    private static final int MOVES_PER_COLLECTION = 2_000;
    private static final long KEYS_PER_LATE_ONE = 50;

    private final AtomicLong moves = new AtomicLong();

    /** What is tested. */
    private record Subject(LongFunction<Object> get, LongFunction<@Nullable Object> find, Runnable renew) {}

    @Test
    void all_who_hold_a_value_of_a_key_hold_the_same() throws Exception {
        WeakTable<Long, Object> table = new WeakTable<>(this::made, new ManualTime(), Runnable::run);
        run(new Subject(table::get, table::find, table::renew));
    }

    /** The planted bug: the table is copied and exchanged, and nobody looks whether theirs is still the current one. */
    @Test
    void a_table_that_is_exchanged_behind_the_back_of_who_adds_is_found_out() {
        Careless table = new Careless(this::made);
        assertThatThrownBy(() -> run(new Subject(table::get, table::find, table::renew)))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(AssertionError.class);
    }

    /** Now and then it takes so long that the table into which it goes is one from before. */
    private Object made(long key) {
        if (key % KEYS_PER_LATE_ONE == 0) {
            long before = moves.get();
            Await.until("two more moves", () -> moves.get() > before + 1);
        }
        return new Object();
    }

    private void run(Subject table) throws Exception {
        AtomicLong turns = new AtomicLong();
        AtomicBoolean done = new AtomicBoolean();
        Map<Long, Object> held = new ConcurrentHashMap<>();
        ExecutorService executor = Executors.newFixedThreadPool(THREADS);
        try {
            Future<?> moving = executor.submit(() -> {
                while (!done.get()) {
                    table.renew().run();
                    if (moves.incrementAndGet() % MOVES_PER_COLLECTION == 0) {
                        System.gc();
                    }
                }
            });
            List<Future<?>> asking = new ArrayList<>();
            for (int i = 1; i < THREADS; i++) {
                asking.add(executor.submit(() -> ask(table, turns, held)));
            }
            try {
                for (Future<?> thread : asking) {
                    thread.get();
                }
            } finally {
                done.set(true);
            }
            moving.get();
        } finally {
            executor.shutdownNow();
        }
        held.forEach((key, value) -> assertThat(table.find().apply(key)).isSameAs(value));
    }

    /** Two ask for each key, mostly at the same moment; what is held is the same for both, until neither holds it. */
    private static void ask(Subject table, AtomicLong turns, Map<Long, Object> held) {
        for (long turn = turns.getAndIncrement(); turn < 2 * KEYS; turn = turns.getAndIncrement()) {
            long key = turn / 2;
            Object value = table.get().apply(key);
            Object first = held.putIfAbsent(key, value);
            assertThat(value).isSameAs(first == null ? value : first);
            assertThat(table.find().apply(key)).isSameAs(value);
            assertThat(table.get().apply(key)).isSameAs(value);
            held.remove(key - HELD);
        }
    }

    private static final class Careless {

        private final LongFunction<Object> maker;
        private volatile Cache<Long, Object> current = empty();

        Careless(LongFunction<Object> maker) {
            this.maker = maker;
        }

        private static Cache<Long, Object> empty() {
            return Caffeine.newBuilder().weakValues().executor(Runnable::run).build();
        }

        Object get(long key) {
            return current.get(key, maker::apply);
        }

        @Nullable
        Object find(long key) {
            return current.getIfPresent(key);
        }

        void renew() {
            Cache<Long, Object> next = empty();
            next.putAll(current.asMap());
            current = next;
        }
    }
}
