package io.valve4j.cli.soak;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** How long requests took from the time for which they were intended, by kind and period. Thread-safe. */
final class Latencies {

    private static final int DIGITS = 3;

    private final Map<Kind, Recorder> recorders = new EnumMap<>(Kind.class);
    private final Map<Kind, Histogram> all = new EnumMap<>(Kind.class);
    private final List<Map<Kind, Summary>> periods = new ArrayList<>();

    Latencies() {
        for (Kind kind : Kind.values()) {
            recorders.put(kind, new Recorder(DIGITS));
        }
    }

    /**
     * Some latencies, in nanoseconds.
     *
     * @param count how many
     * @param p50 what half of them did not exceed
     * @param p99 what 99 % did not exceed
     * @param p999 what 99.9 % did not exceed
     * @param max the longest
     */
    record Summary(long count, long p50, long p99, long p999, long max) {

        private static Summary of(Histogram histogram) {
            return new Summary(
                    histogram.getTotalCount(),
                    histogram.getValueAtPercentile(50),
                    histogram.getValueAtPercentile(99),
                    histogram.getValueAtPercentile(99.9),
                    histogram.getMaxValue());
        }
    }

    /** One request has what it asked for. */
    void ended(Kind kind, long intendedNanos, long nowNanos) {
        Recorder recorder = recorders.get(kind);
        if (recorder != null) {
            recorder.recordValue(Math.max(0, nowNanos - intendedNanos));
        }
    }

    /** Begins the next period. */
    synchronized Map<Kind, Summary> endPeriod() {
        Map<Kind, Summary> period = new EnumMap<>(Kind.class);
        recorders.forEach((kind, recorder) -> {
            Histogram interval = recorder.getIntervalHistogram();
            all.computeIfAbsent(kind, first -> new Histogram(DIGITS)).add(interval);
            period.put(kind, Summary.of(interval));
        });
        periods.add(period);
        return period;
    }

    /** All periods that have ended. */
    synchronized List<Map<Kind, Summary>> periods() {
        return List.copyOf(periods);
    }

    /** All periods that have ended, as one. */
    synchronized Map<Kind, Summary> total() {
        Map<Kind, Summary> total = new EnumMap<>(Kind.class);
        all.forEach((kind, histogram) -> total.put(kind, Summary.of(histogram)));
        return total;
    }
}
