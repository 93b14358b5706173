package io.valve4j.cli.soak;

import java.time.Duration;

/**
 * How long and how hard.
 *
 * @param length of the load
 * @param perSecond requests on average
 */
public record Plan(Duration length, long perSecond) {

    /** The fewest requests that still reach everything. */
    public static final long LEAST_RATE = 100;

    /** More than one thread can send. */
    public static final long MOST_RATE = 200_000;

    /** As many as there must be for halves to be compared. */
    private static final int LEAST_PERIODS = 10;

    /** In how many equal periods latencies are told: a minute each, if it lasts long enough. */
    int periods() {
        return (int) Math.max(LEAST_PERIODS, length.toMinutes());
    }

    /** Whether it is long enough for waiting, in the end, until idle threads leave: they do after ten seconds. */
    boolean waitsForThreads() {
        return length.toMinutes() > 0;
    }

    /** When a part of the load is over, since its start. */
    long nanosUntil(int part, int parts) {
        return length.toNanos() / parts * part;
    }
}
