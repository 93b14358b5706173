package io.valve4j.benchmarks;

import java.util.concurrent.CompletableFuture;

/** Something with workers and a queue. */
interface OpenPool extends AutoCloseable {

    /** Hands in an empty task for a user, given by number. */
    CompletableFuture<Integer> submit(int user);

    @Override
    void close();
}
