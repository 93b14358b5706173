package io.valve4j;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for other threads: for a condition, never for a time. Gives up after a minute, which is a failure. */
public final class Await {

    private static final long MOST_SECONDS = 60;

    private Await() {}

    /** Waits until a condition holds. */
    public static void until(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > SECONDS.toNanos(MOST_SECONDS)) {
                throw new AssertionError("never came to be: " + what);
            }
            Thread.onSpinWait();
        }
    }

    /** Whether a thread stands still until some {@link CompletableFuture} is complete. */
    public static boolean waitsForFuture(Thread thread) {
        Object blocker = LockSupport.getBlocker(thread);
        return blocker != null && blocker.getClass().getName().startsWith(CompletableFuture.class.getName());
    }

    /** Waits for a latch. */
    public static void latch(CountDownLatch latch) {
        try {
            if (!latch.await(MOST_SECONDS, SECONDS)) {
                throw new AssertionError("the latch was never opened");
            }
        } catch (InterruptedException interrupt) {
            throw new AssertionError("interrupted", interrupt);
        }
    }

    /** Waits for a result. */
    public static <T> T result(CompletableFuture<T> future) {
        try {
            return future.get(MOST_SECONDS, SECONDS);
        } catch (ExecutionException failure) {
            throw new AssertionError("failed", failure.getCause());
        } catch (InterruptedException | TimeoutException never) {
            throw new AssertionError("no result", never);
        }
    }

    /** Waits for a failure. */
    public static Throwable failure(CompletableFuture<?> future) {
        try {
            Object result = future.get(MOST_SECONDS, SECONDS);
            throw new AssertionError("succeeded with " + result);
        } catch (ExecutionException failure) {
            return failure.getCause();
        } catch (InterruptedException | TimeoutException never) {
            throw new AssertionError("no failure", never);
        }
    }
}
