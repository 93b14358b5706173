package io.valve4j.cli.scale;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads that send requests, one for each processor. */
final class Crowd implements AutoCloseable {

    private final int threads = Runtime.getRuntime().availableProcessors();
    private final ExecutorService executor = Executors.newFixedThreadPool(threads);

    /** What one thread does of it. */
    @FunctionalInterface
    interface Part {

        /**
         * Sends the requests from one number to before another.
         *
         * @throws Exception if something does not work
         */
        void send(long from, long to) throws Exception;
    }

    /** Sends so many requests, each thread an equal part, and waits for the end. Returns how long it took. */
    long send(long requests, Part part) throws InterruptedException, ExecutionException {
        long start = System.nanoTime();
        List<Callable<Void>> parts = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            long from = requests * i / threads;
            long to = requests * (i + 1) / threads;
            parts.add(() -> {
                part.send(from, to);
                return null;
            });
        }
        for (Future<Void> each : executor.invokeAll(parts)) {
            each.get();
        }
        return System.nanoTime() - start;
    }

    static double perSecond(long requests, long nanos) {
        return (double) requests * 1e9 / (double) nanos;
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
