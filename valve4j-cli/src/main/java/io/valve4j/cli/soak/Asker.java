package io.valve4j.cli.soak;

import io.valve4j.Limiter;
import io.valve4j.Permit;
import io.valve4j.ValveRejectedException;
import io.valve4j.quota.Quota;
import io.valve4j.quota.Reservation;
import io.valve4j.task.Action;
import io.valve4j.task.TaskOptions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Asks the valve for things, in each of the ways there are, and enters in the books what comes of it. Never waits: what would block
 * is done by threads of its own. Thread-safe.
 */
final class Asker {

    private static final int CALLERS = 16;
    private static final long CALLERS_PATIENCE_SECONDS = 30;

    private final Books books;
    private final ScheduledExecutorService later = Executors.newScheduledThreadPool(1);
    private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);

    Asker(Books books) {
        this.books = books;
    }

    /** Does something again and again, after so many milliseconds each time, until the end. */
    void repeat(long millis, Runnable action) {
        var unused = later.scheduleWithFixedDelay(() -> guarded(action::run), millis, millis, TimeUnit.MILLISECONDS);
    }

    /** Does something after so many milliseconds. */
    void after(long millis, Runnable action) {
        var unused = later.schedule(() -> guarded(action::run), millis, TimeUnit.MILLISECONDS);
    }

    private void guarded(Action action) {
        try {
            action.run();
        } catch (Throwable unexpected) {
            books.surprised(unexpected);
        }
    }

    /** Takes one call; who has quotas is charged for it. */
    void take(Limiter limiter, boolean charged, long intended) {
        if (!limiter.tryTake()) {
            books.tally().add(Count.REFUSED);
        } else if (charged) {
            books.tally().add(Count.CHARGED);
        }
        books.answered(Kind.TAKE, intended);
    }

    /** A task that may run once. */
    @Nullable
    CompletableFuture<?> once(Limiter limiter, Action body, TaskOptions options) {
        AtomicBoolean ran = new AtomicBoolean();
        return submit(
                limiter,
                () -> {
                    if (!ran.compareAndSet(false, true)) {
                        books.tally().add(Count.RAN_TWICE);
                    }
                    body.run();
                },
                options);
    }

    /** A task that may run once, and takes no time. */
    void task(Limiter limiter, long intended) {
        CompletableFuture<?> future = once(limiter, () -> {}, TaskOptions.DEFAULT);
        if (future == null) {
            books.answered(Kind.TASK, intended);
        } else {
            var unused = future.whenComplete((none, failure) -> books.answered(Kind.TASK, intended));
        }
    }

    /** A task; null if it was refused. */
    @Nullable
    CompletableFuture<?> submit(Limiter limiter, Action body, TaskOptions options) {
        CompletableFuture<?> future;
        try {
            future = limiter.run(body, options);
        } catch (ValveRejectedException refusal) {
            books.tally().add(Count.REFUSED);
            return null;
        }
        books.tally().add(Count.ACCEPTED);
        var unused = future.whenComplete((none, failure) -> books.ended(failure));
        return future;
    }

    /** A permit, closed a millisecond after it was granted; null if there was no room to wait for it. */
    @Nullable
    CompletableFuture<Permit> permit(Limiter limiter, TaskOptions options) {
        CompletableFuture<Permit> future;
        try {
            future = limiter.acquireAsync(options);
        } catch (ValveRejectedException refusal) {
            books.tally().add(Count.REFUSED);
            return null;
        }
        books.tally().add(Count.ACCEPTED);
        var unused = future.whenComplete((permit, failure) -> {
            if (permit == null) {
                books.ended(failure);
            } else {
                books.tally().add(Count.GRANTED);
                after(1, () -> close(permit));
            }
        });
        return future;
    }

    private void close(Permit permit) {
        permit.close();
        books.tally().add(Count.CLOSED);
    }

    /** A permit for which a thread waits; closed at once. Only where nobody is refused, since the wait hides who was accepted. */
    void permitInThread(Limiter limiter, TaskOptions options, long intended) {
        callers.execute(() -> guarded(() -> {
            Permit permit;
            try {
                permit = limiter.acquire(options);
            } catch (ValveRejectedException refusal) {
                books.tally().add(Count.ACCEPTED);
                books.ended(refusal);
                return;
            }
            books.answered(Kind.PERMIT, intended);
            books.tally().add(Count.ACCEPTED);
            books.tally().add(Count.GRANTED);
            close(permit);
        }));
    }

    /** Holds units, and settles them at fewer, or at none. */
    void reservation(Limiter limiter, long units, long actual, long intended) {
        try (Reservation reservation = limiter.reserve(Quota.CALLS, units)) {
            if (actual > 0 && reservation.commit(actual).counted()) {
                books.tally().add(Count.CHARGED, actual);
            }
        } catch (ValveRejectedException refusal) {
            books.tally().add(Count.REFUSED);
        }
        books.answered(Kind.RESERVATION, intended);
    }

    /** Lets threads end what they wait for. To be called before the valve is closed. */
    void endCallers() throws InterruptedException {
        callers.shutdown();
        awaitEnd(callers);
    }

    /** Ends what was to be done later. To be called after the valve was closed: permits are closed later. */
    void end() throws InterruptedException {
        later.shutdown();
        awaitEnd(later);
    }

    private void awaitEnd(ExecutorService executor) throws InterruptedException {
        if (!executor.awaitTermination(CALLERS_PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            books.surprised(new IllegalStateException("some who wait for the valve did not end"));
            executor.shutdownNow();
        }
    }
}
