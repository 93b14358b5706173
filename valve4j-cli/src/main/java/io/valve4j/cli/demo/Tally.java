package io.valve4j.cli.demo;

import io.valve4j.Decision;
import io.valve4j.Reason;
import io.valve4j.ValveRejectedException;
import io.valve4j.cli.report.Waits;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** What became of the tasks of one customer, or of a group of them. Thread-safe. */
final class Tally {

    private final Waits waits = new Waits();
    private final Map<Reason, Decision> examples = new EnumMap<>(Reason.class);
    private Counts counts = Counts.NONE;
    private final Map<Reason, Long> refusals = new EnumMap<>(Reason.class);
    private final Map<Reason, Long> returns = new EnumMap<>(Reason.class);
    private final Map<String, Long> failures = new TreeMap<>();

    /**
     * How many tasks came to what.
     *
     * @param asked handed in, accepted or not
     * @param started started
     * @param ran ended well
     * @param failed ended badly
     * @param refused not accepted
     * @param takenBack cancelled by their owner before they started
     * @param handedBack accepted, and given back unstarted by the valve
     */
    record Counts(long asked, long started, long ran, long failed, long refused, long takenBack, long handedBack) {

        static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0);

        Counts plus(Counts other) {
            return new Counts(
                    asked + other.asked,
                    started + other.started,
                    ran + other.ran,
                    failed + other.failed,
                    refused + other.refused,
                    takenBack + other.takenBack,
                    handedBack + other.handedBack);
        }

        long waiting() {
            return asked - started - refused - takenBack - handedBack;
        }

        boolean addsUp() {
            return asked == ran + failed + refused + takenBack + handedBack;
        }
    }

    synchronized void asked() {
        counts = counts.plus(new Counts(1, 0, 0, 0, 0, 0, 0));
    }

    void started(long waitNanos) {
        waits.add(waitNanos);
        synchronized (this) {
            counts = counts.plus(new Counts(0, 1, 0, 0, 0, 0, 0));
        }
    }

    synchronized void refused(ValveRejectedException refusal) {
        Reason reason = noted(refusal);
        counts = counts.plus(new Counts(0, 0, 0, 0, 1, 0, 0));
        refusals.merge(reason, 1L, Long::sum);
    }

    /** Counts what an accepted task came to in the end. */
    synchronized void ended(@Nullable Throwable failure) {
        if (failure == null) {
            counts = counts.plus(new Counts(0, 0, 1, 0, 0, 0, 0));
        } else if (failure instanceof CancellationException) {
            counts = counts.plus(new Counts(0, 0, 0, 0, 0, 1, 0));
        } else if (failure instanceof ValveRejectedException refusal) {
            counts = counts.plus(new Counts(0, 0, 0, 0, 0, 0, 1));
            returns.merge(noted(refusal), 1L, Long::sum);
        } else {
            counts = counts.plus(new Counts(0, 0, 0, 1, 0, 0, 0));
            failures.merge(failure.getClass().getSimpleName(), 1L, Long::sum);
        }
    }

    private Reason noted(ValveRejectedException refusal) {
        Reason reason = refusal.decision().reason();
        if (reason == null) {
            throw new IllegalStateException("a refusal without a reason", refusal);
        }
        examples.putIfAbsent(reason, refusal.decision());
        return reason;
    }

    synchronized Counts counts() {
        return counts;
    }

    /** Those that were refused, by the reason. */
    synchronized Map<Reason, Long> refusals() {
        return Collections.unmodifiableMap(new EnumMap<>(refusals));
    }

    /** Those that were handed back, by the reason. */
    synchronized Map<Reason, Long> returns() {
        return Collections.unmodifiableMap(new EnumMap<>(returns));
    }

    /** Those that ended badly, by what they threw. */
    synchronized Map<String, Long> failures() {
        return Collections.unmodifiableMap(new TreeMap<>(failures));
    }

    /** The first refusal for a reason. */
    synchronized Optional<Decision> example(Reason reason) {
        return Optional.ofNullable(examples.get(reason));
    }

    /** How long those that started had waited for it. */
    Waits waits() {
        return waits;
    }
}
