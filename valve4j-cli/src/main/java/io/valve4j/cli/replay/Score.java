package io.valve4j.cli.replay;

import io.valve4j.Reason;
import io.valve4j.cli.report.Waits;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** How requests fared: those of a user, or of all users of a profile. Not thread-safe. */
public final class Score {

    private final Waits waits = new Waits();
    private final Map<Reason, Long> refusals = new EnumMap<>(Reason.class);
    private long requests;

    void asked() {
        requests++;
    }

    void admitted(long waitNanos) {
        waits.add(waitNanos);
    }

    void refused(Reason reason) {
        refusals.merge(reason, 1L, Long::sum);
    }

    /** How many there were. */
    public long requests() {
        return requests;
    }

    /** How many of them could run. */
    public long admitted() {
        return waits.count();
    }

    /** How many of them could not. */
    public long refused() {
        return refusals.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The same by the reason. */
    public Map<Reason, Long> refusals() {
        return Collections.unmodifiableMap(refusals);
    }

    /** How long those that could run had to wait for it. */
    public Waits waits() {
        return waits;
    }
}
