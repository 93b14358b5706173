package io.valve4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.valve4j.event.ValveEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** A task is cancelled as it starts: whoever listens hears of its start if it ran, and of none if it did not. */
class CancelledAtTheStartTest {

    private static final int ROUNDS = 20_000;

    @Test
    void what_ran_is_told_to_have_started() {
        List<ValveEvent> told = Collections.synchronizedList(new ArrayList<>());
        HandDrivenExecutor workers = new HandDrivenExecutor();
        AtomicInteger ran = new AtomicInteger();
        AtomicReferenceArray<CompletableFuture<Integer>> submitted = new AtomicReferenceArray<>(ROUNDS);
        AtomicInteger cancelled = new AtomicInteger();
        try (ValveManager manager = ValveManager.builder()
                .executor(workers)
                .callbackExecutor(Runnable::run)
                .listener(told::add)
                .build()) {
            manager.register(
                    Resource.named("api").workers(1), Profile.named("pro").shared("api"));
            Limiter ada = manager.limiter("pro", "ada");
            CompletableFuture<Void> canceller = CompletableFuture.runAsync(
                    () -> {
                        for (int round = 0; round < ROUNDS; round++) {
                            int next = round;
                            spinUntil(() -> submitted.get(next) != null);
                            boolean unused = submitted.get(round).cancel(false);
                            cancelled.incrementAndGet();
                        }
                    },
                    Threads.ONE_EACH);
            for (int round = 0; round < ROUNDS; round++) {
                submitted.set(round, ada.submit(ran::incrementAndGet));
                workers.runAll();
                int done = round;
                spinUntil(() -> cancelled.get() > done || canceller.isCompletedExceptionally());
            }
            Await.result(canceller);
        }
        assertThat(told.stream().filter(ValveEvent.Started.class::isInstance).count())
                .isEqualTo(ran.get());
    }

    /** Looks again at once, so that the two meet; but not for long, where the machine has something else to do. */
    private static void spinUntil(BooleanSupplier condition) {
        for (int looks = 1; !condition.getAsBoolean(); looks++) {
            if (looks % 10_000 == 0) {
                LockSupport.parkNanos(1);
            }
        }
    }
}
