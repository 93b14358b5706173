package io.valve4j.cli.report;

import java.util.Arrays;
import java.util.OptionalLong;

/** How long each of many had to wait. Thread-safe; keeps eight bytes for each. */
public final class Waits {

    private long[] nanos = new long[8];
    private int count;
    private boolean sorted = true;

    /** Adds one wait. */
    public synchronized void add(long waitNanos) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, count * 2);
        }
        nanos[count++] = waitNanos;
        sorted = false;
    }

    /** How many there are. */
    public synchronized int count() {
        return count;
    }

    /** The wait that so many percent did not exceed, by nearest rank: always one that was added; empty if there is none. */
    public synchronized OptionalLong percentile(int percent) {
        if (count == 0) {
            return OptionalLong.empty();
        }
        if (!sorted) {
            Arrays.sort(nanos, 0, count);
            sorted = true;
        }
        long rank = ((long) percent * count + 99) / 100;
        return OptionalLong.of(nanos[(int) Math.max(1, rank) - 1]);
    }

    /** The same for a person; a dash if there is none. */
    public String shown(int percent) {
        OptionalLong wait = percentile(percent);
        return wait.isEmpty() ? "-" : Text.duration(wait.getAsLong());
    }
}
