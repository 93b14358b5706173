package io.valve4j.cli.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Measures contestants against each other: in every round each has its turn, and a ratio is taken between the turns of one round,
 * which lie close together in time. Reported is the median of the rounds, with the middle half of them.
 */
final class Race {

    private final List<Contestant> contestants;
    private final Map<String, double[]> perSecond = new LinkedHashMap<>();

    private Race(List<Contestant> contestants, int rounds) {
        this.contestants = contestants;
        contestants.forEach(each -> perSecond.put(each.name(), new double[rounds]));
    }

    /** Runs it all. */
    static Race between(List<Contestant> contestants, Pace pace) throws Exception {
        Race race = new Race(contestants, pace.rounds());
        ExecutorService threads = Executors.newFixedThreadPool(pace.threads());
        try {
            for (Contestant contestant : contestants) {
                turn(contestant, pace.warmUpMillis(), pace.threads(), threads);
            }
            for (int round = 0; round < pace.rounds(); round++) {
                for (Contestant contestant : contestants) {
                    race.turns(contestant.name())[round] =
                            turn(contestant, pace.sliceMillis(), pace.threads(), threads);
                }
            }
            return race;
        } finally {
            threads.shutdownNow();
        }
    }

    /** Operations per second in one turn. */
    private static double turn(Contestant contestant, int millis, int threads, ExecutorService executor)
            throws Exception {
        long begun = System.nanoTime();
        long end = begun + TimeUnit.MILLISECONDS.toNanos(millis);
        List<Future<Long>> counts = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
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

    List<String> names() {
        return contestants.stream().map(Contestant::name).toList();
    }

    private double[] turns(String name) {
        double[] turns = perSecond.get(name);
        if (turns == null) {
            throw new IllegalArgumentException(name + " does not take part in this race");
        }
        return turns;
    }

    /** Operations per second. */
    Spread perSecond(String name) {
        return Spread.of(turns(name));
    }

    /** Operations of one per operation of another in the same round. */
    Spread ratio(String name, String other) {
        double[] ratios = turns(name).clone();
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] /= turns(other)[i];
        }
        return Spread.of(ratios);
    }

    /**
     * Several measurements of one thing.
     *
     * @param low a quarter of them lie below
     * @param median half of them lie below
     * @param high a quarter of them lie above
     */
    record Spread(double low, double median, double high) {

        static Spread of(double[] values) {
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            return new Spread(at(sorted, 0.25), at(sorted, 0.5), at(sorted, 0.75));
        }

        /** Between two neighbours where the quantile lies between them. */
        private static double at(double[] sorted, double quantile) {
            double place = quantile * (sorted.length - 1);
            int below = (int) place;
            int above = Math.min(below + 1, sorted.length - 1);
            return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
        }
    }
}
