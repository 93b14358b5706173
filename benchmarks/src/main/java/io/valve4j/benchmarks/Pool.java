package io.valve4j.benchmarks;

import dev.failsafe.Bulkhead;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import io.github.resilience4j.bulkhead.ThreadPoolBulkhead;
import io.github.resilience4j.bulkhead.ThreadPoolBulkheadConfig;
import io.valve4j.Limiter;
import io.valve4j.Profile;
import io.valve4j.Resource;
import io.valve4j.ValveManager;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The pools that are compared: two workers, and a queue that is bounded, but never full. */
public enum Pool {
    /** The floor: a queue with workers, and a future for each task. */
    THREAD_POOL_EXECUTOR,
    /** A pool for one user alone. */
    VALVE4J_DEDICATED,
    /** A pool that all users share, in fair turns. */
    VALVE4J_SHARED,
    RESILIENCE4J,
    /** A bulkhead bounds how many tasks there are, on an executor of ours. */
    FAILSAFE;

    private static final int WORKERS = 2;
    private static final int QUEUE = 1_000_000;

    OpenPool open(String[] users) {
        return switch (this) {
            case THREAD_POOL_EXECUTOR -> threadPoolExecutor();
            case VALVE4J_DEDICATED ->
                valve(
                        users,
                        Profile.named("plan")
                                .dedicated(Resource.each().workers(WORKERS).queue(QUEUE)));
            case VALVE4J_SHARED -> valve(users, Profile.named("plan").shared("pool"));
            case RESILIENCE4J -> resilience4j();
            case FAILSAFE -> failsafe();
        };
    }

    private static ThreadPoolExecutor executor() {
        return new ThreadPoolExecutor(WORKERS, WORKERS, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(QUEUE));
    }

    private static OpenPool threadPoolExecutor() {
        ThreadPoolExecutor executor = executor();
        return new OpenPool() {
            @Override
            public CompletableFuture<Integer> submit(int user) {
                return CompletableFuture.supplyAsync(() -> 1, executor);
            }

            @Override
            public void close() {
                executor.shutdown();
            }
        };
    }

    private static OpenPool valve(String[] users, Profile plan) {
        ValveManager valve = ValveManager.create();
        valve.register(Resource.named("pool").workers(WORKERS).queue(QUEUE), plan);
        Limiter[] limiters =
                Arrays.stream(users).map(user -> valve.limiter("plan", user)).toArray(Limiter[]::new);
        return new OpenPool() {
            @Override
            public CompletableFuture<Integer> submit(int user) {
                return limiters[user].submit(() -> 1);
            }

            @Override
            public void close() {
                valve.close();
            }
        };
    }

    private static OpenPool resilience4j() {
        ThreadPoolBulkhead bulkhead = ThreadPoolBulkhead.of(
                "bench",
                ThreadPoolBulkheadConfig.custom()
                        .coreThreadPoolSize(WORKERS)
                        .maxThreadPoolSize(WORKERS)
                        .queueCapacity(QUEUE)
                        .build());
        return new OpenPool() {
            @Override
            public CompletableFuture<Integer> submit(int user) {
                return bulkhead.executeSupplier(() -> 1).toCompletableFuture();
            }

            @Override
            public void close() {
                try {
                    bulkhead.close();
                } catch (Exception failure) {
                    throw new IllegalStateException("the bulkhead did not close", failure);
                }
            }
        };
    }

    private static OpenPool failsafe() {
        ThreadPoolExecutor executor = executor();
        FailsafeExecutor<Integer> guarded =
                Failsafe.with(Bulkhead.<Integer>of(WORKERS + QUEUE)).with(executor);
        return new OpenPool() {
            @Override
            public CompletableFuture<Integer> submit(int user) {
                return guarded.getAsync(() -> 1);
            }

            @Override
            public void close() {
                executor.shutdown();
            }
        };
    }
}
