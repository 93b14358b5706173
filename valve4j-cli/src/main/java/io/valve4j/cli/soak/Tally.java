package io.valve4j.cli.soak;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts. Thread-safe. */
final class Tally {

    private final Map<Count, LongAdder> counts = new EnumMap<>(Count.class);

    Tally() {
        for (Count count : Count.values()) {
            counts.put(count, new LongAdder());
        }
    }

    void add(Count count) {
        add(count, 1);
    }

    void add(Count count, long units) {
        LongAdder adder = counts.get(count);
        if (adder != null) {
            adder.add(units);
        }
    }

    long of(Count count) {
        LongAdder adder = counts.get(count);
        return adder == null ? 0 : adder.sum();
    }

    /** Accepted, and not ended yet. */
    long underWay() {
        return of(Count.ACCEPTED)
                - of(Count.SUCCEEDED)
                - of(Count.FAILED)
                - of(Count.CANCELLED)
                - of(Count.TIMED_OUT)
                - of(Count.HANDED_BACK)
                - of(Count.CLOSED);
    }
}
