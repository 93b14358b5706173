package io.valve4j.cli.demo;

import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What happens when: all of it on one thread, in milliseconds from the start. */
final class Script implements AutoCloseable {

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(runnable -> {
        Thread stagehand = new Thread(runnable, "valve-demo");
        stagehand.setDaemon(true);
        return stagehand;
    });
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();

    /** Does something once. */
    void at(long millis, Runnable action) {
        Future<?> unused = thread.schedule(guarded(action), millis, TimeUnit.MILLISECONDS);
    }

    /** Does something again and again, until the script is closed. */
    void every(long periodMillis, long firstMillis, Runnable action) {
        Future<?> unused =
                thread.scheduleAtFixedRate(guarded(action), firstMillis, periodMillis, TimeUnit.MILLISECONDS);
    }

    private Runnable guarded(Runnable action) {
        return () -> {
            try {
                action.run();
            } catch (RuntimeException thrown) {
                failure.compareAndSet(null, thrown);
                throw thrown;
            }
        };
    }

    /** What went wrong in the script itself, if anything did. */
    Optional<RuntimeException> failure() {
        return Optional.ofNullable(failure.get());
    }

    /** Ends what is repeated, and waits for what is being done. */
    void end() throws InterruptedException {
        thread.shutdown();
        if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the script does not come to its end");
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
