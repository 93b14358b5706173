package io.valve4j.cli.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Measures contestants in this process, in rounds of short turns: for what a server of our own must be started. */
final class Race {

    /** How many run a contestant's step at once. */
    static final int THREADS = 8;

    private Race() {}

    /** Runs it all; a score is operations per second. */
    static Scores between(List<Contestant> contestants, Pace pace) throws Exception {
        Scores scores = new Scores(contestants.stream().map(Contestant::name).toList(), pace.rounds());
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            for (Contestant contestant : contestants) {
                turn(contestant, pace.warmUpMillis(), threads);
            }
            for (int round = 0; round < pace.rounds(); round++) {
                for (Contestant contestant : contestants) {
                    scores.put(contestant.name(), round, turn(contestant, pace.sliceMillis(), threads));
                }
            }
            return scores;
        } finally {
            threads.shutdownNow();
        }
    }

    /** Operations per second in one turn. */
    private static double turn(Contestant contestant, int millis, ExecutorService executor) throws Exception {
        long begun = System.nanoTime();
        long end = begun + TimeUnit.MILLISECONDS.toNanos(millis);
        List<Future<Long>> counts = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            counts.add(executor.submit(() -> stepsUntil(end, contestant.step())));
        }
        long steps = 0;
        for (Future<Long> count : counts) {
            try {
                steps += count.get();
            } catch (ExecutionException failure) {
                throw new IllegalStateException(contestant.name() + " does not work", failure.getCause());
            }
        }
        return steps / ((System.nanoTime() - begun) / 1e9);
    }

    private static long stepsUntil(long endNanos, Contestant.Step step) throws Exception {
        SplittableRandom random = new SplittableRandom();
        long steps = 0;
        while (System.nanoTime() - endNanos < 0) {
            step.run(random.nextLong());
            steps++;
        }
        return steps;
    }
}
