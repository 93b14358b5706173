package io.valve4j.testkit.traffic;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.LongStream;

/** How long each of many had to wait. An immutable value; keeps eight bytes for each. */
public final class Waits {

    private final long[] sortedNanos;

    private Waits(long[] sortedNanos) {
        this.sortedNanos = sortedNanos;
    }

    /** Of waits in nanoseconds, in any order. */
    public static Waits of(LongStream nanos) {
        return new Waits(nanos.sorted().toArray());
    }

    /** How many there are. */
    public int count() {
        return sortedNanos.length;
    }

    /** Their mean, cut to the nanosecond; empty if there is none. */
    public Optional<Duration> mean() {
        Duration sum = Duration.ZERO;
        for (long nanos : sortedNanos) {
            sum = sum.plusNanos(nanos);
        }
        return count() == 0 ? Optional.empty() : Optional.of(sum.dividedBy(count()));
    }

    /**
     * The wait that so many percent did not exceed, by nearest rank: always one of them; empty if there is none.
     *
     * @param percent from 0, the shortest, to 100, the longest
     */
    public Optional<Duration> percentile(int percent) {
        if (percent < 0 || percent > 100) {
            throw new IllegalArgumentException("a percentile is between 0 and 100, but was " + percent);
        }
        if (count() == 0) {
            return Optional.empty();
        }
        long rank = ((long) percent * count() + 99) / 100;
        return Optional.of(Duration.ofNanos(sortedNanos[(int) Math.max(1, rank) - 1]));
    }

    /** The longest; zero if there is none. */
    public Duration longest() {
        return percentile(100).orElse(Duration.ZERO);
    }
}
