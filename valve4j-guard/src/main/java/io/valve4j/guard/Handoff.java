package io.valve4j.guard;

import io.valve4j.internal.check.Checks;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Calls a store on another thread, and waits for it so long and no longer.
 *
 * <p>The waiting itself is the timer: the caller parks until the answer is there or the time is up, and one compare-and-set
 * decides which of the two came first. A call that was given up is left to end by itself, since nobody knows what an interrupt
 * would do to a driver; if it had not begun, it does not.
 *
 * <p>Calls that were given up and have not ended are bounded. Those that somebody waits for are not: there are no more of
 * them than callers. Thread-safe.
 */
final class Handoff {

    /** Calls that hold a thread, and maybe a connection, for nobody. */
    static final int MOST_GIVEN_UP = 256;

    private final Executor threads;
    private final Turnstile turnstile;
    private final AtomicInteger givenUp = new AtomicInteger();

    /**
     * Calls on the given threads.
     *
     * @param turnstile is left when a call has ended, whoever waits for it
     */
    Handoff(Executor threads, Turnstile turnstile) {
        this.threads = threads;
        this.turnstile = turnstile;
    }

    /**
     * The request's answer, or its failure.
     *
     * @param must whether it is called even if there are too many given up, since it is to find out whether these will ever end
     */
    <T> T call(Request<T> request, Duration most, boolean must) {
        Call<T> call = new Call<>(request, Thread.currentThread());
        boolean started = false;
        try {
            if (!must && givenUp.get() >= MOST_GIVEN_UP) {
                throw new StoreBusyException("the store was not asked to " + request.words() + ": " + givenUp.get()
                        + " earlier calls were given up and have not ended yet; see that its driver has timeouts of"
                        + " its own, a little longer than the guard's");
            }
            threads.execute(call);
            started = true;
        } finally {
            if (!started) {
                turnstile.leave();
            }
        }
        return call.await(most);
    }

    private final class Call<T> implements Runnable {

        /** Null, then an answer, a {@link Failed}, or {@link End#GIVEN_UP}. */
        private final AtomicReference<@Nullable Object> end = new AtomicReference<>();

        private final Request<T> request;
        private final Thread caller;

        Call(Request<T> request, Thread caller) {
            this.request = request;
            this.caller = caller;
        }

        @Override
        public void run() {
            try {
                // What settles a charge is done for the store, whether anybody waits for it or not.
                if (end.get() == null || request.operation() == Operation.SETTLE) {
                    answer();
                }
            } finally {
                if (end.get() == End.GIVEN_UP) {
                    givenUp.decrementAndGet();
                }
                turnstile.leave();
            }
        }

        private void answer() {
            T answer;
            try {
                answer = request.step().get();
            } catch (Throwable failure) {
                end(new Failed(failure));
                return;
            }
            if (!end(answer)) {
                request.late().accept(answer);
            }
        }

        private boolean end(Object how) {
            boolean first = end.compareAndSet(null, how);
            if (first) {
                LockSupport.unpark(caller);
            }
            return first;
        }

        T await(Duration most) {
            long start = System.nanoTime();
            long nanos = most.toNanos();
            Object how = end.get();
            for (long left = nanos; how == null; left = nanos - (System.nanoTime() - start)) {
                boolean interrupted = caller.isInterrupted();
                if (interrupted || left <= 0) {
                    giveUp(interrupted, most);
                } else {
                    LockSupport.parkNanos(this, left);
                }
                how = end.get();
            }
            return answered(how);
        }

        /** Throws, unless the end came just before. */
        private void giveUp(boolean interrupted, Duration most) {
            // Counted first, so that the end cannot be counted before it.
            int others = givenUp.getAndIncrement();
            if (!end.compareAndSet(null, End.GIVEN_UP)) {
                givenUp.decrementAndGet();
                return;
            }
            String doubt = request.operation().doubt();
            if (interrupted) {
                throw new StoreInterruptedException(
                        "interrupted while the store was asked to " + request.words() + doubt);
            }
            throw new StoreTimeoutException(
                    "the store was asked to " + request.words() + ", and did not answer within " + Checks.shown(most)
                            + doubt + ". Of " + turnstile.inside() + " calls under way, " + others
                            + " others were given up too. Look at the store's load, at the network, and at whether its connection"
                            + " pool is exhausted",
                    null);
        }

        @SuppressWarnings("unchecked") // nothing else is left
        private T answered(Object how) {
            if (how instanceof Failed failed) {
                throw Failed.<RuntimeException>sneak(failed.failure);
            }
            return (T) how;
        }
    }

    private enum End {
        GIVEN_UP
    }

    private record Failed(Throwable failure) {

        /** Throws what the store threw, as it is. */
        @SuppressWarnings("unchecked") // that is the trick
        static <E extends Throwable> RuntimeException sneak(Throwable failure) throws E {
            throw (E) failure;
        }
    }
}
