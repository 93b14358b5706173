package io.valve4j.cli.soak;

import io.valve4j.Reason;
import io.valve4j.ValveRejectedException;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What those who ask the valve have seen of it. Thread-safe. */
final class Books {

    private final Tally tally = new Tally();
    private final Latencies latencies = new Latencies();
    private final AtomicReference<@Nullable Throwable> surprise = new AtomicReference<>();

    Tally tally() {
        return tally;
    }

    Latencies latencies() {
        return latencies;
    }

    /** The first thing that was thrown and is no answer. */
    Optional<Throwable> surprise() {
        return Optional.ofNullable(surprise.get());
    }

    void surprised(Throwable unexpected) {
        tally.add(Count.SURPRISES);
        surprise.compareAndSet(null, unexpected);
    }

    /** A request of a kind has its answer, whatever that is. */
    void answered(Kind kind, long intendedNanos) {
        latencies.ended(kind, intendedNanos, System.nanoTime());
    }

    /** A task has ended, or an acquirer got no permit. */
    void ended(@Nullable Throwable failure) {
        if (failure == null) {
            tally.add(Count.SUCCEEDED);
        } else if (failure instanceof CancellationException) {
            tally.add(Count.CANCELLED);
        } else if (failure instanceof TimeoutException) {
            tally.add(Count.TIMED_OUT);
        } else if (failure instanceof ValveRejectedException refusal) {
            boolean waited = refusal.decision().reason() == Reason.WAIT_TIMEOUT;
            tally.add(waited ? Count.TIMED_OUT : Count.HANDED_BACK);
        } else {
            tally.add(Count.FAILED);
            if (!(failure instanceof PlannedFailure)) {
                surprised(failure);
            }
        }
    }
}
