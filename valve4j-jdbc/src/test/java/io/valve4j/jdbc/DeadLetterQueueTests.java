package io.valve4j.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.valve4j.engines.SqlEngine;
import io.valve4j.task.DeadLetter;
import io.valve4j.task.InMemoryDeadLetterQueue.WhenFull;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the queue promises, on one engine, in a database of this test alone. */
abstract class DeadLetterQueueTests {

    private static final String ODD = "}x' \"); -- \\ \u0000\u001f \uD83D\uDE80 \uD83D alone\n";

    private final HikariDataSource pool;

    DeadLetterQueueTests(SqlEngine engine) {
        pool = Pools.migrated(engine, 4);
    }

    @AfterEach
    void close() {
        pool.close();
    }

    private static DeadLetter letter(String id, String payload) {
        return new DeadLetter(
                id,
                new DeadLetter.Origin("ada" + ODD, "pro" + ODD, "api" + ODD, true),
                new DeadLetter.Job("mail" + ODD, Optional.of(payload), 3, Map.of("tokens" + ODD, Long.MAX_VALUE), true),
                new DeadLetter.Failure(
                        "java.io.IOException",
                        ODD,
                        2,
                        Instant.ofEpochSecond(5, 7),
                        Instant.ofEpochSecond(9, 999_999_999)),
                Optional.empty());
    }

    @Test
    void a_letter_comes_back_in_every_part_without_its_task_and_outlasts_the_queue() {
        Callable<String> task = () -> "done";
        DeadLetter full = letter("id-1" + ODD, "p".repeat(100_000));
        DeadLetter bare = new DeadLetter(
                "id-2",
                full.origin(),
                new DeadLetter.Job("mail", Optional.empty(), 1, Map.of(), false),
                full.failure(),
                Optional.of(task));
        try (JdbcDeadLetterQueue queue = JdbcDeadLetterQueue.open(pool)) {
            assertThat(queue.put(full)).isEmpty();
            assertThat(queue.put(bare)).isEmpty();
        }
        JdbcDeadLetterQueue again = JdbcDeadLetterQueue.open(pool);
        assertThat(again.find(full.id())).contains(full);
        assertThat(again.find("id-2")).contains(bare.withoutTask());
        assertThat(again.find("id-3")).isEmpty();
    }

    @Test
    void a_letter_takes_the_place_of_the_one_with_its_id() {
        JdbcDeadLetterQueue queue = JdbcDeadLetterQueue.open(pool, 1, WhenFull.REFUSE_NEW);
        queue.put(letter("a", "first"));
        assertThat(queue.put(letter("a", "second"))).isEmpty();
        assertThat(queue.list(null, 10)).containsExactly(letter("a", "second"));
        assertThat(queue.size()).isEqualTo(1);
    }

    @Test
    void letters_are_listed_in_pages_in_the_order_of_their_ids() {
        JdbcDeadLetterQueue queue = JdbcDeadLetterQueue.open(pool);
        for (String id : List.of("0c", "0a", "1b", "0b")) {
            queue.put(letter(id, "p"));
        }
        assertThat(queue.list(null, 3)).extracting(DeadLetter::id).containsExactly("0a", "0b", "0c");
        assertThat(queue.list("0c", 3)).extracting(DeadLetter::id).containsExactly("1b");
        assertThat(queue.list("0bb", 1)).extracting(DeadLetter::id).containsExactly("0c");
    }

    @Test
    void a_full_queue_drops_the_oldest_and_tells_of_it() {
        JdbcDeadLetterQueue queue = JdbcDeadLetterQueue.open(pool, 2, WhenFull.DROP_OLDEST);
        queue.put(letter("a", "p"));
        queue.put(letter("b", "p"));
        assertThat(queue.put(letter("c", "p"))).containsExactly(letter("a", "p"));
        assertThat(queue.list(null, 10)).extracting(DeadLetter::id).containsExactly("b", "c");
    }

    @Test
    void a_full_queue_refuses_the_new_one_and_tells_of_it() {
        JdbcDeadLetterQueue queue = JdbcDeadLetterQueue.open(pool, 1, WhenFull.REFUSE_NEW);
        queue.put(letter("a", "p"));
        assertThat(queue.put(letter("b", "p"))).containsExactly(letter("b", "p"));
        assertThat(queue.list(null, 10)).extracting(DeadLetter::id).containsExactly("a");
    }

    @Test
    void many_who_put_at_once_never_pass_the_capacity_and_no_letter_vanishes_untold() throws Exception {
        int threads = 4;
        int each = 15;
        List<DeadLetter> lost = new ArrayList<>();
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<List<DeadLetter>>> results = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                String name = "t" + thread + '-';
                JdbcDeadLetterQueue queue = JdbcDeadLetterQueue.open(pool, 10, WhenFull.DROP_OLDEST);
                results.add(executor.submit(() -> {
                    List<DeadLetter> mine = new ArrayList<>();
                    for (int i = 0; i < each; i++) {
                        mine.addAll(queue.put(letter(name + i, "p")));
                    }
                    return mine;
                }));
            }
            for (Future<List<DeadLetter>> result : results) {
                lost.addAll(result.get());
            }
        } finally {
            executor.shutdownNow();
        }
        JdbcDeadLetterQueue queue = JdbcDeadLetterQueue.open(pool);
        assertThat(queue.size()).isEqualTo(10);
        lost.addAll(queue.list(null, 100));
        assertThat(lost).extracting(DeadLetter::id).doesNotHaveDuplicates().hasSize(threads * each);
    }

    @Test
    void of_several_who_remove_a_letter_one_is_told_true() {
        JdbcDeadLetterQueue queue = JdbcDeadLetterQueue.open(pool);
        queue.put(letter("a", "p"));
        assertThat(queue.remove("a")).isTrue();
        assertThat(queue.remove("a")).isFalse();
        assertThat(queue.size()).isZero();
    }
}
