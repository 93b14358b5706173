package io.valve4j.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Answers that race with the end of their callers' patience: each is either told or given back, never both, never neither. */
@Timeout(60)
class LateAnswersStressTest {

    private static final int CALLERS = 4;
    private static final int CALLS = 2_000;

    private final AtomicLong charged = new AtomicLong();

    @Test
    void every_charge_is_told_or_given_back() throws Exception {
        long[] toldAndTimedOut = race(late -> charged.decrementAndGet());
        assertThat(charged).hasValue(toldAndTimedOut[0]);
        assertThat(toldAndTimedOut[0]).as("told").isPositive();
        assertThat(toldAndTimedOut[1]).as("timed out").isPositive();
    }

    /** The planted fault: were late answers dropped, the race above would show it. */
    @Test
    void answers_that_are_dropped_are_found() throws Exception {
        long[] toldAndTimedOut = race(late -> {});
        assertThat(charged.get()).isGreaterThan(toldAndTimedOut[0]);
    }

    private long[] race(Consumer<Long> late) throws Exception {
        Turnstile turnstile = new Turnstile();
        Handoff handoff = new Handoff(StoreThreads.create(), turnstile);
        List<FutureTask<long[]>> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            SplittableRandom random = new SplittableRandom(i);
            Callable<long[]> caller = () -> call(handoff, turnstile, random, late);
            FutureTask<long[]> task = new FutureTask<>(caller);
            callers.add(task);
            new Thread(task).start();
        }
        long[] sum = new long[2];
        for (FutureTask<long[]> caller : callers) {
            sum[0] += caller.get()[0];
            sum[1] += caller.get()[1];
        }
        turnstile.close();
        turnstile.awaitEmpty(Duration.ofSeconds(30).toNanos());
        assertThat(turnstile.inside()).isZero();
        return sum;
    }

    private long[] call(Handoff handoff, Turnstile turnstile, SplittableRandom random, Consumer<Long> late) {
        long[] toldAndTimedOut = new long[2];
        for (int i = 0; i < CALLS; i++) {
            long work = random.nextLong(100_000);
            long patience = 1 + random.nextLong(200_000);
            turnstile.enter();
            try {
                handoff.call(
                        new Request<>(Operation.CHARGE, null, () -> slowly(work), late),
                        Duration.ofNanos(patience),
                        false);
                toldAndTimedOut[0]++;
            } catch (StoreTimeoutException timeout) {
                toldAndTimedOut[1]++;
            }
        }
        return toldAndTimedOut;
    }

    private long slowly(long nanos) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < nanos) {
            Thread.onSpinWait();
        }
        return charged.incrementAndGet();
    }
}
