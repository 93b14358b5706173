package io.valve4j.cli.replay;

/** In which unit a file gives durations. */
public enum DurationUnit {
    /** Seconds, with decimals or without: nginx's {@code $request_time}, Apache's {@code %T}. */
    S(1_000_000_000L),
    /** Milliseconds: Apache's {@code %{ms}T}. */
    MS(1_000_000L),
    /** Microseconds: Apache's {@code %D}. */
    US(1_000L);

    private final long nanos;

    DurationUnit(long nanos) {
        this.nanos = nanos;
    }

    long nanos() {
        return nanos;
    }
}
