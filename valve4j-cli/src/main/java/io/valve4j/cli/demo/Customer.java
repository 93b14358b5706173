package io.valve4j.cli.demo;

import io.valve4j.Limiter;
import io.valve4j.ValveRejectedException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** Somebody who hands in tasks. Asks from one thread; what comes of it is told on others. */
final class Customer {

    private final Limiter limiter;
    private final Tally tally;
    private final Deque<CompletableFuture<?>> latest = new ArrayDeque<>();
    private final List<CompletableFuture<?>> accepted = new ArrayList<>();

    Customer(Limiter limiter, Tally tally) {
        this.limiter = limiter;
        this.tally = tally;
    }

    Limiter limiter() {
        return limiter;
    }

    void ask(int tasks, Callable<?> work) {
        for (int i = 0; i < tasks; i++) {
            ask(work);
        }
    }

    private void ask(Callable<?> work) {
        long askedNanos = System.nanoTime();
        tally.asked();
        CompletableFuture<?> answer;
        try {
            answer = limiter.submit(() -> {
                tally.started(System.nanoTime() - askedNanos);
                return work.call();
            });
        } catch (ValveRejectedException refusal) {
            tally.refused(refusal);
            return;
        }
        latest.push(answer);
        accepted.add(answer.handle((result, failure) -> {
            tally.ended(failure);
            return result;
        }));
    }

    /** Cancels so many of the latest tasks that have not ended. */
    int takeBack(int most) {
        int taken = 0;
        while (taken < most && !latest.isEmpty()) {
            taken += latest.pop().cancel(false) ? 1 : 0;
        }
        return taken;
    }

    /** Completes when all that was accepted has been counted. */
    CompletableFuture<Void> settled() {
        return CompletableFuture.allOf(accepted.toArray(CompletableFuture[]::new));
    }
}
